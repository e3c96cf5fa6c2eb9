"""Random sequences of edits, merges and un-merges across all contexts, watched row by row: after every step each row
that ever came and was not taken off stands exactly once, with a guest or parked beside."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.access.services.attachments import attach_file
from huitouke.guests.choices import ConsentAct
from huitouke.guests.errors import ConsentInvalid, GuestInvalid
from huitouke.guests.models import Guest, GuestAlias, GuestType, Purpose
from huitouke.guests.services.company_guests import link_guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.consent_chain import verify_consents
from huitouke.hotels.services import add_room_type
from huitouke.identity.models import Decision, HomeProfile
from huitouke.identity.services import add_note, change_guest, evaluate_guest, remove_note, set_guest_types
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.classification import withdraw_evaluation
from huitouke.identity.services.merge_versions import version_of
from huitouke.identity.services.merging import merge_guests, saves_since, unmerge_guests
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.kernel import clock
from huitouke.kernel.models import MovedRow
from huitouke.kernel.moving import movings
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.testing.factories import make_company, make_guest

NAMES: Final = ("张伟", "ZHANG WEI", "章伟", "张玮", "Wei Zhang", "欧阳娜娜")
WISHES: Final = ("高楼层", "朝南", "两个枕头", "近电梯")
TAGS: Final = ("摄影", "登山", "品茶")
PLATES: Final = ("苏E8K213", "沪A12345（奔驰 黑色）", "沪A12345（红色）")
PHONES: Final = ("13812345678", "13900001111", "13700002222")

Row = tuple[str, str]


def rows_that_stand() -> dict[str, list[str]]:
    """Every row of every table that holds a guest, whole, by table; and the profiles."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted({"guests_guest", "guests_guestalias", *(each.table for each in movings())}):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def keys_that_stand() -> list[Row]:
    """(table, key) of every row with a guest, and of every row parked beside; doubled ones twice."""
    found: list[Row] = []
    with connection.cursor() as cursor:
        for each in movings():
            cursor.execute(
                f"SELECT t.{each.key}::text FROM {each.table} t WHERE t.{each.column} IS NOT NULL"
                f" AND {each.only.replace('{t}', 't')}"
            )
            found += [(each.table, row[0]) for row in cursor.fetchall()]
    parked = MovedRow.objects.exclude(parked=None).values_list("table_name", "row_id")
    return sorted([*found, *((table, str(key)) for table, key in parked)])


