"""The model that weighs now, live and at night: the newest in force of the hotel's own, else the shipped one."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import connection

from huitouke.identity.match_tables import MatchModel
from huitouke.identity.matching.default import default_model, grown
from huitouke.identity.matching.kept import RULES_NUMBER
from huitouke.identity.matching.model import FORMAT, Model
from huitouke.identity.matching.sanity import fits

SHIPPED: Final = "shipped"
"""The name of the model before the hotel's own records have taught one."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A model at today's number of records, and the id of its row; None for the shipped one."""

    id: UUID | None
    model: Model

    @property
    def name(self) -> str:
        """By which evidence says what weighed it."""
        return SHIPPED if self.id is None else str(self.id)


def model_in_force() -> Model:
    """The model that weighs now."""
    return in_force().model


def in_force(records: int | None = None) -> InForce:
    """The same, and which it is, for so many rows, or for those that there are about now.

    A stored model that this version cannot read, or that was learnt on rows of other rules, weighs no more: the shipped
    one does until a new one is learnt. Three queries at most, the body read once a process."""
    if records is None:
        records = count_kept_rows()
    known = (
        MatchModel.objects.filter(in_force_since__isnull=False, rules=RULES_NUMBER)
        .order_by("-in_force_since", "-id")
        .values_list("id", "records")
        .first()
    )
    if known is not None:
        own = _own(known[0])
        if own is not None:
            # The statistics lag behind a file that was just taken in; a house hardly ever shrinks.
            return InForce(known[0], grown(own, known[1], max(records, known[1])))
    return InForce(None, default_model(records))


def count_kept_rows() -> int:
    """About how many rows are kept, as the database's statistics have it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'identity_keptrow'::regclass"
        )
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=4)
def _own(model_id: UUID) -> Model | None:
    """A stored model, whose body never changes while it is in force."""
    body = MatchModel.objects.values_list("body", flat=True).get(id=model_id)
    if body is None or body.get("format") != FORMAT:
        return None
    model = Model.from_json(body)
    return model if fits(model) else None
