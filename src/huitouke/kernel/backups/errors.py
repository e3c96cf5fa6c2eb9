"""What backup and restore refuse. The messages speak to whoever stands at the terminal."""

from huitouke.kernel.errors import Conflict, DomainError


class BackupUnreadable(DomainError):
    """The file is no whole backup of ours: cut short, altered, or something else."""

    def __init__(self, reason: str) -> None:
        super().__init__("backup_unreadable", f"This backup cannot be used: {reason}. Nothing was changed.")
        self.reason = reason


class BackupKeyMissing(DomainError):
    """The keys of this installation do not fit the file."""

    def __init__(self, which: str, ids: str, how: str) -> None:
        super().__init__(
            "backup_key_missing", f"This backup needs the {which} {ids}, {how}. Nothing was changed.", key=ids
        )


class BackupFailed(DomainError):
    """A backup could not be made or proven."""

    def __init__(self, message: str) -> None:
        super().__init__("backup_failed", message)


class BackupRunning(Conflict):
    """Another backup is being made in the same folder."""

    def __init__(self) -> None:
        super().__init__(
            "backup_running", "Another backup is being made at this moment. Wait until it is done."
        )


class RestoreRefused(Conflict):
    """The installation is not in the state in which a restore is safe."""

    def __init__(self, message: str) -> None:
        super().__init__("restore_refused", message)
