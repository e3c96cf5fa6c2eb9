"""Kinds of files that the wizard takes in: what their rows are, what a column may mean, who takes them in.

A new kind is a line of `KINDS`: its importer keeps the form of `guests.import_file`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.connectors.files.foreseeing import foresee_guests
from huitouke.connectors.files.guests import import_file
from huitouke.connectors.files.records import Record
from huitouke.connectors.files.targets import PLAIN_TARGETS
from huitouke.guests.values.raw import TARGETS
from huitouke.identity.rows import Source


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows. `take_in` imports a file; `targets` are what a column may mean, in the order of the form;
    `foresee` tells what each of the first rows would do."""

    code: str
    label: str | Promise
    take_in: Callable[..., Any]
    targets: Sequence[str]
    foresee: Callable[[Iterable[Record], Source], list[dict[str, Any]]]
    subject: str = ""
    """Whose own fields of the hotel a column may mean besides."""


GUESTS: Final = Kind(
    "guests",
    _("Guests"),
    import_file,
    [each for each in TARGETS if each in PLAIN_TARGETS],
    foresee_guests,
    "guest",
)

KINDS: Final[dict[str, Kind]] = {kind.code: kind for kind in (GUESTS,)}
