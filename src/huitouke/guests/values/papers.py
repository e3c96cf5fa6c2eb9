"""The papers of a guest, from the cells of a raw guest."""

from datetime import date
from typing import Final

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
_COUNTRIES: Final = {"id_card": "CN", "81": "HK", "82": "MO", "83": "TW"}


class PaperReader:
    """Reads the papers of one guest: `documents`, and `citizen_ids` with the fields that gave them."""

    __slots__ = ("cells", "citizen_ids", "documents", "today")

    def __init__(self, cells: RawCells, today: date) -> None:
        self.cells = cells
        self.today = today
        self.documents: list[DocumentValue] = []
        self.citizen_ids: list[tuple[str, CitizenId]] = []

    def read(self) -> None:
        """Read every field of papers; each trouble is noted, and nothing raises."""
        values = self.cells.values
        for text in values.get("id_card", ()):
            self._add_citizen_id("id_card", text)
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
                self._add("document_number", kind or guess_kind(fold_number(text)), text)

    def _add(self, field: str, kind: str, text: str) -> None:
        if looks_like_digest(text):
            self.cells.add_digest(field, "document", text)
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
