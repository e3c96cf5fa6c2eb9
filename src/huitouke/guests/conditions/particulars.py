"""The fields of a guest that few records fill: addresses of home and work, how they live and work, what they want, how
they came to us."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from huitouke.access.choices import Right
from huitouke.guests.choices import ContactPreference, VipGrade
from huitouke.guests.conditions.choices import of_table, of_words, provinces
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Field

MINOR_PLACES: Final = 2


def _text(code: str, label: Any, section: str, *, is_masked: bool = False) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.TEXT,
        section=section,
        sql=f"{{o}}.{code}",
        clear_right=Right.GUESTS_CLEAR.value if is_masked else "",
    )


def _province(column: str, label: Any, section: str, *, is_masked: bool = True) -> Field:
    """The province of a region: whole regions are too many to choose among."""
    return Field(
        code=column.replace("region", "province"),
        label=label,
        kind=Kind.CHOICE,
        section=section,
        sql=f"left({{o}}.{column}, 2)",
        options=provinces,
        apart=f"{{o}}.{column} <> ''",
        clear_right=Right.GUESTS_CLEAR.value if is_masked else "",
    )


def _of_table(code: str, label: Any, section: str) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.CHOICE,
        section=section,
        sql=f"{{o}}.{code}",
        options=of_table(code),
        apart=f"{{o}}.{code} <> ''",
    )


def _budget(code: str, label: Any) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.MONEY,
        section="wish",
        sql=f"{{o}}.{code}",
        scale=MINOR_PLACES,
        apart=f"{{o}}.{code} IS NOT NULL",
    )


def _flag(code: str, column: str, label: Any, section: str) -> Field:
    sql = f"{{o}}.{column}"
    return Field(code=code, label=label, kind=Kind.YES_NO, section=section, sql=sql, apart=sql)


FIELDS: Final = (
    _text("occupation", _("Occupation"), "who"),
    _text("native_place", _("Native place"), "who"),
    _province("native_region", _("Native province"), "who", is_masked=False),
    _text("family", _("Family"), "who"),
    _of_table("family_structure", _("Family structure"), "who"),
    _flag("decision_maker", "is_decision_maker", _("Decision maker"), "who"),
    _province("region", _("Province of the address"), "reach"),
    _text("home_address", _("Home address"), "reach", is_masked=True),
    _province("home_region", _("Province of the home"), "reach"),
    _text("work_address", _("Work address"), "reach", is_masked=True),
    _province("work_region", _("Province of the workplace"), "reach"),
    Field(
        code="contact_preference",
        label=_("Preferred contact"),
        kind=Kind.CHOICE,
        section="reach",
        sql="{o}.contact_preference",
        options=of_words(ContactPreference.choices),
        apart="{o}.contact_preference <> ''",
    ),
    _text("need", _("Needs"), "wish"),
    _text("usage", _("Purpose of stay"), "wish"),
    _budget("budget_min", _("Budget from (in its currency)")),
    _budget("budget_max", _("Budget up to (in its currency)")),
    Field(
        code="vip_grade",
        label=_("VIP grade"),
        kind=Kind.CHOICE,
        section="hotel",
        sql="{o}.vip_grade",
        options=of_words(VipGrade.choices),
    ),
    _of_table("heard_from", _("How they heard of us"), "hotel"),
    _of_table("choice_reason", _("Why they chose us"), "hotel"),
    _flag("birthday_muted", "is_birthday_muted", _("No birthday reminder"), "hotel"),
    _flag("stay_confidential", "is_stay_confidential", _("Not to be disclosed"), "hotel"),
    _flag("rate_confidential", "is_rate_confidential", _("Rate not to be told"), "hotel"),
)
