"""Codes of other systems, as they are first met."""

from collections.abc import Iterable

from huitouke.access.models import Branch
from huitouke.hotels.models import CodeMapping


def note_unknown_codes(*, system: str, branch: Branch, codes: Iterable[tuple[str, str, bool]]) -> None:
    """Put codes on the list of those to be mapped, inside the caller's transaction: table, their code, and whether the
    branch has codes of its own in that table. Known ones are left alone. One statement at most."""
    CodeMapping.objects.bulk_create(
        [
            CodeMapping(system=system, branch=branch if is_own else None, table=table, their_code=code)
            for table, code, is_own in sorted(codes)
        ],
        ignore_conflicts=True,
    )


def note_meaning(*, system: str, table: str, their_code: str, our_code: str) -> None:
    """Keep what a code of the group's own tables means where that is plain, inside the caller's transaction."""
    CodeMapping.objects.update_or_create(
        system=system,
        branch=None,
        table=table,
        their_code=their_code,
        defaults={"our_code": our_code, "is_mapped": True},
    )
