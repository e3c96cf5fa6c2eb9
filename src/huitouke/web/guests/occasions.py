"""Where notes and wishes were written down, beside their words."""

from collections.abc import Iterable

from huitouke.guests.models import Note, Preference
from huitouke.intake.queries import occasions_of


def tell_occasions(rows: Iterable[Note | Preference]) -> None:
    """Give each row its `occasion` in words; "" where no duty was known. One query at most."""
    told = list(rows)
    words = occasions_of({row.record_id for row in told})
    for row in told:
        row.occasion = words.get(row.record_id, "")  # type: ignore[union-attr]
