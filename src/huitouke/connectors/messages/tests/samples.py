"""The sample messages of ../shared/data/messages, by the kind that reads them."""

from huitouke.connectors.messages.reading import Place, Reading, Unread
from huitouke.connectors.messages.standards import STANDARDS
from huitouke.testing.reference import reference_data

FOLDERS = {
    "opentravel": ("alpinebits_ota", "siteminder_smx", "travelgate_push", "opentravel_otm"),
    "opera": ("opera_ohip",),
    "mews": ("mews_connector",),
    "cloudbeds": ("cloudbeds",),
}
PLACE = Place("Europe/Berlin", 6, "EUR")


def folder():
    """The folder of all samples."""
    return reference_data("messages")


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
