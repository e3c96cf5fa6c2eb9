"""A person as a message tells one, gathered field by field."""

from collections.abc import Sequence
from typing import Final

from huitouke.guests.values.names import title_sex
from huitouke.stays.told import RawGuest, ToldPerson

_SEXES: Final = {"male": "male", "female": "female", "m": "male", "f": "female"}


class Gathered:
    """A raw guest on its way. Empty and masked texts (`*****`) are passed over, and the same one is kept once."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {}

    def add(self, target: str, *texts: str) -> None:
        for text in texts:
            value = text.strip()
            if value and value.strip("*") and value not in self._texts.setdefault(target, []):
                self._texts[target].append(value)

    def add_name(self, given: str, family: str, middle: str = "") -> None:
        """A name in two parts; where only one is told, the name as a whole, which may be `ZHANG/SAN MR`."""
        given = " ".join(filter(None, (given.strip(), middle.strip())))
        family = family.strip()
        if given and family:
            self.add("given_name", given)
            self.add("family_name", family)
        else:
            self.add("name", given or family)

    def add_title(self, *titles: str) -> None:
        """How a person is addressed, such as `Herr Dr`, and the sex that it tells where nothing else does."""
        told = " ".join(filter(None, (title.strip() for title in titles)))
        self.add("form_of_address", told[:50])
        if "sex" not in self._texts:
            self.add("sex", next((sex for title in titles if (sex := title_sex(title))), ""))

    def add_sex(self, text: str) -> None:
        self.add("sex", _SEXES.get(text.strip().casefold(), ""))

    def add_address(
        self, *lines: str, country: str = "", postcode: str = "", target: str = "address"
    ) -> None:
        """An address by its lines, cities and states among them. A country alone is none."""
        told = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        if told:
            self.add(target, ", ".join([*told, *filter(None, [country.strip()])])[:500])
            self.add("postcode" if target == "address" else target.replace("address", "postcode"), postcode)

    @property
    def raw(self) -> RawGuest:
        return {target: tuple(texts) for target, texts in sorted(self._texts.items()) if texts}

    @property
    def name(self) -> str:
        return named(self.raw)


def named(raw: RawGuest) -> str:
    """The name of a raw guest, folded, to see whether two are one."""
    texts = [*raw.get("name", ()), *raw.get("given_name", ()), *raw.get("family_name", ())]
    return " ".join(texts).casefold()


def joined(persons: Sequence[ToldPerson]) -> tuple[ToldPerson, ...] | None:
    """Persons of a reservation, a booker or contact who bears the guest's name made one with the guest; None where
    nobody is told."""
    kept: list[ToldPerson] = []
    for person in persons:
        if not person.raw and not person.external_id:
            continue
        place = next((number for number, each in enumerate(kept) if _is_same(each, person)), None)
        if place is None:
            kept.append(person)
            continue
        before = kept[place]
        kept[place] = ToldPerson(
            before.role, {**person.raw, **before.raw}, before.external_id or person.external_id
        )
    return tuple(kept) or None


def known_by(person: ToldPerson, booking: str, role: str) -> ToldPerson:
    """The same person in another room of a booking, by the id under which the first room keeps them: so that they are
    one guest. A bare name has none."""
    if person.external_id or person.is_bare:
        return person
    return ToldPerson(person.role, person.raw, f"{booking}/{role}0")


def _is_same(one: ToldPerson, other: ToldPerson) -> bool:
    if one.external_id and other.external_id:
        return one.external_id == other.external_id and other.role not in ("guest", "sharer", "accompanying")
    if other.role not in ("booker", "contact"):
        return False
    return bool(named(one.raw)) and named(one.raw) == named(other.raw)
