"""Rows that an import refused, given back in the shape of the file that was sent, each with the reason beside it.

Whoever mends the file sends it again as it is: our two columns are passed over then (`tables.MendedTable`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from huitouke.access.actors import Actor
from huitouke.connectors.files.card_guests import REASON_PROPERTY
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.exports import write_csv, write_xlsx
from huitouke.connectors.files.records import Records
from huitouke.connectors.files.remarks import remark_text
from huitouke.connectors.files.rows import TOLD
from huitouke.intake.choices import RowOutcome
from huitouke.intake.models import ImportRun, RowReport
from huitouke.intake.refused_rows import Refused, fetch_refused, keep_rows, rows_to_keep
from huitouke.intake.services import RowRemark

FORMS: Final = ("csv", "xlsx")
CARDS: Final = "vcf"
_TOGETHER: Final = 1_000


class Originals:
    """The rows of a file as they stand there, found by their numbers. Reads on from where it was, and from the start
    only for a number that it has passed: rows mostly come in the order of the file."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._rows: Iterator[tuple[int, list[str]]] = iter(())
        self._at: int | None = None
        self.headings: list[str] = [] if records.kind == "vcard" else list(records.columns)

    def take(self, numbers: Set[int]) -> list[tuple[int, list[str]]]:
        """Those of these numbers, in order; without those behind a place where the file cannot be read."""
        if not numbers:
            return []
        if self._at is None or min(numbers) <= self._at:
            self._rows = self._records.originals()
        found, last = [], max(numbers)
        try:
            for number, cells in self._rows:
                self._at = number
                if number in numbers:
                    found.append((number, cells))
                if number >= last:
                    break
        except UnreadableFile:
            self._at = None
        return found


def keep_refused(run: ImportRun, originals: Originals, remarks: Sequence[RowRemark]) -> None:
    """Keep the rows that these remarks refuse, as they stand in the file, in the caller's transaction."""
    keep_rows(run, originals.headings, originals.take(rows_to_keep(run, remarks)))


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """The refused rows of a run, for one download."""

    run: ImportRun
    form: str
    headings: list[str]
    rows: Iterator[Refused]

    @property
    def file_name(self) -> str:
        """Bears the day and hour of the branch, as its report does."""
        at = self.run.started_at.astimezone(ZoneInfo(self.run.branch.time_zone))
        return f"refused-{at:%Y%m%d-%H%M}.{self.form}"

    def write(self, stream: BinaryIO) -> int:
        """Write it in the language of the reader; how many rows it holds."""
        if self.form == CARDS:
            count = 0
            for count, (row, why) in enumerate(self._told(), start=1):  # noqa: B007 - the last one is told
                stream.write(_card(row.cells[0], why).encode("utf-8", "replace"))
            return count
        width = len(self.headings)
        told = TOLD["zh" if (get_language() or "zh").startswith("zh") else "en"]
        write = write_xlsx if self.form == "xlsx" else write_csv
        return write(
            stream,
            [*self.headings, *told],
            # Cells beyond the last column stay beyond ours.
            ([*row.cells[:width], str(row.row_number), why, *row.cells[width:]] for row, why in self._told()),
        )

    def _told(self) -> Iterator[tuple[Refused, str]]:
        """Each row with the reasons for which it was refused."""
        while rows := list(islice(self.rows, _TOGETHER)):
            reasons: defaultdict[int, list[str]] = defaultdict(list)
            reports = RowReport.objects.filter(
                run=self.run, outcome=RowOutcome.REJECTED, row_number__in=[row.row_number for row in rows]
            )
            for each in reports.order_by("id"):
                text = remark_text(each.field, each.code, each.data)
                if text not in reasons[each.row_number]:
                    reasons[each.row_number].append(text)
            for row in rows:
                yield row, " ".join(reasons[row.row_number])


def forms_of(run: ImportRun) -> tuple[str, ...]:
    """In which forms the refused rows of a run can be had: that of the file that was sent first."""
    suffix = run.file_name.rpartition(".")[2].casefold()
    if suffix in ("vcf", "vcard"):
        return (CARDS,)
    return FORMS if suffix not in ("xlsx", "xlsm", "xls") else FORMS[::-1]


def refused_file(*, actor: Actor, run_id: UUID, form: str) -> RefusedFile:
    """The refused rows of a run as a file of this form. Refuses as `fetch_refused` does."""
    run, headings, rows = fetch_refused(actor=actor, run_id=run_id, form=form)
    return RefusedFile(run, form if headings else CARDS, headings, rows)


def _card(text: str, why: str) -> str:
    reason = re.sub(r"([\\;,])", r"\\\1", why)
    lines = ["BEGIN:VCARD", *text.split("\r\n"), f"{REASON_PROPERTY}:{reason}", "END:VCARD"]
    return "".join(f"{line}\r\n" for line in lines)
