"""Random sequences of edits, merges and un-merges across all contexts, watched row by row: after every step each row
that ever came and was not taken off stands exactly once, with a guest or parked beside."""

import json
from random import Random
from uuid import UUID

from django.db import connection

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.guests.models import Guest, GuestAlias
from huitouke.guests.services.consent_chain import verify_consents
from huitouke.identity.models import Decision, HomeProfile
from huitouke.identity.services.merge_versions import version_of
from huitouke.identity.services.merging import Pair, merge_guests, merge_many
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.unmerging import saves_since, unmerge_guests
from huitouke.kernel.models import MovedRow
from huitouke.kernel.moving import movings
from huitouke.testing.factories import make_guest
from huitouke.testing.merge_edits import NAMES, PHONES, PLATES, TAGS, WISHES, Edits

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


def parked_behind_nothing() -> set[Row]:
    """(table, key) of every row parked behind one that was taken off since."""
    parked = MovedRow.objects.exclude(parked=None).values_list("table_name", "row_id", "shadow_id")
    standing = set(keys_that_stand())
    return {(table, str(row)) for table, row, shadow in parked if (table, str(shadow)) not in standing}


class World:
    """Guests of one branch on whom everything is tried; the same seed tries the same."""

    def __init__(self, branch: Branch, seed: int, guests: int = 5) -> None:
        self.branch, self.random = branch, Random(seed)
        self.seed = seed
        self.wrong: list[str] = []
        self.homes: list[UUID] = []
        self.moved: set[str] = set()
        self.edits = Edits(branch, seed, self.random, guests)
        for number in range(guests):
            self._make(number)

    def _make(self, number: int) -> None:
        pick = self.random.choice
        if number % 2:
            raw = {"name": [pick(NAMES)], "mobile": [pick(PHONES)], "company": ["苏州丝绸有限公司"]}
            self.homes.append(self.edits.tell(number, raw))
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

    def edit(self) -> None:
        """One edit at random of a guest who is there."""
        self.edits.any(self.random.choice(self.present()))

    def merge(self) -> bool:
        """Merge two at random, sometimes two pairs at once; whether there were two."""
        guests = self.present()
        if len(guests) < 2:
            return False
        self.merge_two(*self.random.sample(guests, min(4, len(guests))))
        return True

    def merge_two(self, kept: Guest, gone: Guest, *more: Guest) -> None:
        """Merge these two, or, now and then, two pairs at once."""
        keys = keys_that_stand()
        leaving = [gone.id]
        if len(more) == 2 and self.random.random() < 0.2:
            pairs = [Pair(kept.id, gone.id), Pair(more[0].id, more[1].id)]
            leaving = list(merge_many(actor=SYSTEM, pairs=pairs))
        else:
            version = version_of([kept, gone])
            merge_guests(actor=SYSTEM, kept_id=kept.id, gone_ids=leaving, version=version)
        self.moved.update(MovedRow.objects.values_list("table_name", flat=True).distinct())
        self._expect(keys == keys_that_stand(), "a merge lost or doubled a row")
        self._expect(not Guest.objects.filter(id__in=leaving).exists(), "the profile of who went stands")

    def unmerge(self, decision: Decision | None = None) -> bool:
        """Take one of the merges back, any of them; whether there was one."""
        found = list(Decision.objects.in_force().filter(gone_id__in=self.homes).order_by("id"))
        if not found:
            return False
        decision = decision or self.random.choice(found)
        guest = Guest.objects.get(id=GuestAlias.objects.get(id=decision.gone_id).guest_id)
        saves = saves_since(guest, decision)
        given = self.random.sample(saves, self.random.randint(0, len(saves)))
        keys = keys_that_stand()
        taken_off = parked_behind_nothing()
        unmerge_guests(
            actor=SYSTEM, decision_id=decision.id, records=given, stay_apart=self.random.random() < 0.5
        )
        now = keys_that_stand()
        # What was said of consent since stays with both; what was taken off since is off for both.
        lost = set(keys) - set(now) - taken_off
        lost = {key for key in lost if key[0] != "guests_consentstate"}
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
