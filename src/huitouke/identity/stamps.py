"""Keyed stamps of a person: what is left to know them by when they have been erased.

A stamp tells nothing without the installation's key. A telephone or an address alone is no person, a family shares
them: it is stamped with each form of the name, and bare only for rows that bear no name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from huitouke.guests.values.names import fold_name
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.intake.choices import DESK
from huitouke.kernel.crypto import Sealer


@dataclass(slots=True)
class Traits:
    """By what a person can be known, gathered over all that was told of them."""

    names: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    births: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)

    def add(self, prepared: PreparedGuest, system: str = "", external_id: str = "") -> None:
        """Take in what one record told."""
        self.names |= name_forms(prepared)
        self.contacts |= {contact.value for contact in prepared.contacts if not contact.is_relay}
        self.papers |= {document.number for document in prepared.documents}
        self.papers |= {f"{digest.kind}:{digest.digest}" for digest in prepared.hashes}
        if prepared.birth_date:
            self.births.add(prepared.birth_date.isoformat())
        if prepared.card_number:
            self.cards.add(prepared.card_number.upper())
        if system and system != DESK:
            self.records.add(f"{system}|{external_id}")


def name_forms(prepared: PreparedGuest) -> set[str]:
    """The forms in which a name comes back: as written, in pinyin, in Latin letters; folded, without blanks."""
    written = {prepared.name, prepared.latin_name, prepared.pinyin}
    return {"".join(fold_name(form).split()) for form in written if form} - {""}


def stamps_of(ring: Sealer, prepared: PreparedGuest, system: str, external_id: str) -> list[bytes]:
    """The stamps by which one row from outside would be known as an erased person."""
    traits = Traits()
    traits.add(prepared, system, external_id)
    return stamps(ring, traits, is_erasure=False)


def stamps(ring: Sealer, traits: Traits, *, is_erasure: bool = True) -> list[bytes]:
    """All stamps of gathered traits, each once, in a fixed order. At erasure contacts are stamped bare too."""
    texts = {f"paper|{paper}" for paper in traits.papers}
    texts |= {f"record|{record}" for record in traits.records}
    texts |= {f"card|{card}" for card in traits.cards}
    texts |= {f"born|{birth}|{name}" for birth in traits.births for name in traits.names}
    texts |= {f"contact|{contact}|{name}" for contact in traits.contacts for name in traits.names}
    if is_erasure or not traits.names:
        texts |= {f"contact|{contact}|" for contact in traits.contacts}
    return sorted(_stamp(ring, text) for text in texts)


def _stamp(ring: Sealer, text: str) -> bytes:
    return ring.blind_index("erased", text)


def joined(found: Iterable[PreparedGuest]) -> Traits:
    """The traits of several tellings of one person."""
    traits = Traits()
    for prepared in found:
        traits.add(prepared)
    return traits
