"""The search box for programs."""

from typing import Final

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.api.schemas.profiles import FoundGuestOut
from huitouke.guests.search import RESULT_LIMIT

LONGEST_SCRAP: Final = 500


class SearchIn(Sent):
    """A scrap of a guest. It travels in the body and never in an address, where logs would keep it."""

    text: Text = Field(
        max_length=LONGEST_SCRAP,
        description="Part of a name (hanzi, pinyin, initials, Latin), phone, e-mail, plate, card number or "
        "company, or a whole document number. At least 1 hanzi, 2 letters or 3 digits.",
        examples=["王小", "wxm", "5678"],
    )
    limit: int = Field(default=RESULT_LIMIT, ge=1, le=50, description="The most guests of the answer.")


class SearchOut(Told):
    """The guests whom a scrap may mean, the likeliest first."""

    items: list[FoundGuestOut] = Field(description="The guests found.")
    too_short: bool = Field(description="Whether the scrap was too short to search for.")
