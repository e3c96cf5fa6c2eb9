"""What a row of a file is known by when the file comes again."""

from typing import Final

from huitouke.guests.values.cells import is_empty, tidy
from huitouke.identity.rows import RawGuest
from huitouke.intake.payloads import canonical
from huitouke.kernel.crypto import sealer

EXTERNAL_ID_LIMIT: Final = 200


def external_id_of(raw: RawGuest) -> str:
    """The id that a row bears, or '' where it bears none; two ids of any length stay two."""
    ids = raw.get("external_id")
    external_id = tidy(ids[0]) if ids else ""
    if is_empty(external_id, "external_id"):
        return ""
    if len(external_id) > EXTERNAL_ID_LIMIT:
        return f"{external_id[:150]}:{sealer().blind_index('row-key', external_id).hex()}"
    return external_id


def content_key(raw: RawGuest) -> str:
    """What stands in for the id of a row that bears none: a keyed digest, so that it does not tell what the row
    holds."""
    return sealer().blind_index("row-key", canonical(raw)).hex()
