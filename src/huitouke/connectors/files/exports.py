"""Guests out again: CSV, XLSX and vCard. No cell of ours may act as a formula on the reader's machine."""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter

from huitouke.connectors.files.targets import EXTRA, RawGuest

DEFUSED: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""Texts that a spreadsheet would take for a formula (OWASP, "CSV Injection"), defused once or more."""

_EXCEL_CELL: Final = 32_767
_EXCEL_ROWS: Final = 1_048_576
_PROPERTY: Final = re.compile(r"(?:X-)?[A-Z][A-Z0-9-]*$")
_FOLD: Final = 75


Progress = Callable[[str, int, int | None], None]


@contextmanager
def private_file(target: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone, which stands under its name only when it is whole."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            yield stream
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def defuse(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would work it out; `DelimitedTable` takes it
    off."""
    return f"'{text}" if DEFUSED.match(text) else text


def write_csv(stream: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write rows of text as CSV in UTF-8 with a byte order mark, which Excel needs; returns their number."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([defuse(column) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([defuse(cell) for cell in row])
        count += 1
    text.detach()
    return count


def write_xlsx(
    target: Path | str | BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]], sheet: str = "客人"
) -> int:
    """Write rows of text as a workbook in constant memory; returns their number.

    Every cell is a string, so a formula stays text and a phone keeps its zeros. A text longer than Excel's
    32,767 signs ends in "…"; rows beyond Excel's last go on in a further sheet.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        bold = book.add_format({"bold": True})
        page: Any = None
        line = _EXCEL_ROWS
        pages = 0
        for row in _headed(rows):
            if line >= _EXCEL_ROWS:
                pages += 1
                page = book.add_worksheet(sheet if pages == 1 else f"{sheet} {pages}")
                page.freeze_panes(1, 0)
                _write_line(page, 0, columns, bold)
                line = 1
            if row is None:
                continue
            _write_line(page, line, row)
            line += 1
            count += 1
    return count


def _headed(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str] | None]:
    """The rows after a None, so that the first sheet gets its headings even where there is no row."""
    yield None
    yield from rows


def _write_line(page: Any, line: int, cells: Sequence[str], style: Any = None) -> None:
    for place, cell in enumerate(cells):
        if cell:
            text = cell.encode("utf-8", "replace").decode("utf-8")
            text = text if len(text) <= _EXCEL_CELL else text[: _EXCEL_CELL - 1] + "…"
            page.write_string(line, place, text, style)


_CARD_LINES: Final = (
    ("mobile", "TEL;TYPE=CELL"),
    ("home_phone", "TEL;TYPE=HOME"),
    ("office_phone", "TEL;TYPE=WORK"),
    ("fax", "TEL;TYPE=FAX"),
    ("phone", "TEL"),
    ("email", "EMAIL;TYPE=INTERNET"),
    ("company", "ORG"),
    ("position", "TITLE"),
    ("birth_date", "BDAY"),
    ("sex", "X-GENDER"),
    ("wechat", "X-WECHAT"),
    ("qq", "X-QQ"),
    ("note", "NOTE"),
    ("external_id", "UID"),
)


def vcard_text(raw: RawGuest) -> str:
    """A guest as a vCard 3.0 with CRLF line ends, folded at 75 bytes.

    Contact points, name, company, birthday and notes are written, and extras that were vCard properties.
    Identity documents, preferences, taboos, allergies and tags are not: a card lands in private telephones.
    """

    def first(target: str) -> str:
        return next(iter(raw.get(target, ())), "")

    name = first("name") or " ".join(filter(None, (first("given_name"), first("family_name"))))
    parts = (first("family_name") or ("" if first("given_name") else name), first("given_name"), "")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(name or first('latin_name'))}"]
    lines.append("N:" + ";".join(_escaped(part) for part in (*parts, first("form_of_address"), "")))
    for target, head in _CARD_LINES:
        lines += [f"{head}:{_escaped(text)}" for text in raw.get(target, ())]
    lines += [f"ADR:;;{_escaped(text)};;;;" for text in raw.get("address", ())]
    if not first("birth_date") and re.fullmatch(r"\d\d-\d\d", first("kept_birthday")):
        lines.append(f"BDAY:--{first('kept_birthday')}")
    for target, texts in raw.items():
        head = target.removeprefix(EXTRA)
        if target.startswith(EXTRA) and _PROPERTY.match(head) and head not in {"BEGIN", "END", "VERSION"}:
            lines += [f"{head}:{_escaped(text)}" for text in texts]
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines)


def write_vcards(stream: BinaryIO, guests: Iterable[RawGuest]) -> int:
    """Write guests as one vCard file in UTF-8; returns their number."""
    count = 0
    for raw in guests:
        stream.write(vcard_text(raw).encode("utf-8", "replace"))
        count += 1
    return count


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r\n|\r|\n", r"\\n", escaped)


def _folded(line: str) -> str:
    """The line cut so that no piece is over 75 bytes; later pieces begin with a blank."""
    pieces = [""]
    size = 0
    for sign in line:
        width = len(sign.encode("utf-8", "replace"))
        if size + width > _FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += width
    return "\r\n".join(pieces) + "\r\n"
