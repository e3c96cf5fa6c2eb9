"""Checks of the backups, from the receipts beside them: made, proven, encrypted, and a restore cut short."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from huitouke.cli.backups import MARKER
from huitouke.cli.doctor_checks import Finding, Level
from huitouke.cli.wiring import Environment
from huitouke.kernel.backups.shelf import Shelf

_OLD = timedelta(hours=36)
_LOST = timedelta(days=7)
_UNPROVEN = timedelta(days=8)
_MAKE = "./huitouke backup --verify; the worker makes one a day"


def check_backups(settings: Environment, *, now: datetime | None = None) -> Iterator[Finding]:
    """Whether a broken disk would be survived."""
    now = now or datetime.now(UTC)
    if (settings.home / MARKER).is_file():
        mend = "./huitouke serve, or ./huitouke prepare, finishes it"
        yield Finding(Level.BAD, "restore", "one was cut short", mend)
    shelf = Shelf(settings.backup_dir)
    receipts = shelf.receipts()
    if not receipts:
        yield Finding(Level.WARN, "backup", f"none in {shelf.folder}", _MAKE)
        return
    failure = shelf.last_failure()
    if failure is not None:
        yield Finding(Level.BAD, "backup", f"the last one failed: {failure.message}", _MAKE)
    age = now - receipts[0].made_at
    found = f"{receipts[0].name}, {age.total_seconds() / 3600:.0f} hours old, {len(receipts)} kept"
    if age > _OLD:
        yield Finding(Level.BAD if age > _LOST else Level.WARN, "backup", found, _MAKE)
    else:
        yield Finding(Level.OK, "backup", found)
    proven = next((each for each in receipts if each.verified_at), None)
    if proven is None or now - proven.made_at > _UNPROVEN:
        yield Finding(Level.WARN, "backup proof", "no recent one was restored and compared", _MAKE)
    else:
        yield Finding(Level.OK, "backup proof", f"that of {proven.made_at:%Y-%m-%d} was restored and equal")
    if not receipts[0].is_encrypted:
        mend = "set HUITOUKE_BACKUP_KEY (./huitouke backup --new-key makes one), and keep a copy apart"
        yield Finding(Level.WARN, "backup key", "names and notes can be read in the backups", mend)
