"""The sample messages of ../shared/data/messages, by the kind that reads them."""

import os
from pathlib import Path

import pytest

from huitouke.connectors.messages.reading import Place, Reading, Unread
from huitouke.connectors.messages.standards import STANDARDS

FOLDERS = {
    "opentravel": ("alpinebits_ota", "siteminder_smx", "travelgate_push", "opentravel_otm"),
    "opera": ("opera_ohip",),
    "mews": ("mews_connector",),
    "cloudbeds": ("cloudbeds",),
}
PLACE = Place("Europe/Berlin", 6, "EUR")


def folder():
    """The folder of all samples; skips where it is absent, fails there with CI=true."""
    repository = Path(__file__).resolve().parents[5]
    path = Path(os.environ.get("HUITOUKE_SHARED", repository.parent / "shared")) / "data" / "messages"
    if not path.exists():
        reason = "needs the reference data ../shared/data/messages"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def every_sample():
    """Kind and path of every sample, in order."""
    root = folder()
    return [
        (kind, path)
        for kind, names in FOLDERS.items()
        for name in names
        for path in sorted((root / name).iterdir())
    ]


def read(kind: str, body: bytes, place: Place = PLACE) -> Reading:
    return STANDARDS[kind][1](place).read(body)


def reading(name: str) -> Reading:
    """What the sample of this name says."""
    kind, path = next((kind, path) for kind, path in every_sample() if path.name == name)
    return read(kind, path.read_bytes())


def outcome(kind: str, body: bytes) -> Reading | Unread:
    """What becomes of any bytes: nothing but these two."""
    try:
        return read(kind, body)
    except Unread as unread:
        return unread
