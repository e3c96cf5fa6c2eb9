"""What acts on many rows of a list stand on: whose rows they are, who may change them, what is told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_policy import visible_companies_sql
from huitouke.guests.conditions.columns import GUEST, TABLE
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.conditions.companies import TABLE as COMPANY_TABLE
from huitouke.guests.events import (
    COMPANIES_CHANGED,
    COMPANIES_CHANGED_BACK,
    PROFILES_CHANGED,
    PROFILES_CHANGED_BACK,
)
from huitouke.guests.policy import editable_sql, visible_sql
from huitouke.guests.services.companies_together import companies_still_editable
from huitouke.guests.services.together import still_editable
from huitouke.identity.choices import GIVEN_IN_THE_LIST, GIVEN_TO_COMPANIES, BulkKind

Where = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class BulkGround:
    """One subject. `column` is that of `identity_bulkchange` with the id."""

    table: str
    column: str
    right: Right
    kinds: tuple[BulkKind, ...]
    visible: Callable[[Actor], Where]
    editable: Callable[[Actor], Where]
    still_editable: Callable[[Actor, Sequence[UUID]], list[UUID]]
    changed: str
    changed_back: str
    nobody: str | Promise
    too_many: str | Promise
    """With %(most)s."""


GROUNDS: Final = {
    GUEST: BulkGround(
        TABLE,
        "guest_id",
        Right.GUESTS_EDIT,
        GIVEN_IN_THE_LIST,
        lambda actor: visible_sql(actor, TABLE),
        lambda actor: editable_sql(actor, TABLE),
        still_editable,
        PROFILES_CHANGED,
        PROFILES_CHANGED_BACK,
        _("Nobody is meant whom you may change. Choose other guests."),
        _("Pick at most %(most)s guests."),
    ),
    COMPANY: BulkGround(
        COMPANY_TABLE,
        "company_id",
        Right.COMPANIES_EDIT,
        GIVEN_TO_COMPANIES,
        lambda actor: visible_companies_sql(actor, COMPANY_TABLE),
        lambda actor: visible_companies_sql(actor, COMPANY_TABLE, Right.COMPANIES_EDIT),
        companies_still_editable,
        COMPANIES_CHANGED,
        COMPANIES_CHANGED_BACK,
        _("No company is meant that you may change. Choose others."),
        _("Pick at most %(most)s companies."),
    ),
}
