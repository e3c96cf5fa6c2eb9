"""Rows that imports refused: kept as they stood in the file, so that none is lost before it is mended."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.intake.choices import RowOutcome
from huitouke.intake.errors import RefusedRowsNotFound
from huitouke.intake.models import ImportRun, RefusedRow
from huitouke.intake.payloads import canonical, pack, unpack
from huitouke.intake.queries import get_run
from huitouke.intake.services import RowRemark
from huitouke.kernel import bulk
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7

HEADINGS: Final = 0
"""Number of the row that holds the headings."""
ERASED: Final = "erased_person"
"""Why the row of somebody who was erased is refused: it is not kept, or the erasure would be undone."""
COLUMNS: Final = ("id", "run_id", "row_number", "payload")
CHUNK: Final = 2_000
LONG: Final = 7
"""Signs from which on a text found inside another one is no chance."""
_BETWEEN: Final = re.compile(r"[\n\r:;,/，；、]")
_NO_DIGIT: Final = re.compile(r"\D")


class Refused(NamedTuple):
    """A kept row, opened."""

    id: UUID
    row_number: int
    cells: list[str]


def rows_to_keep(run: ImportRun, remarks: Iterable[RowRemark]) -> set[int]:
    """Numbers of the rows that these remarks refuse and that the run does not keep yet."""
    refused = [each for each in remarks if each.outcome == RowOutcome.REJECTED]
    numbers = {each.row_number for each in refused} - {
        each.row_number for each in refused if each.code == ERASED
    }
    if numbers:
        numbers -= set(run.refused_rows.filter(row_number__in=numbers).values_list("row_number", flat=True))
    return numbers


def keep_rows(run: ImportRun, headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Keep these rows, each under its number in the file, in the caller's transaction."""
    if not rows:
        return
    if not run.refused_rows.filter(row_number=HEADINGS).exists():
        rows = [(HEADINGS, headings), *rows]
    ring = sealer()
    lines = []
    for number, cells in rows:
        row_id = uuid7()
        payload = pack(ring, row_id, canonical({"cells": list(cells)}))
        lines.append(bulk.line((row_id, run.id, number, payload)))
    bulk.copy_lines(RefusedRow._meta.db_table, COLUMNS, b"".join(lines))


def count_refused(run: ImportRun) -> int:
    """How many rows of a run are kept."""
    return run.refused_rows.exclude(row_number=HEADINGS).count()


def may_fetch(actor: Actor, run: ImportRun) -> bool:
    """What a refused row holds is for those who may bring guests in and take them out in the branch."""
    return all(actor.has_right(right, run.branch_id) for right in (Right.IMPORTS_RUN, Right.GUESTS_EXPORT))


@transaction.atomic
def fetch_refused(*, actor: Actor, run_id: UUID, form: str) -> tuple[ImportRun, list[str], Iterator[Refused]]:
    """The run, the headings and the kept rows in the order of the file. The trail keeps that they were fetched.
    Refuses without the right to export there, and where there is none."""
    run = get_run(actor, run_id)
    actor.require(Right.GUESTS_EXPORT, run.branch_id)
    if not (count := count_refused(run)):
        raise RefusedRowsNotFound
    record_audit(
        actor,
        "intake.run.refused_rows_fetched",
        object_type="import",
        object_id=run.id,
        branch_id=run.branch_id,
        rows=count,
        format=form,
    )
    [headings] = _opened(run.refused_rows.filter(row_number=HEADINGS))
    return run, headings.cells, _opened(run.refused_rows.exclude(row_number=HEADINGS))


def rows_telling_of(texts: Collection[str]) -> list[Refused]:
    """Kept rows of every run that tell of somebody: a cell, or a value of a card, is one of these texts, or holds one
    of those long enough to be nobody else's, or a number written with other signs between. All are opened."""
    wanted = {text.strip().casefold() for text in texts if text.strip()}
    if not wanted:
        return []
    parts = {text for text in wanted if len(text) >= LONG}
    digits = {only for text in wanted if len(only := _NO_DIGIT.sub("", text)) >= LONG}
    found = []
    for row in _opened(RefusedRow.objects.exclude(row_number=HEADINGS)):
        text = "\n".join(row.cells).casefold()
        if (
            not wanted.isdisjoint(piece.strip() for piece in _BETWEEN.split(text))
            or any(part in text for part in parts)
            or any(number in _NO_DIGIT.sub("", line) for line in text.split("\n") for number in digits)
        ):
            found.append(row)
    return found


def forget_rows(rows: Collection[Refused]) -> None:
    """These rows are kept no longer."""
    RefusedRow.objects.filter(id__in=[row.id for row in rows]).delete()


def _opened(rows: QuerySet[RefusedRow, Any]) -> Iterator[Refused]:
    ring = sealer()
    for row_id, number, payload in (
        rows.order_by("run_id", "row_number")
        .values_list("id", "row_number", "payload")
        .iterator(chunk_size=CHUNK)
    ):
        yield Refused(row_id, number, unpack(ring, row_id, bytes(payload))["cells"])