class World:
    """Guests of one branch on whom everything is tried; the same seed tries the same."""

    def __init__(self, branch: Branch, seed: int, guests: int = 5, *, gives: bool = False) -> None:
        self.branch, self.random = branch, Random(seed)
        self.seed = seed
        self.gives = gives
        self.wrong: list[str] = []
        self.homes: list[UUID] = []
        self.company = make_company(branch, name=f"合并测试公司{seed}")
        self.room_type = add_room_type(actor=SYSTEM, branch=branch, code=f"MG{seed}", labels={"zh": "大床房"})
        for number in range(guests):
            self._make(number)

    def _make(self, number: int) -> None:
        pick = self.random.choice
        if number % 2:
            raw = {"name": [pick(NAMES)], "mobile": [pick(PHONES)], "company": ["苏州丝绸有限公司"]}
            with transaction.atomic():
                done = admit_people(
                    actor=SYSTEM,
                    source=source_of(SYSTEM, self.branch, "mews"),
                    people=[Person(f"guest:{self.seed}-{number}", raw)],
                )
            self.homes += done.guests.values()
            return
        guest = make_guest(
            self.branch,
            name=pick(NAMES),
            mobile=pick(PHONES),
            preference=[pick(WISHES)],
            tag=[pick(TAGS)],
            plate=[pick(PLATES)],
        )
        self.homes.append(guest.id)

    def present(self) -> list[Guest]:
        ids = set(self.homes)
        return list(Guest.objects.filter(id__in=ids).order_by("id"))

    def edit(self) -> str:
        """One edit at random of a guest who is there; what it was."""
        acts: list[Callable[[Guest], None]] = [
            self._save, self._save, self._take_off, self._note, self._drop_note, self._types, self._mark,
            self._withdraw, self._system, self._book, self._consent, self._file, self._company,
        ]  # fmt: skip
        act = self.random.choice(acts)
        with suppress(GuestInvalid, ConsentInvalid), transaction.atomic():
            act(self.random.choice(self.present()))
        return act.__name__

    def merge(self) -> bool:
        """Merge two at random; whether there were two."""
        guests = self.present()
        if len(guests) < 2:
            return False
        kept, gone = self.random.sample(guests, 2)
        keys = keys_that_stand()
        version = version_of([kept, gone])
        merge_guests(actor=SYSTEM, kept_id=kept.id, gone_ids=[gone.id], version=version)
        self._expect(keys == keys_that_stand(), "a merge lost or doubled a row")
        self._expect(not Guest.objects.filter(id=gone.id).exists(), "the profile of who went stands")
        return True

    def unmerge(self, decision: Decision | None = None) -> bool:
        """Take one of the merges back, any of them; whether there was one."""
        found = list(Decision.objects.in_force().filter(gone_id__in=self.homes).order_by("id"))
        if not found:
            return False
        decision = decision or self.random.choice(found)
        guest = Guest.objects.get(id=GuestAlias.objects.get(id=decision.gone_id).guest_id)
        saves = list(saves_since(guest, decision).values_list("record_id", flat=True))
        given = self.random.sample(saves, self.random.randint(0, len(saves))) if self.gives else []
        keys = keys_that_stand()
        unmerge_guests(
            actor=SYSTEM, decision_id=decision.id, records=given, stay_apart=self.random.random() < 0.5
        )
        now = keys_that_stand()
        # What was said of consent since stays with both.
        lost = [key for key in keys if key not in set(now) and key[0] != "guests_consentstate"]
        doubled = len(now) != len(set(now))
        self._expect(not lost and not doubled, f"un-merging lost {lost} or doubled a row")
        return True

    def part_all(self) -> None:
        while self.unmerge():
            pass

    def check(self, *, is_apart: bool) -> None:
        """That profiles are what their records say, the chains of consent hold, and, once all are apart, that nothing
        is left of the merges."""
        found = compare_guests()
        self._expect(found.different == 0, f"rebuild --check: {json.dumps(dict(found.fields))}")
        verdict = verify_consents()
        self._expect(verdict.broken is None, f"consents: {verdict.broken}")
        if is_apart:
            self._expect(len(self.present()) == len(self.homes), "somebody is not there again")
            for model in (MovedRow, HomeProfile, GuestAlias):
                self._expect(not model.objects.exists(), f"{model.__name__} is left")

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def _save(self, guest: Guest) -> None:
        pick = self.random.choice
        fields = {
            "position": ("总经理", "经理", ""),
            "company": ("苏州丝绸有限公司", "盛远科技有限公司"),
            "address": ("上海市静安区南京西路 1266 号", "苏州市姑苏区平江路 1 号"),
            "name": NAMES,
            "stay_confidential": ("是", "否"),
        }
        target = pick(list(fields))
        more = {
            "preference": WISHES,
            "tag": TAGS,
            "plate": PLATES,
            "mobile": PHONES,
            "allergy": ("花生", "海鲜"),
        }
        kind = pick(list(more))
        change_guest(
            actor=SYSTEM,
            guest_id=guest.id,
            fields={target: pick(fields[target])},
            additions={kind: [pick(more[kind])]},
            removals={},
        )

    def _take_off(self, guest: Guest) -> None:
        kinds: dict[str, Any] = {
            "contact": guest.contacts,
            "preference": guest.preferences,
            "tag": guest.guest_tags,
            "vehicle": guest.vehicles,
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
        number = self.random.randrange(1, len(self.homes), 2)
        raw = {
            "name": [self.random.choice(NAMES)],
            "mobile": [self.random.choice(PHONES)],
            "company": [self.random.choice(("苏州丝绸有限公司", "盛远科技有限公司", "和风商贸"))],
        }
        admit_people(
            actor=SYSTEM,
            source=source_of(SYSTEM, self.branch, "mews"),
            people=[Person(f"guest:{self.seed}-{number}", raw)],
        )

    def _book(self, guest: Guest) -> None:
        today = self.branch.business_date
        booking = Booking(
            arrival=today,
            departure=today + timedelta(days=self.random.randint(1, 3)),
            room_type=self.room_type.code,
            rates=(),
            persons=(DeskPerson(guest_id=guest.id),),
        )
        book_reservation(actor=SYSTEM, branch=self.branch, booking=booking)

    def _consent(self, guest: Guest) -> None:
        purposes = [each for each in Purpose.objects.filter(is_closed=False) if each.channels]
        purpose = self.random.choice(purposes)
        said = Said(
            purpose.code,
            self.random.choice(ConsentAct.values),
            self.random.choice(purpose.channels),
        )
        record_consent(actor=SYSTEM, guest_id=guest.id, said=said)

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


def tell_story(world: World, steps: int) -> dict[str, int]:
    """`steps` edits, merges and un-merges at random, then everything apart again; how many of each."""
    counts = {"edits": 0, "merges": 0, "unmerges": 0}
    for _number in range(steps):
        act = world.random.random()
        if act < 0.3:
            counts["merges"] += world.merge()
        elif act < 0.5:
            counts["unmerges"] += world.unmerge()
        else:
            world.edit()
            counts["edits"] += 1
    world.check(is_apart=False)
    world.part_all()
    world.check(is_apart=True)
    return counts


def chains_come_back(world: World, steps: int) -> None:
    """Merges and un-merges without edits between them leave every row to the letter as it was."""
    before = rows_that_stand()
    for _number in range(steps):
        if world.random.random() < 0.6:
            world.merge()
        else:
            world.unmerge()
    world.part_all()
    after = rows_that_stand()
    world._expect(
        before == after, f"rows differ in {[table for table in before if before[table] != after[table]]}"
    )
