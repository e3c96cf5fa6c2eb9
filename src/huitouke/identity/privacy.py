"""Links: which records tell of the person. They go before the profile that they point to."""

from django.utils.translation import gettext_lazy as _

from huitouke.kernel.privacy import Keeper, own_rows, register_keeper

LINKS = "identity.link"


def register() -> None:
    links = own_rows("identity.Link", _("Links to source records"), {})
    register_keeper(own_rows("identity.GuestImage", _("Images of what stood before an import"), {}))
    register_keeper(own_rows("identity.BulkChange", _("What stood before acts on many guests"), {}))
    register_keeper(Keeper(LINKS, links.label, links.models, holds=links.holds, erase=links.erase))
