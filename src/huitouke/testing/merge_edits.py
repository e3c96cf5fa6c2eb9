"""What the random stories of merges do to a guest: each context's facts, by the verbs of the product."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Branch, User
from huitouke.access.services.attachments import attach_file
from huitouke.capture.choices import Step
from huitouke.capture.services import note_capture
from huitouke.guests.choices import ConsentAct, RegistrationKind
from huitouke.guests.consents import is_asked
from huitouke.guests.errors import ConsentInvalid, GuestInvalid, RelationKnown
from huitouke.guests.models import Guest, GuestType, Purpose
from huitouke.guests.services.company_contacts import add_contact
from huitouke.guests.services.company_guests import link_guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.purposes import add_wording, wording_in_force
from huitouke.guests.services.registration import keep_registration_fact
from huitouke.guests.services.reveals import reveal_value
from huitouke.hotels.services import add_room_type
from huitouke.identity.errors import BulkInvalid
from huitouke.identity.services import add_note, change_guest, evaluate_guest, remove_note, set_guest_types
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.bulk_acts import begin_bulk_act
from huitouke.identity.services.classification import withdraw_evaluation
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.relations import relate_guests
from huitouke.kernel import clock
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.stays.services.folios import open_folio
from huitouke.stays.services.preparing import ask_preparation
from huitouke.testing.factories import make_company

NAMES: Final = ("张伟", "ZHANG WEI", "章伟", "张玮", "Wei Zhang", "欧阳娜娜")
WISHES: Final = ("高楼层", "朝南", "两个枕头", "近电梯")
TAGS: Final = ("摄影", "登山", "品茶")
PLATES: Final = ("苏E8K213", "沪A12345（奔驰 黑色）", "沪A12345（红色）")
PHONES: Final = ("13812345678", "13900001111", "13700002222")
PASSPORTS: Final = ("E12345678", "E87654321")
COMPANIES: Final = ("苏州丝绸有限公司", "盛远科技有限公司", "和风商贸")
ADDED: Final = {
    "preference": WISHES,
    "tag": TAGS,
    "plate": PLATES,
    "mobile": PHONES,
    "passport": PASSPORTS,
    "allergy": ("花生", "海鲜"),
}
"""What a save adds, by target."""


class Edits:
    """Edits of one branch, drawn by one seed. Of the `guests` each second has a number of the system `mews`."""

    def __init__(self, branch: Branch, seed: int, random: Random, guests: int) -> None:
        self.branch, self.seed, self.random, self.guests = branch, seed, random, guests
        self.company = make_company(branch, name=f"合并测试公司{seed}")
        self.room_type = add_room_type(actor=SYSTEM, branch=branch, code=f"MG{seed}", labels={"zh": "大床房"})
        user = User.objects.filter(is_active=True).order_by("id").first()
        user = user or User.objects.create(username="colleague")
        self.colleague = Actor(user.id, user.username, is_system=True)
        self.purposes = [each for each in Purpose.objects.filter(is_closed=False) if is_asked(each)]
        for purpose in self.purposes:
            if purpose.needs_consent and wording_in_force(purpose, branch.business_date) is None:
                add_wording(
                    actor=SYSTEM,
                    purpose_code=purpose.code,
                    texts={"zh": "同意", "en": "I agree"},
                    valid_from=branch.business_date,
                )
        self.gains: list[Callable[[Guest], object]] = [
            self._note, self._types, self._mark, self._book, self._prepare, self._bill, self._consent, self._file,
            self._company, self._contact, self._capture, self._registration, self._reveal, self._relation,
        ]  # fmt: skip
        self.acts: list[Callable[[Guest], object]] = [
            *self.gains, self._save, self._save, self._save, self._take_off, self._take_off, self._drop_note,
            self._withdraw, self._system, self._system, self._many,
        ]  # fmt: skip

    def any(self, guest: Guest) -> None:
        """One of them, drawn."""
        self._do(self.random.choice(self.acts), guest)

    def all_facts(self, guest: Guest) -> None:
        """A fact of every kind."""
        for kind in ADDED:
            self._do(partial(self._save, kind=kind), guest)
        for act in self.gains:
            self._do(act, guest)
        self._do(partial(self._consent, act=ConsentAct.REFUSED.value), guest)

    def _do(self, act: Callable[[Guest], object], guest: Guest) -> None:
        # What is refused, such as a type of two that exclude each other, is as if it were not drawn.
        with suppress(GuestInvalid, ConsentInvalid, BulkInvalid, RelationKnown), transaction.atomic():
            act(Guest.objects.get(id=guest.id))

    def _save(self, guest: Guest, kind: str = "") -> None:
        pick = self.random.choice
        fields = {
            "position": ("总经理", "经理", ""),
            "company": ("苏州丝绸有限公司", "盛远科技有限公司"),
            "address": ("上海市静安区南京西路 1266 号", "苏州市姑苏区平江路 1 号"),
            "name": NAMES,
            "birth_date": ("1980-05-06", "1990-11-22", ""),
            "kept_birthday": ("05-06", "11-22"),
            "stay_confidential": ("是", "否"),
        }
        target = pick(list(fields))
        kind = kind or pick(list(ADDED))
        change_guest(
            actor=SYSTEM,
            guest_id=guest.id,
            fields={target: pick(fields[target])},
            additions={kind: [pick(ADDED[kind])]},
            removals={},
        )

    def _take_off(self, guest: Guest) -> None:
        kinds: dict[str, Any] = {
            "contact": guest.contacts,
            "preference": guest.preferences,
            "tag": guest.guest_tags,
            "vehicle": guest.vehicles,
            "document": guest.documents,
        }
        kind = self.random.choice(list(kinds))
        rows = list(kinds[kind].order_by("id").values_list("id", flat=True))
        if rows:
            removals = {kind: [self.random.choice(rows)]}
            change_guest(actor=SYSTEM, guest_id=guest.id, fields={}, additions={}, removals=removals)

    def _note(self, guest: Guest) -> None:
        add_note(actor=SYSTEM, guest_id=guest.id, text=self.random.choice(("常住", "喜欢靠窗", "生日送花")))

    def _drop_note(self, guest: Guest) -> None:
        notes = list(guest.notes.order_by("id").values_list("id", flat=True))
        if notes:
            remove_note(actor=SYSTEM, guest_id=guest.id, note_id=self.random.choice(notes))

    def _types(self, guest: Guest) -> None:
        codes = list(GuestType.objects.filter(is_closed=False).values_list("code", flat=True)[:4])
        chosen = self.random.sample(codes, self.random.randint(0, min(2, len(codes))))
        set_guest_types(actor=SYSTEM, guest_id=guest.id, codes=chosen)

    def _mark(self, guest: Guest) -> None:
        evaluate_guest(actor=SYSTEM, guest_id=guest.id, scale="importance", value=self.random.randint(1, 5))

    def _withdraw(self, guest: Guest) -> None:
        mark = guest.evaluations.order_by("-id").first()
        if mark is not None:
            withdraw_evaluation(actor=SYSTEM, guest_id=guest.id, evaluation_id=mark.id)

    def _system(self, _guest: Guest) -> None:
        """A newer telling of a number that a system gave before, whoever shows it now."""
        number = self.random.randrange(1, self.guests, 2)
        raw = {
            "name": [self.random.choice(NAMES)],
            "mobile": [self.random.choice(PHONES)],
            "company": [self.random.choice(COMPANIES)],
        }
        told = {kind: [self.random.choice(words)] for kind, words in (("tag", TAGS), ("preference", WISHES))}
        self.tell(number, raw | (told if self.random.random() < 0.5 else {}))

    def tell(self, number: int, raw: dict[str, list[str]]) -> UUID:
        """What a system tells of a number of its own; the guest."""
        with transaction.atomic():
            done = admit_people(
                actor=SYSTEM,
                source=source_of(SYSTEM, self.branch, "mews"),
                people=[Person(f"guest:{self.seed}-{number}", raw)],
            )
        return done.guests[f"guest:{self.seed}-{number}"]

    def _book(self, guest: Guest) -> UUID:
        today = self.branch.business_date
        booking = Booking(
            arrival=today,
            departure=today + timedelta(days=self.random.randint(1, 3)),
            room_type=self.room_type.code,
            rates=(),
            persons=(DeskPerson(guest_id=guest.id),),
        )
        return book_reservation(actor=SYSTEM, branch=self.branch, booking=booking).ids[0]

    def _prepare(self, guest: Guest) -> None:
        ask_preparation(
            actor=SYSTEM,
            reservation_id=self._book(guest),
            text=self.random.choice(("鲜花", "婴儿床", "加床")),
        )

    def _bill(self, guest: Guest) -> None:
        open_folio(actor=SYSTEM, branch=self.branch, guest_id=guest.id)

    def _contact(self, guest: Guest) -> None:
        add_contact(
            actor=SYSTEM, company_id=self.company.id, raw={"name": [guest.name or "张伟"]}, guest_id=guest.id
        )

    def _capture(self, guest: Guest) -> None:
        step = self.random.choice(Step.values)
        note_capture(actor=self.colleague, guest_id=guest.id, step=step, branch=self.branch)

    def _registration(self, guest: Guest) -> None:
        content = {"number": self.random.randint(1, 99)}
        keep_registration_fact(actor=SYSTEM, guest_id=guest.id, kind=RegistrationKind.CARD, content=content)

    def _reveal(self, guest: Guest) -> None:
        contact = guest.contacts.order_by("id").first()
        if contact is not None:
            reveal_value(
                actor=SYSTEM,
                guest_id=guest.id,
                field="contact",
                row_id=contact.id,
                reason="other",
                text="核对",
            )

    def _many(self, guest: Guest) -> None:
        """An act on many guests, of whom this is one."""
        kind = self.random.choice(("add_tag", "remove_tag", "assign"))
        begin_bulk_act(
            actor=SYSTEM,
            kind=kind,
            chosen=[guest.id],
            today=self.branch.business_date,
            tag_name=self.random.choice(TAGS),
            login=self.random.choice(("", self.colleague.name)),
        )

    def _consent(self, guest: Guest, act: str = "") -> None:
        purpose = self.random.choice(self.purposes)
        said = Said(
            purpose.code,
            act or self.random.choice(ConsentAct.values),
            self.random.choice(purpose.channels or [""]),
        )
        record_consent(actor=SYSTEM, guest_id=guest.id, said=said)

    def _relation(self, guest: Guest) -> None:
        others = list(Guest.objects.filter(branch=self.branch).exclude(id=guest.id).order_by("id"))
        if others:
            role = self.random.choice(("partner", "child", "colleague"))
            relate_guests(actor=SYSTEM, guest_id=guest.id, other_id=self.random.choice(others).id, role=role)

    def _file(self, guest: Guest) -> None:
        attach_file(
            actor=SYSTEM,
            owner_kind="guest",
            owner_id=guest.id,
            name="a.txt",
            content=f"{clock.now()}".encode(),
        )

    def _company(self, guest: Guest) -> None:
        if not guest.company_links.exists():
            link_guest(actor=SYSTEM, company_id=self.company.id, guest_id=guest.id)
