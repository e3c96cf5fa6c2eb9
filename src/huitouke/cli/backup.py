"""`./huitouke backup`: the whole installation in one file, while it is in use."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from huitouke.cli.progress import Bars, say
from huitouke.cli.wiring import Environment, database, environment, url_owner
from huitouke.kernel.backups.errors import BackupRunning
from huitouke.kernel.backups.shelf import Keep, Receipt, Shelf
from huitouke.kernel.errors import DomainError

VERIFY_EVERY_DAYS = 6


@click.command()
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), help="Folder for the backup (with --keys: the file)."
)
@click.option(
    "--verify", is_flag=True, help="Also restore it into a scratch database and compare every table."
)
@click.option("--check", "check_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Make none; verify this file.")  # fmt: skip
@click.option(
    "--keys", "only_keys", is_flag=True, help="Make none; write the keys to the file that --to names."
)
@click.option("--new-key", is_flag=True, help="Make none; print a new key for HUITOUKE_BACKUP_KEY.")
@click.option("--scheduled", is_flag=True, hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Only the receipt, as JSON.")
def backup(
    folder: Path | None,
    verify: bool,
    check_file: Path | None,
    only_keys: bool,
    new_key: bool,
    scheduled: bool,
    as_json: bool,
) -> None:
    """Write database and files into one file, as they are at one instant, while the site is in use.

    The keys are never in it: keep the file of --keys apart, for without it nobody reads what is sealed.
    """
    if new_key:
        from huitouke.kernel.crypto import generate_key

        click.echo(generate_key())
        return
    settings = environment()
    if only_keys:
        _write_keys(folder, settings)
        return
    with database():
        if check_file is not None:
            _verify(check_file, settings)
            say(f"{check_file} is whole, and restored it is equal in every table.")
            return
        receipt = _make(settings, folder, verify=verify, scheduled=scheduled)
    shelf = Shelf(folder or settings.backup_dir)
    if as_json:
        click.echo(
            json.dumps({**asdict(receipt), "folder": str(shelf.folder)}, default=str, ensure_ascii=False)
        )
    else:
        _say(receipt, shelf)


def _write_keys(file: Path | None, settings: Environment) -> None:
    from huitouke.cli.backups.key_file import write_key_file

    if file is None:
        raise click.UsageError("Name a file with --to, best on another medium than the backups.")
    write_key_file(file, settings)
    say(f"The keys are in {file}, readable by you alone. Keep it apart from the backups.")


def _make(settings: Environment, folder: Path | None, *, verify: bool, scheduled: bool) -> Receipt:
    """Makes, verifies, notes and prunes. A failure is noted for the page and `doctor` before it is told."""
    from huitouke.cli.backups.making import make_backup

    shelf = Shelf(folder or settings.backup_dir)
    try:
        with Bars() as bars:
            made = make_backup(settings, folder=folder, is_scheduled=scheduled, progress=bars)
        receipt = made.receipt
        if verify or (scheduled and _wants_verifying(shelf)):
            _verify(made.path, settings)
            receipt = replace(receipt, verified_at=datetime.now(UTC).replace(microsecond=0))
            shelf.write_receipt(receipt)
    except BackupRunning:
        raise
    except DomainError as error:
        shelf.note_failure(datetime.now(UTC), error.message)
        raise
    if scheduled:
        with shelf.alone():
            shelf.prune(Keep(*settings.backup_keep))
    return receipt


def _wants_verifying(shelf: Shelf) -> bool:
    """Whether a scheduled backup is to be proven: the first, and one a week."""
    proven = [each.made_at for each in shelf.receipts() if each.verified_at]
    return not proven or (datetime.now(UTC) - proven[0]).days >= VERIFY_EVERY_DAYS


def _verify(path: Path, settings: Environment) -> None:
    from huitouke.cli.backups.manifest import Keys
    from huitouke.cli.backups.reading import open_backup, verify_backup

    with Bars() as bars:
        opened = open_backup(path, Keys.of(settings), progress=bars)
        verify_backup(opened, url_owner(), progress=bars)


def _say(receipt: Receipt, shelf: Shelf) -> None:
    click.echo(str(shelf.folder / receipt.name))
    say(f"{receipt.rows:,} rows of {receipt.tables} tables, {receipt.files:,} files, {receipt.size / 1e6:,.1f} MB "
        f"in {receipt.seconds:.1f} s.")  # fmt: skip
    say(
        "Restored and compared: equal in every table."
        if receipt.verified_at
        else "Not yet proven: --verify does."
    )
    if not receipt.is_encrypted:
        say(
            "Not encrypted: names and notes can be read in it. Set HUITOUKE_BACKUP_KEY (./huitouke backup --new-key)."
        )
