"""The single checks of `doctor`: each looks at one thing and says how to mend it."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad a finding is: `warn` works today, `bad` does not or endangers data."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `mend` is empty where all is well."""

    level: Level
    what: str
    found: str
    mend: str = ""

    def as_dict(self) -> dict[str, str]:
        """The finding for JSON."""
        return {"level": self.level.value, "what": self.what, "found": self.found, "mend": self.mend}
