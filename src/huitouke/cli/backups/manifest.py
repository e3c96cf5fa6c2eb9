"""What a backup says of itself: the header that anybody may read, the manifest inside, and the keys it needs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from huitouke.cli.backups.tables import TableSum
from huitouke.cli.wiring import Environment
from huitouke.kernel.backups.container import ENCRYPTED
from huitouke.kernel.backups.errors import BackupKeyMissing, BackupUnreadable
from huitouke.kernel.crypto import key_id

FORMAT: Final = 1
_TOLD: Final = ("HUITOUKE_LANGUAGE", "HUITOUKE_TIME_ZONE", "HUITOUKE_ALLOWED_HOSTS", "HUITOUKE_TRUSTED_ORIGINS",
                "HUITOUKE_HTTPS", "HUITOUKE_EMAIL_FROM", "HUITOUKE_BACKUP_AT", "HUITOUKE_BACKUP_KEEP")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last part of a backup. `parts` are the sizes and SHA-256 of the others; `missing` are files that a row may
    name and that were gone when they were to be read."""

    product: str
    server: int
    made_at: str
    migrations: tuple[tuple[str, str], ...]
    tables: dict[str, TableSum]
    rights: dict[str, str]
    parts: dict[str, tuple[int, str]]
    settings: dict[str, str]
    missing: int = 0

    def to_json(self) -> bytes:
        told = {
            "format": FORMAT,
            "product": self.product,
            "server": self.server,
            "made_at": self.made_at,
            "migrations": self.migrations,
            "tables": {name: [each.rows, each.checksum] for name, each in self.tables.items()},
            "rights": self.rights,
            "parts": self.parts,
            "settings": self.settings,
            "missing": self.missing,
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises BackupUnreadable."""
        try:
            told = json.loads(text)
            if told["format"] != FORMAT:
                raise BackupUnreadable(
                    f"its manifest has the format {told['format']}, this release reads {FORMAT}"
                )
            return cls(
                product=told["product"],
                server=int(told["server"]),
                made_at=told["made_at"],
                migrations=tuple((app, name) for app, name in told["migrations"]),
                tables={
                    name: TableSum(int(rows), str(number)) for name, (rows, number) in told["tables"].items()
                },
                rights=dict(told["rights"]),
                parts={name: (int(size), str(digest)) for name, (size, digest) in told["parts"].items()},
                settings=dict(told["settings"]),
                missing=int(told["missing"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BackupUnreadable("its manifest cannot be read") from error

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


def told_settings(is_given: Any, values: Mapping[str, str]) -> dict[str, str]:
    """The settings that somebody chose and that hold no secret."""
    return {name: values[name] for name in _TOLD if is_given(name) and name in values}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an installation, or of a file of keys."""

    field_keys: tuple[bytes, ...]
    blind_index_key: bytes
    backup_key: bytes | None

    @classmethod
    def of(cls, settings: Environment) -> "Keys":
        return cls(settings.field_keys, settings.blind_index_key, settings.backup_key)

    def header(self) -> dict[str, Any]:
        """How a backup names the keys that it needs: by their ids, which tell nothing of them."""
        return {
            "field_keys": _ids(self.field_keys),
            "blind_index_key": key_id(self.blind_index_key).hex(),
            "backup_key": key_id(self.backup_key).hex() if self.backup_key else "",
        }

    def opening(self, header: Mapping[str, Any]) -> bytes:
        """The key that opens a file with this header. Raises BackupKeyMissing where that key, or one that its sealed
        data need, is not among these."""
        wanted = [str(each) for each in header.get("field_keys", ())]
        is_encrypted = header["cipher"] == ENCRYPTED
        own = key_id(self.backup_key).hex() if self.backup_key else ""
        if is_encrypted and (not own or own != header.get("backup_key")):
            raise BackupKeyMissing(
                "backup key", str(header.get("backup_key")), "which HUITOUKE_BACKUP_KEY does not hold"
            )
        missing = [each for each in wanted if each not in _ids(self.field_keys)]
        if missing or not wanted:
            raise BackupKeyMissing(
                "field key",
                ", ".join(missing),
                "which this installation does not hold; give its file with --keys",
            )
        if key_id(self.blind_index_key).hex() != header.get("blind_index_key"):
            raise BackupKeyMissing(
                "blind index key",
                str(header.get("blind_index_key")),
                "which this installation does not hold; give its file with --keys",
            )
        if self.backup_key is not None and is_encrypted:
            return self.backup_key
        return next(key for key in self.field_keys if key_id(key).hex() == wanted[0])


def _ids(keys: Iterable[bytes]) -> list[str]:
    return [key_id(key).hex() for key in keys]


def safe_path(folder: Path, name: str) -> Path:
    """Where a file of this name goes below `folder`. Raises BackupUnreadable for a name that leads out of it."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\x00" in part or "\\" in part for part in parts):
        raise BackupUnreadable("a file in it has a name that leads elsewhere")
    return folder.joinpath(*parts)
