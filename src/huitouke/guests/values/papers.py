"""The papers of a guest, from the cells of a raw guest."""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from huitouke.guests.values.countries import read_nationality
from huitouke.guests.values.dates import DateRefused, read_date
from huitouke.guests.values.documents import (
    CitizenId,
    DocumentRefused,
    fold_number,
    guess_kind,
    has_citizen_shape,
    read_citizen_id,
    read_document,
    read_document_kind,
)
from huitouke.guests.values.names import looks_like_digest
from huitouke.guests.values.prepared import DocumentValue
from huitouke.guests.values.raw import RawCells, is_cut_number

_KINDS: Final = ("passport", "hkmo_permit", "taiwan_permit", "residence_permit", "foreign_id")
_ASIDE = re.compile(r"(?P<number>[^()（）]+)[(（](?P<aside>[^()（）]{2,80})[)）]\s*")
_COUNTRIES: Final = {"id_card": "CN", "81": "HK", "82": "MO", "83": "TW"}


class PaperReader:
    """Reads the papers of one guest: `documents`, and `citizen_ids` with the fields that gave them.

    A paper may say its country and its last day behind it: `E12345678 (JP / 2030-05-12)`. At the desk
    (`is_typed`) the card itself is at hand, so the old form of 15 digits is refused there.
    """

    __slots__ = ("cells", "citizen_ids", "documents", "is_typed", "today")

    def __init__(self, cells: RawCells, today: date, *, is_typed: bool = False) -> None:
        self.cells = cells
        self.today = today
        self.is_typed = is_typed
        self.documents: list[DocumentValue] = []
        self.citizen_ids: list[tuple[str, CitizenId]] = []

    def read(self) -> None:
        """Read every field of papers; each trouble is noted, and nothing raises."""
        values = self.cells.values
        for text in values.get("id_card", ()):
            self._add("id_card", "id_card", text)
        for kind in _KINDS:
            if kind in values:
                for text in values[kind]:
                    self._add(kind, kind, text)
        numbers = values.get("document_number")
        if numbers:
            said = values.get("document_type", [])
            for position, text in enumerate(numbers):
                kind = read_document_kind(said[min(position, len(said) - 1)]) if said else ""
                if said and not kind:
                    self.cells.note("document_type", "document_kind_unknown")
                aside = _ASIDE.fullmatch(text)
                bare = fold_number(aside["number"] if aside else text)
                self._add("document_number", kind or guess_kind(bare), text)
        if "document_country" in values or "document_expiry" in values:
            self._complete()

    def _complete(self) -> None:
        """Country and last day from columns of their own, for the first paper that has none."""
        country = self._country("document_country", self.cells.one("document_country"))
        expires_on = self._day("document_expiry", self.cells.one("document_expiry"))
        if self.documents:
            first = self.documents[0]
            self.documents[0] = replace(
                first, country=first.country or country, expires_on=first.expires_on or expires_on
            )

    def _country(self, field: str, text: str) -> str:
        country = read_nationality(text) if text else ""
        if country is None:
            self.cells.note(field, "nationality_unknown")
        return country or ""

    def _day(self, field: str, text: str) -> date | None:
        if not text or text in {"长期", "permanent", "long-term"}:
            return None
        try:
            return read_date(text)
        except DateRefused as refused:
            self.cells.note(field, refused.code)
            return None

    def _aside(self, field: str, text: str) -> tuple[str, date | None]:
        """Country and last day of what stands behind a number in brackets."""
        country, expires_on = "", None
        for piece in filter(None, map(str.strip, text.split("/"))):
            if any(sign.isdigit() for sign in piece):
                expires_on = self._day(field, piece)
            else:
                country = self._country(field, piece)
        return country, expires_on

    def _add(self, field: str, kind: str, text: str) -> None:
        if looks_like_digest(text):
            self.cells.add_digest(field, "document", text)
            return
        if ("(" in text or "（" in text) and (aside := _ASIDE.fullmatch(text)):
            country, expires_on = self._aside(field, aside["aside"])
            before = len(self.documents)
            self._add(field, kind, aside["number"])
            if len(self.documents) > before:
                last = self.documents[-1]
                self.documents[-1] = replace(last, country=last.country or country, expires_on=expires_on)
            return
        if kind == "id_card" or (
            kind in {"residence_permit", "foreign_id"} and has_citizen_shape(fold_number(text))
        ):
            self._add_citizen_id(field, text)
            return
        if "*" in text:
            self.cells.note(field, "document_is_masked")
            return
        try:
            document = read_document(kind, text)
        except DocumentRefused as refused:
            self.cells.note(field, refused.code)
            return
        self._keep(DocumentValue(document.kind, document.number, document.country))

    def _keep(self, document: DocumentValue) -> None:
        if document not in self.documents:
            self.documents.append(document)

    def _add_citizen_id(self, field: str, text: str) -> None:
        try:
            paper = read_citizen_id(text, today=self.today)
        except DocumentRefused as refused:
            self._refuse_citizen_id(field, text, refused.code)
            return
        if paper.converted:
            if self.is_typed:
                self.cells.note(field, "id_15_refused")
                return
            self.cells.note(field, "id_15_converted")
        if not paper.is_region_known:
            self.cells.note(field, "id_region_unknown")
        country = _COUNTRIES.get(paper.kind) or _COUNTRIES.get(paper.number[:2], "")
        self._keep(DocumentValue(paper.kind, paper.number, country))
        self.citizen_ids.append((field, paper))

    def _refuse_citizen_id(self, field: str, text: str, code: str) -> None:
        if code != "id_shape_wrong":
            self.cells.note(field, code)
        elif "*" in text:
            self.cells.note(field, "document_is_masked")
        elif is_cut_number(text):
            self.cells.note(field, "number_cut_by_spreadsheet")
        elif looks_like_digest(text):
            self.cells.add_digest(field, "document", text)
        else:
            kind = guess_kind(fold_number(text))
            # A file's one column of papers often holds passports and permits too.
            if kind == "other":
                self.cells.note(field, code)
            else:
                self.cells.note(field, "document_kind_guessed", kind=kind)
                self._add(field, kind, text)
