"""Links: which records tell of the person. They go before the profile that they point to."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huitouke.identity.match_tables import WaitingRow
from huitouke.identity.models import Decision, KeptRow, Proposal
from huitouke.kernel.privacy import Keeper, Line, Person, lines, own_rows, register_keeper

LINKS = "identity.link"
DECISIONS = "identity.decision"
KEPT_ROWS = "identity.keptrow"
PROPOSALS = "identity.proposal"


def _decisions(person: Person) -> QuerySet[Decision]:
    found: QuerySet[Decision] = Decision.objects.filter(Q(kept_id__in=person.ids) | Q(gone_id__in=person.ids))
    return found


def _kept_rows(person: Person) -> QuerySet[KeptRow]:
    return KeptRow.objects.filter(record_id__in=person.record_ids)


def _erase_kept_rows(person: Person) -> list[Line]:
    WaitingRow.objects.filter(record_id__in=person.record_ids).delete()
    return lines(KEPT_ROWS, _kept_rows(person).delete()[0])


def _proposals(person: Person) -> QuerySet[Proposal]:
    told = Q(first_record_id__in=person.record_ids) | Q(second_record_id__in=person.record_ids)
    found: QuerySet[Proposal] = Proposal.objects.filter(
        told | Q(first_id__in=person.ids) | Q(second_id__in=person.ids)
    )
    return found


def register() -> None:
    links = own_rows("identity.Link", _("Links to source records"), {})
    register_keeper(
        Keeper(
            DECISIONS,
            _("Decisions who is one person"),
            frozenset(("identity.Decision",)),
            holds=lambda person: lines(DECISIONS, _decisions(person).count()),
            erase=lambda person: lines(DECISIONS, _decisions(person).delete()[0]),
        )
    )
    register_keeper(
        Keeper(
            KEPT_ROWS,
            _("Records as matching compares them"),
            frozenset(("identity.KeptRow", "identity.WaitingRow")),
            holds=lambda person: lines(KEPT_ROWS, _kept_rows(person).count()),
            erase=_erase_kept_rows,
        )
    )
    register_keeper(
        Keeper(
            PROPOSALS,
            _("Proposals who may be one person"),
            frozenset(("identity.Proposal",)),
            holds=lambda person: lines(PROPOSALS, _proposals(person).count()),
            erase=lambda person: lines(PROPOSALS, _proposals(person).delete()[0]),
        )
    )
    homes = own_rows("identity.HomeProfile", _("Profiles as they stood before a merge"), {}, person="home_id")
    register_keeper(Keeper(homes.code, homes.label, homes.models, holds=homes.holds, erase=homes.erase))
    register_keeper(own_rows("identity.GuestImage", _("Images of what stood before an import"), {}))
    register_keeper(own_rows("identity.BulkChange", _("What stood before acts on many guests"), {}))
    register_keeper(Keeper(LINKS, links.label, links.models, holds=links.holds, erase=links.erase))
