"""Files of guests on their way in. What they hold is not known before they are read, so that an erasure takes away all
that no import is reading or waiting to read; whoever laid one chooses it again, and the stamps stop the person."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from huitouke.connectors.files.uploads import folder, remove_upload
from huitouke.intake.choices import RunState
from huitouke.intake.models import ImportRun
from huitouke.kernel.privacy import Keeper, Line, Person, lines, register_keeper

UPLOADS = "connectors.upload"


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


def register() -> None:
    register_keeper(
        Keeper(UPLOADS, _("Uploaded files not imported yet"), frozenset(), holds=_holds, erase=_erase)
    )
