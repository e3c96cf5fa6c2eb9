"""Which branch a row of a file of bookings belongs to, by the name of the hotel that it bears."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services.organisation import open_unconfirmed
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.mappings import note_meaning, note_unknown_codes
from huitouke.identity.rows import Source

TABLE: Final = "branch"
RIGHTS: Final = (Right.IMPORTS_RUN, Right.STAYS_EDIT)


class Hotels:
    """The branches that the names of one file stand for: as somebody said in the settings, else the branch of this code
    or name, else a new one "to be confirmed", where the actor may open branches. A name of none of these is put on the
    list of codes to be mapped."""

    def __init__(self, actor: Actor, source: Source, home: Branch, *, is_trial: bool) -> None:
        self.new: set[str] = set()
        """Names for which a branch was opened, or would be in a trial."""
        self._actor = actor
        self._source = source
        self._home = home
        self._is_trial = is_trial
        self._found: dict[str, Branch | None] = {}
        self._may: dict[UUID, bool] = {}
        self._sources: dict[UUID, Source] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Find the branch of each of these names, inside the caller's transaction; those known are not asked again."""
        for name in sorted(set(names) - self._found.keys()):
            self._found[name] = self._find(name) if name else self._home

    def branch_of(self, name: str) -> Branch | None:
        """The branch of a learnt name; None where there is none."""
        return self._found[name]

    def may_bring(self, branch: Branch) -> bool:
        """Whether the actor may bring bookings into it."""
        if branch.id not in self._may:
            self._may[branch.id] = all(self._actor.has_right(right, branch.id) for right in RIGHTS)
        return self._may[branch.id]

    def source_of(self, branch: Branch) -> Source:
        """The source of the file as one of this branch."""
        if branch.id not in self._sources:
            self._sources[branch.id] = replace(
                self._source,
                branch_id=branch.id,
                legal_entity_id=branch.legal_entity_id,
                today=branch.business_date,
            )
        return self._sources[branch.id]

    @cached_property
    def _named(self) -> dict[str, Branch]:
        branches = list(Branch.objects.all())
        words = {
            text.casefold(): each
            for each in branches
            for text in (*each.labels.values(), each.code)
        }  # fmt: skip
        by_code = {each.code: each for each in branches}
        mapped = CodeMapping.objects.filter(system=self._source.system, table=TABLE, is_mapped=True)
        said = {each.their_code.casefold(): by_code.get(each.our_code) for each in mapped}
        return words | {name: branch for name, branch in said.items() if branch is not None}

    def _find(self, name: str) -> Branch | None:
        known = self._named.get(name.casefold())
        if known is not None:
            return known
        if not self._actor.has_group_right(Right.SYSTEM_MANAGE):
            if not self._is_trial:
                note_unknown_codes(
                    system=self._source.system, branch=self._home, codes=[(TABLE, name, False)]
                )
            return None
        self.new.add(name)
        code = self._code_of(name)
        if self._is_trial:
            return Branch(
                code=code, labels={"zh": name}, legal_entity_id=self._home.legal_entity_id,
                time_zone=self._home.time_zone, currency=self._home.currency,
            )  # fmt: skip
        branch = open_unconfirmed(actor=self._actor, code=code, name=name, like=self._home)
        note_meaning(system=self._source.system, table=TABLE, their_code=name, our_code=branch.code)
        return branch

    def _code_of(self, name: str) -> str:
        """A code for a new branch: the letters and digits of its name, else HOTEL, numbered where it is taken."""
        stem = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:16] or "HOTEL"
        code, number = stem, 2
        while code in self._codes:
            code, number = f"{stem}-{number}", number + 1
        self._codes.add(code)
        return code

    @cached_property
    def _codes(self) -> set[str]:
        return set(Branch.objects.values_list("code", flat=True))
