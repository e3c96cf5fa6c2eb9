"""What came of making rows anew from their records."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

MOST_EXAMPLES: Final = 500
Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Rebuilt:
    """How many rows were made anew, equal the live ones or differ, cannot be made since somebody was erased, and wait;
    by column how often it differs. `examples` are ids of rows that differ. Holds no value."""

    checked: int = 0
    equal: int = 0
    different: int = 0
    erased: int = 0
    waiting: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def compared(self, row_id: UUID | str, differing: list[str]) -> None:
        """Count a row that was made anew, with the columns in which it differs from the live one."""
        self.checked += 1
        self.equal += not differing
        if differing:
            self.stray(row_id, *differing)

    def stray(self, row_id: UUID | str, *reasons: str) -> None:
        """Count a row that is not as it has to be."""
        self.different += 1
        self.fields.update(reasons)
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(str(row_id))
