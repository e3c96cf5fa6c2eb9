"""`./huitouke rotate-keys`: everything that is sealed, under the newest key."""

import os
import secrets
from pathlib import Path

import click

from huitouke.cli.progress import Bars, say
from huitouke.cli.wiring import database, environment, environment_module, set_up_tables

VARIABLE = "HUITOUKE_FIELD_KEYS"


@click.command("rotate-keys")
@click.option(
    "--new-key",
    is_flag=True,
    help="First step: put a new key in front of the others, and reseal nothing yet.",
)
@click.option(
    "--drop-old",
    is_flag=True,
    help="Last step: once nothing stands under an older key, take the older ones out.",
)
def rotate_keys(new_key: bool, drop_old: bool) -> None:
    """Seal everything anew with the first of HUITOUKE_FIELD_KEYS, while the site is in use.

    Three steps: --new-key, then start the site and the worker again, so that they know it; rotate-keys; and
    rotate-keys --drop-old. It may be stopped and run again. Backups made before need the key of their day.
    """
    settings = environment()
    if new_key:
        _add_key(settings.home)
        return
    with database():
        set_up_tables()
        left = _rotate()
        is_settled = not drop_old or _is_settled()
    if left:
        raise click.ClickException(
            f"{left} values are opened by none of the keys: put back the key they were sealed with."
        )
    if not is_settled:
        raise click.ClickException(
            "Somebody still seals with an older key: start the site and the worker again, then run this once more."
        )
    if drop_old:
        _drop_old(settings.home)


def _rotate() -> int:
    """Reseal, and say what was done; how many values no key opens."""
    from huitouke.access.actors import SYSTEM
    from huitouke.access.services import record_audit
    from huitouke.kernel.rotation import rotate

    with Bars() as bars:
        found = rotate(bars)
    done = sum(each.done for each in found.values())
    left = sum(each.unreadable for each in found.values())
    for place, each in found.items():
        if each.done or each.unreadable:
            unread = f", {each.unreadable} cannot be opened" if each.unreadable else ""
            click.echo(f"{place}: {each.done} sealed anew{unread}")
    click.echo("Everything stands under the newest key." if not left else f"{done} values were sealed anew.")
    if done:
        record_audit(SYSTEM, "kernel.keys.rotated", object_type="group", object_id=None, values=done)
    return left


def _is_settled() -> bool:
    """Whether a moment later there is still nothing under an older key."""
    from huitouke.kernel.rotation import rotate

    return not any(each.done for each in rotate().values())


def _file(home: Path) -> Path:
    """The file of the keys. Refuses where they are given by the environment: whoever gives them changes them."""
    if environment_module().is_given(VARIABLE):
        raise click.ClickException(
            f"The keys come from {VARIABLE}: put the new key in front of them there, with a comma, and take the old"
            " ones out at the end."
        )
    return home / "keys" / "field_keys"


def _add_key(home: Path) -> None:
    from huitouke.kernel.crypto import generate_key

    path = _file(home)
    _write(path, [generate_key(), *path.read_text(encoding="ascii").split()])
    say(f"A new key stands first in {path}. Copy the file to where you keep the keys.")
    say("Now start the site and the worker again, then: ./huitouke rotate-keys")


def _drop_old(home: Path) -> None:
    path = _file(home)
    newest, *older = path.read_text(encoding="ascii").replace(",", " ").split()
    retired = path.with_name("retired_field_keys")
    known = retired.read_text(encoding="ascii").split() if retired.exists() else []
    _write(retired, [*known, *older])
    _write(path, [newest])
    say(
        f"{len(older)} older keys went from {path} to {retired}, which nothing reads; start site and worker again."
    )
    say(
        "Move that file to the backups' keys: backups made before are restored with it. Then let it go with them."
    )


def _write(path: Path, keys: list[str]) -> None:
    """The file in one stroke, readable by its owner alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write("\n".join(keys) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
