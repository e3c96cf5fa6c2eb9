"""The standards that are read, by the names that the command line, web-hooks and records use."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from huitouke.connectors.messages.cloudbeds import reader as cloudbeds
from huitouke.connectors.messages.mews import reader as mews
from huitouke.connectors.messages.opentravel import reader as opentravel
from huitouke.connectors.messages.opera import reader as opera
from huitouke.connectors.messages.reading import Place, Reader
from huitouke.stays.told import Told

ReadsFor = Callable[[Place], Reader]
ToldOf = Callable[[Mapping[str, Any]], Told]

STANDARDS: Final[Mapping[str, tuple[str, ReadsFor, ToldOf]]] = {
    opentravel.KIND: ("OpenTravel (OTA)", opentravel.OpenTravelReader, opentravel.told_of),
    opera.KIND: ("Oracle OPERA Cloud", opera.OperaReader, opera.told_of),
    mews.KIND: ("Mews", mews.MewsReader, mews.told_of),
    cloudbeds.KIND: ("Cloudbeds", cloudbeds.CloudbedsReader, cloudbeds.told_of),
}
"""Each standard with its name, what reads its messages for a branch, and what reads a kept part again."""
