"""For which branch a message is: the one that it came for, unless its hotel codes say another's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from huitouke.access.models import Branch
from huitouke.connectors.messages.reading import Unread
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.mappings import note_meaning, note_unknown_codes
from huitouke.intake.choices import MessageWay
from huitouke.intake.models import Message

BRANCH: Final = "branch"
"""The table of `hotels.CodeMapping` in which other systems' codes of hotels stand."""

SEVERAL: Final = "several_hotels"


@dataclass(slots=True)
class HotelCodes:
    """What one system calls the branches, loaded once for a batch of its messages."""

    system: str
    _mapped: dict[str, str] = field(default_factory=dict)
    _listed: set[str] = field(default_factory=set)
    _branches: dict[str, Branch] = field(default_factory=dict)

    @classmethod
    def load(cls, system: str) -> "HotelCodes":
        """Two queries."""
        found = cls(system)
        for mapping in CodeMapping.objects.filter(system=system, table=BRANCH):
            found._listed.add(mapping.their_code)
            if mapping.is_mapped:
                found._mapped[mapping.their_code] = mapping.our_code
        found._branches = {branch.code: branch for branch in Branch.objects.all()}
        return found

    def branch_of(self, message: Message, codes: Sequence[str]) -> Branch:
        """The branch of which a message speaks under these codes. Raises Unread where a code is nobody's here, or where
        one message speaks of several branches.

        Whoever hands a message over on the command line has said for which branch. A connection's first code is learnt
        as that of its branch; any further one is another hotel's until somebody says that it is not.
        """
        found = {self._branch(message, code) for code in dict.fromkeys(codes)}
        if None in found:
            raise Unread("hotel_unknown")
        if len(found) > 1:
            raise Unread(SEVERAL)
        code = found.pop() if found else None
        return self._branches[code] if code else message.branch

    def _branch(self, message: Message, code: str) -> str | None:
        own = message.branch.code
        if code in self._mapped:
            return self._mapped[code] if self._mapped[code] in self._branches else None
        if code.casefold() == own.casefold() or message.way == MessageWay.COMMAND:
            return own
        if code not in self._listed:
            is_first = own not in self._mapped.values()
            if is_first:
                note_meaning(system=self.system, table=BRANCH, their_code=code, our_code=own)
            else:
                note_unknown_codes(system=self.system, branch=message.branch, codes=[(BRANCH, code, False)])
            self._listed.add(code)
            if is_first:
                self._mapped[code] = own
        return self._mapped.get(code)
