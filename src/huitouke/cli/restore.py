"""`./huitouke restore FILE`: a backup in the place of this installation, whole or not at all."""

import json
from pathlib import Path

import click

from huitouke.cli.processes import run_step
from huitouke.cli.progress import Bars, say, step
from huitouke.cli.wiring import child_environment, database, environment, own_command


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys", "key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="File of ./huitouke backup --keys, for a new machine.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Put it in the place of data that are there; asks first.")
@click.option("--yes", is_flag=True, help="Do not ask (with --replace), for scripts.")
@click.option("--json", "as_json", is_flag=True, help="Only the closing line, as JSON.")
def restore(file: Path, key_file: Path | None, replace: bool, yes: bool, as_json: bool) -> None:
    """Restore the backup FILE into this installation: an empty one, unless --replace.

    The file is proven whole, and the keys to fit, before anything is touched. Erasures of guests that were made
    since the backup are made again.
    """
    from huitouke.cli.backups.key_file import install_keys, keys_in, read_key_file
    from huitouke.cli.backups.making import ERASURES
    from huitouke.cli.backups.manifest import Keys
    from huitouke.cli.backups.reading import open_backup
    from huitouke.cli.backups.restoring import (
        clear_unfinished,
        keep_room,
        look_at_target,
        require_known_migrations,
        restore_backup,
    )
    from huitouke.kernel.backups.shelf import Shelf

    settings = environment()
    given = read_key_file(key_file) if key_file is not None else None
    keys = keys_in(given, settings) if given is not None else Keys.of(settings)
    with database():
        with Bars() as bars:
            opened = open_backup(file, keys, progress=bars)
            require_known_migrations(opened)
            clear_unfinished(settings.home)
            target = look_at_target()
            keep_room(opened, settings)
            if replace and not target.is_empty and not yes:
                click.confirm(
                    f"All data of this installation are replaced by those of {opened.manifest.made_at}. Go on?",
                    abort=True,
                    err=True,
                )
            restore_backup(opened, target, replace=replace, progress=bars)
        Shelf(file.parent).bring_journal(settings.home / ERASURES)
        if given is not None:
            install_keys(given, settings)
        with step("Bringing the tables up to date and applying erasures made since"):
            clear_unfinished(settings.home)
            run_step(
                own_command("prepare", "--no-static"),
                environment=child_environment(HUITOUKE_DATABASE_ROLE="owner"),
            )
    told = {"restored": str(file), "made_at": opened.manifest.made_at, "rows": opened.manifest.rows,
            "tables": len(opened.manifest.tables), "equal": True}  # fmt: skip
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{opened.manifest.rows:,} rows of {len(opened.manifest.tables)} tables, as of {told['made_at']}."
    )
    say("Every table is equal to the backup's. Everybody signs in again. Start with ./huitouke serve.")
    for name, value in opened.manifest.settings.items():
        say(f"There {name} was {value}")
