"""The list of guests: what it has of its own."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.conditions.asking import is_personal
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.models import Guest
from huitouke.guests.policy import clear_condition
from huitouke.guests.queries import GuestFilter, GuestLine, conditions_of, lines_by_id, list_guests
from huitouke.guests.rows import LUNAR_KEY_BASE
from huitouke.kernel.conditions.columns import HIDDEN
from huitouke.kernel.conditions.registry import Field
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import visible_branches
from huitouke.web.guests.filters import active_chips, addable_chips, list_url, read_filter
from huitouke.web.guests.words import country_word, lunar_words
from huitouke.web.lists.faces import Cell, Chip, Face, Page, Words
from huitouke.web.templatetags.rows import url_of


class GuestFace(Face):
    """Guests under conditions, masked one by one; of who is not to be disclosed nothing about the person."""

    subject: ClassVar = GUEST
    space: ClassVar = "guests"
    list_name: ClassVar = "guests:guest-list"
    icon: ClassVar = "guests"
    view_right: ClassVar = Right.GUESTS_VIEW
    export_kind: ClassVar = "guests"
    export_name: ClassVar = "guests:guest-export"
    usual_columns: ClassVar = ("company", "nationality", "birthday", "completeness", "created", "branch")
    lead: ClassVar = "guests/_row_lead.html"
    words: ClassVar = Words(
        title=gettext_lazy("Guests"),
        one=gettext_lazy("Guest"),
        every=gettext_lazy("All guests"),
        about=gettext_lazy("about %(count)s guests"),
        find=gettext_lazy("Find guests by conditions"),
        show=gettext_lazy("Show the guests"),
        no_condition=gettext_lazy("No condition: every guest is meant."),
        meant=gettext_lazy("Who is meant"),
        nobody=gettext_lazy("Nobody meets these conditions"),
        nobody_live=gettext_lazy("Nobody meets these conditions. Take one off, or widen it."),
        nobody_filtered=gettext_lazy("Nobody stands under these filters"),
        more_filtered=gettext_lazy("Take one off to see more guests."),
        name_first=gettext_lazy("At most %(most)s. The guest’s name always stands first."),
        share_help=gettext_lazy("Each sees only the guests whom they may see."),
        export=gettext_lazy("Export guests"),
        see=gettext_lazy("See the guests"),
        done_so_far=gettext_lazy("%(done)s of %(total)s guests. You may close this page."),
        left_out=gettext_lazy(
            "Guests who are not yours to change are left out and counted. You can undo it for a week."
        ),
    )

    def read_quick(self, request: HttpRequest) -> GuestFilter:
        return read_filter(request)

    def no_quick(self) -> GuestFilter:
        return GuestFilter()

    def quick_url(self, quick: GuestFilter, **more: str) -> str:
        return list_url(quick, **more)

    def conditions_of(self, quick: GuestFilter) -> Conditions:
        return conditions_of(quick)

    def chips(self, request: HttpRequest, quick: GuestFilter) -> tuple[list[Chip], list[Chip]]:
        branches, me = visible_branches(request), request.user.get_username()
        return active_chips(quick, branches, me), addable_chips(quick, branches, me)

    def page(
        self, actor: Actor, conditions: Conditions, *, after: str, before: str, today: date, is_counted: bool
    ) -> Page:
        page = list_guests(actor, conditions, after=after, before=before, today=today, is_counted=is_counted)
        return Page(page.lines, page.older, page.newer, page.tally)

    def lines(self, actor: Actor, ids: Sequence[UUID]) -> list[GuestLine]:
        return lines_by_id(actor, ids)

    def usual_table(
        self, request: HttpRequest, lines: Sequence[GuestLine]
    ) -> tuple[list[dict[str, Any]], list[list[Cell]]]:
        has_branches = len(visible_branches(request)) > 1
        columns: list[dict[str, Any]] = [
            {"label": _("Company")},
            {"label": _("Nationality")},
            {"label": _("Birthday")},
            {"label": _("Archive"), "numeric": True},
            {"label": _("Known since")},
            *([{"label": _("Branch")}] if has_branches else []),
        ]
        cells = [
            [
                Cell(line.company),
                Cell(country_word(line.nationality), "nowrap"),
                Cell(_birthday(line), "nowrap"),
                Cell(f"{line.completeness}%", "num"),
                Cell(f"{timezone.localtime(line.created_at):%Y-%m-%d}", "nowrap"),
                *([Cell(line.branch, "nowrap")] if has_branches else []),
            ]
            for line in lines
        ]
        return columns, cells

    def plural(self, number: int) -> str:
        return ngettext("%(count)s guest", "%(count)s guests", number)

    def changed(self, number: int) -> str:
        return ngettext("%(count)s guest changed", "%(count)s guests changed", number)

    def undone(self, number: int) -> str:
        return ngettext("Undone for %(count)s guest", "Undone for %(count)s guests", number)

    def listed(self, number: int) -> str:
        return ngettext(
            "%(count)s guest stands in this list.", "%(count)s guests stand in this list.", number
        )

    def more_acts(self, actor: Actor) -> list[dict[str, Any]]:
        if not (actor.has_right(Right.GUESTS_MERGE) and actor.has_right(Right.GUESTS_EDIT)):
            return []
        return [{"label": _("Merge two"), "icon": "guests", "url": reverse("guests:merge-picked")}]

    def href_of(self, line: GuestLine) -> str:
        return url_of("guests:guest-detail", line.id)

    def label_of(self, line: GuestLine) -> str:
        return line.shown_name

    def texts(
        self,
        actor: Actor,
        fields: list[Field],
        lines: Sequence[GuestLine],
        may: Callable[[str], bool],
        zone: Any,
    ) -> dict[UUID, list[str]]:
        """Masked guest by guest: the right to read them clear may be held in another legal entity."""
        ids = [line.id for line in lines]
        clear = set(Guest.objects.filter(clear_condition(actor), id__in=ids).values_list("id", flat=True))
        seen = [line for line in lines if line.id in clear]
        masked = [line for line in lines if line.id not in clear]

        def may_masked(code: str) -> bool:
            return code != Right.GUESTS_CLEAR.value and may(code)

        texts = super().texts(actor, fields, seen, may, zone)
        texts |= super().texts(actor, fields, masked, may_masked, zone)
        for line in lines:
            if line.is_hidden and line.id in texts:
                texts[line.id] = [
                    HIDDEN if text and is_personal(field) else text
                    for text, field in zip(texts[line.id], fields, strict=True)
                ]
        return texts


def _birthday(line: GuestLine) -> str:
    """The day kept, as MM-DD or in the lunar calendar."""
    if line.birthday_key is None:
        return ""
    key = line.birthday_key % LUNAR_KEY_BASE
    if line.is_lunar_birthday:
        return lunar_words(key // 100, key % 100, line.birthday_key > 2 * LUNAR_KEY_BASE)
    return f"{key // 100:02}-{key % 100:02}"


GUESTS = GuestFace()
