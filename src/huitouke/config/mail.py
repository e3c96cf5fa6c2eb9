"""How mail leaves, in Django's words."""

from typing import Any
from urllib.parse import unquote, urlsplit

from huitouke.config.env import Env


def email_settings(settings: Env) -> dict[str, Any]:
    """Django's EMAIL_… settings for the address in HUITOUKE_EMAIL_URL; `none:` swallows what is sent."""
    parts = urlsplit(settings.email_url)
    backend = {"console": "console", "none": "dummy"}.get(parts.scheme, "smtp")
    found: dict[str, Any] = {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "DEFAULT_FROM_EMAIL": settings.email_from,
    }
    if backend == "smtp":
        found |= {
            "EMAIL_HOST": parts.hostname or "",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            # A relay on this machine speaks no TLS; to any other machine mail never leaves in the clear.
            "EMAIL_USE_TLS": parts.scheme == "smtp"
            and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
            "EMAIL_TIMEOUT": 20,
        }
    return found
