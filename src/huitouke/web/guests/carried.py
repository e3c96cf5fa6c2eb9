"""What a card reader said, carried from the search box to the form of a new guest: sealed in the session,
taken out once, never in an address."""

import base64
import json

from django.http import HttpRequest

from huitouke.kernel.crypto import sealer

KEY = "new_guest"
_CONTEXT = b"new-guest"


def carry(request: HttpRequest, raw: dict[str, list[str]]) -> None:
    """Keep a raw guest for the next form."""
    sealed = sealer().seal(json.dumps(raw).encode(), _CONTEXT)
    request.session[KEY] = base64.b64encode(sealed).decode()


def take_carried(request: HttpRequest) -> dict[str, list[str]]:
    """The raw guest kept for this form, which is then gone; empty where there is none."""
    kept = request.session.pop(KEY, None)
    if not kept:
        return {}
    raw: dict[str, list[str]] = json.loads(sealer().open(base64.b64decode(kept), _CONTEXT))
    return raw
