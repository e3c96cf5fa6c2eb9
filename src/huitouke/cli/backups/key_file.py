"""The keys of an installation on a file of their own, to be kept apart from its backups."""

import base64
import os
from pathlib import Path
from typing import Final

import click

from huitouke.cli.backups.manifest import Keys
from huitouke.cli.wiring import Environment, environment_module

_FIELD: Final = "HUITOUKE_FIELD_KEYS"
_INDEX: Final = "HUITOUKE_BLIND_INDEX_KEY"
_BACKUP: Final = "HUITOUKE_BACKUP_KEY"
_SECRET: Final = "HUITOUKE_SECRET_KEY"  # noqa: S105 - the name of a variable
_HEAD: Final = """# The keys of a Huitouke installation. Whoever has them and a backup reads everything in it: print
# this file and lock it away, or keep it in a safe for passwords, never beside the backups.
# Restore with: ./huitouke restore BACKUP --keys THIS_FILE
"""


def write_key_file(path: Path, settings: Environment) -> None:
    """Writes every key of the installation, as lines that an environment file takes; never over a file that is there.

    Raises ClickException.
    """
    lines = [
        f"{_FIELD}={','.join(map(_encoded, settings.field_keys))}",
        f"{_INDEX}={_encoded(settings.blind_index_key)}",
        f"{_SECRET}={settings.secret_key}",
        *([f"{_BACKUP}={_encoded(settings.backup_key)}"] if settings.backup_key else []),
    ]
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(_HEAD + "\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already; name a new file with --to.") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error


def read_key_file(path: Path) -> dict[str, str]:
    """The variables of a key file that are keys. Raises ClickException."""
    found = {}
    for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines():
        name, _, value = line.strip().partition("=")
        if name in (_FIELD, _INDEX, _BACKUP, _SECRET):
            found[name] = value.strip()
    if _FIELD not in found or _INDEX not in found:
        raise click.ClickException(f"{path} holds no keys of ./huitouke backup --keys.")
    return found


def keys_in(variables: dict[str, str], settings: Environment) -> Keys:
    """The keys of a key file; the backup's own may also be the installation's. Raises ClickException."""
    try:
        return Keys(
            tuple(_decoded(word) for word in variables[_FIELD].split(",")),
            _decoded(variables[_INDEX]),
            _decoded(variables[_BACKUP]) if _BACKUP in variables else settings.backup_key,
        )
    except ValueError as error:
        raise click.ClickException("A key of the file is damaged: each is 32 bytes in base64url.") from error


def install_keys(variables: dict[str, str], settings: Environment) -> None:
    """Puts the keys of a file in the place of the installation's own, for an empty installation. Refuses where the
    keys come from the environment, since those would win. Raises ClickException."""
    folder = settings.home / "keys"
    for name, file in ((_FIELD, "field_keys"), (_INDEX, "blind_index_key"), (_SECRET, "secret_key")):
        if name not in variables:
            continue
        if environment_module().is_given(name):
            raise click.ClickException(
                f"{name} is set in the environment: set it to the value of the key file."
            )
        draft = folder / f".{file}.restored"
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
        ) as out:
            out.write(variables[name].replace(",", "\n") + "\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(folder / file)


def _encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _decoded(word: str) -> bytes:
    key = base64.b64decode(word.strip() + "=" * (-len(word.strip()) % 4), altchars=b"-_", validate=True)
    if len(key) != 32:
        raise ValueError
    return key
