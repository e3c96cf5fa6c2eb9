import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from huitouke.connectors.messages import kinds
from huitouke.connectors.messages.reading import Reading, ReadProfile, ReadReservation, Unread
from huitouke.stays import readers
from huitouke.stays.desk_told import from_content

PLAIN = "plain"


class PlainReader:
    """Reads the house's own form: {"hotel", "id", "reservations": [{"id", "at", "told"}], "profiles", "ignored"}."""

    def __init__(self, place):
        self.place = place

    def read(self, body):
        try:
            said = json.loads(body)
        except ValueError as error:
            raise Unread("not_json") from error
        unread = [
            Unread("dates_missing", at=each["id"])
            for each in said.get("reservations", ())
            if "told" not in each
        ]
        parts = [
            ReadReservation(each["id"], from_content(each["told"]), each["told"], _at(each))
            for each in said.get("reservations", ())
            if "told" in each
        ]
        parts += [ReadProfile(each["id"], each["raw"], each, _at(each)) for each in said.get("profiles", ())]
        if unread and not parts:
            raise unread[0]
        return Reading(
            tuple(parts), tuple(said.get("ignored", ())), tuple(unread), tuple(said.get("hotels", ())),
            said.get("id", ""), about="plain",
        )  # fmt: skip


def _at(each):
    return datetime.fromisoformat(each["at"]) if each.get("at") else None


def plain_answer(found):
    code = found.code if isinstance(found, Unread) else "ok"
    return "application/json", json.dumps({"answer": code}).encode()


@pytest.fixture
def plain() -> Iterator[str]:
    """A kind whose messages are easily written."""
    kinds.register_kind(kinds.Kind(PLAIN, "Plain", PlainReader, from_content, plain_answer))
    yield PLAIN
    del kinds._kinds[PLAIN]
    del readers._readers[PLAIN]
