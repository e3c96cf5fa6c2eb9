"""Files of guests on their way in and out. What they hold is not known before they are read, so that an erasure
takes away all uploads that no import is reading or waiting to read, and all files that lie ready: whoever laid one, or
ordered one, does it again, and the stamps stop the person."""

from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huitouke.connectors.files.orders import remove_files_of
from huitouke.connectors.files.uploads import folder, remove_upload
from huitouke.intake.choices import RunState
from huitouke.intake.exports import count_held, overtake_orders
from huitouke.intake.models import ImportRun
from huitouke.kernel.privacy import Keeper, Line, Person, lines, register_keeper

UPLOADS = "connectors.upload"
EXPORTS = "connectors.export"


def _purgeable() -> list[Path]:
    """Files that lie under HOME/uploads and that no import needs."""
    wanted = set(
        ImportRun.objects.filter(state__in=(RunState.WAITING, RunState.RUNNING))
        .exclude(stored_as="")
        .values_list("stored_as", flat=True)
    )
    stems = {name.split(".", 1)[0] for name in wanted}
    return [path for path in folder().glob("*") if path.name.split(".", 1)[0] not in stems]


def _holds(_person: Person) -> list[Line]:
    return lines(UPLOADS, len(_purgeable()))


def _erase(_person: Person) -> list[Line]:
    found = _purgeable()
    for path in found:
        remove_upload(path.name)
        path.unlink(missing_ok=True)
    return lines(UPLOADS, len(found))


def _held(_person: Person) -> list[Line]:
    return lines(EXPORTS, count_held())


def _overtake(_person: Person) -> list[Line]:
    found = overtake_orders()
    transaction.on_commit(partial(remove_files_of, found))
    return lines(EXPORTS, len(found))


def register() -> None:
    register_keeper(
        Keeper(UPLOADS, _("Uploaded files not imported yet"), frozenset(), holds=_holds, erase=_erase)
    )
    register_keeper(
        Keeper(EXPORTS, _("Exported files that lie ready"), frozenset(), holds=_held, erase=_overtake)
    )
