"""What can be asked of a guest's records: which system told of them, and when."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from huitouke.intake.choices import DESK
from huitouke.intake.queries import list_systems
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Option, register

_RECORDS: Final = (
    "(SELECT l.guest_id, r.system, r.run_id, r.received_at FROM identity_link l"
    " JOIN intake_sourcerecord r ON r.id = l.record_id)"
)


def systems() -> list[Option]:
    """Systems that told of anybody; what staff typed is one of them."""
    return [
        Option(system, str(_("Typed at the desk")) if system == DESK else system) for system in list_systems()
    ]


FIELDS: Final = (
    Field(
        code="source",
        label=_("Known from the system"),
        kind=Kind.CHOICE,
        section="record",
        sql="f.system",
        child=Child(_RECORDS, "guest_id"),
        options=systems,
    ),
    Field(
        code="imported",
        label=_("Imported"),
        kind=Kind.INSTANT,
        section="record",
        sql="f.received_at",
        child=Child(_RECORDS, "guest_id", "f.run_id IS NOT NULL"),
        may_be_column=False,
    ),
    Field(
        code="last_record",
        label=_("Last heard of"),
        kind=Kind.INSTANT,
        section="record",
        sql=f"(SELECT max(f.received_at) FROM {_RECORDS} f WHERE f.guest_id = {{o}}.id)",  # noqa: S608 - constants
    ),
)


def register_record_fields() -> None:
    """Called once, when the app is ready."""
    register("guest", *FIELDS)
