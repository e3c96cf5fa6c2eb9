"""The signature of a delivery: HMAC-SHA-256 over timestamp, delivery id and body, under the subscription's secret."""

import hmac
import secrets


def new_secret() -> str:
    """A secret to be shown once."""
    return "whs_" + secrets.token_urlsafe(32)


def signature(secret: str, timestamp: int, delivery: str, body: bytes) -> str:
    """`v1=` and the hex digest over `timestamp.delivery.body`."""
    signed = f"{timestamp}.{delivery}.".encode() + body
    return "v1=" + hmac.digest(secret.encode(), signed, "sha256").hex()
