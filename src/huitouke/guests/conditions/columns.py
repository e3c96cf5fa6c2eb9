"""The fields that are columns of a guest."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitouke.access.choices import Right
from huitouke.guests.choices import Sex
from huitouke.guests.conditions.choices import (
    branch_ids,
    branches,
    entities,
    entity_ids,
    of_table,
    of_words,
    staff,
    staff_ids,
)
from huitouke.guests.keys import birthday_keys, first_id_at
from huitouke.guests.masking import mask_card, mask_target
from huitouke.guests.rows import LUNAR_KEY_BASE
from huitouke.guests.values.birthdays import KeptBirthday, next_on
from huitouke.guests.values.folding import fold, is_hanzi
from huitouke.guests.values.names import fold_name
from huitouke.guests.values.search import card_key
from huitouke.kernel.conditions.days import Moment, years_before
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Field, Sql

GUEST: Final = "guest"
TABLE: Final = "guests_guest"
SECTIONS: Final[dict[str, str | Promise]] = {
    "who": _("Who it is"),
    "reach": _("Contact"),
    "wish": _("Wishes and tags"),
    "hotel": _("The hotel’s view"),
    "stay": _("Stays"),
    "stay_branch": _("Stays, branch by branch"),
    "record": _("Records"),
    "consent": _("Consent"),
    "own": _("Fields of our own"),
}


def _folded_name(_op: str, text: str) -> str:
    return fold_name(text)


def _card(_op: str, text: str) -> str:
    return card_key(text)


def _name_grams(op: str, operand: str) -> Sql | None:
    """What the index of 2-grams can say about a piece of a name in hanzi."""
    if op not in ("contains", "starts", "ends", "is") or not operand or not all(map(is_hanzi, operand)):
        return None
    grams = [operand[start : start + 2] for start in range(len(operand) - 1)] or [operand]
    return Sql("{o}.grams @> %s::text[]", [grams])


_LEGAL_SIGNS: Final = frozenset("股份责任有限公司")


def _company_grams(op: str, operand: str) -> Sql | None:
    """The same of a company: the index leaves its legal form out, so a piece that may touch it is not narrowed."""
    folded = fold(operand)
    if op not in ("contains", "starts", "ends", "is") or len(folded) < 2:
        return None
    if not all(map(is_hanzi, folded)) or _LEGAL_SIGNS & set(folded):
        return None
    return Sql("{o}.grams @> %s::text[]", [["@" + folded[at : at + 2] for at in range(len(folded) - 1)]])


def _without_year(day: str) -> str:
    return mask_target("birth_date", day)


def _some_card(op: str, _operand: Any) -> Sql | None:
    return Sql("{o}.card_number <> ''", []) if op in ("contains", "starts", "ends", "is") else None


def _age(op: str, operand: Any, moment: Moment) -> Sql | None:
    """Ages as birth dates, which stand in the column."""
    if op == "known":
        return None
    low, high = {
        "equals": (operand, operand),
        "at_least": (operand, None),
        "at_most": (None, operand),
        "between": operand,
    }[op]
    pieces, values = [], []
    if low is not None:
        # A fraction of a year is asked for in vain: ages are whole.
        lowest = min(int(-(-low // 1)), 1500)
        pieces.append("{o}.birth_date <= %s")
        values.append(years_before(moment.today, max(lowest, -200)))
    if high is not None:
        highest = min(int(high // 1), 1500)
        pieces.append("{o}.birth_date > %s")
        values.append(years_before(moment.today, max(highest, -200) + 1))
    return Sql(" AND ".join(pieces), values)


def _birthday(op: str, operand: Any, moment: Moment) -> Sql | None:
    """The kept birthday by its key, which has an index."""
    if op == "known":
        return None
    if op == "in_month":
        return Sql("{o}.birthday_key BETWEEN %s AND %s", [operand * 100, operand * 100 + 99])
    return Sql("{o}.birthday_key = ANY(%s)", [birthday_keys(moment.today, min(operand, 366))])


def _keeps_birthday(op: str, operand: Any, kept: KeptBirthday, moment: Moment) -> bool:
    if op == "in_month":
        return kept.calendar != "lunar" and kept.month == operand
    return bool((next_on(kept, moment.today) - moment.today).days < min(operand, 366))


def _kept_words(key: int) -> str:
    """A birthday's key as its day; in the lunar calendar with the word for it."""
    month, day = divmod(key % LUNAR_KEY_BASE, 100)
    written = f"{month:02}-{day:02}"
    return gettext("lunar %(day)s") % {"day": written} if key > LUNAR_KEY_BASE else written


FIELDS: Final = (
    Field(
        code="name",
        label=_("Name"),
        kind=Kind.TEXT,
        section="who",
        sql="{o}.name_key",
        read=_folded_name,
        narrow=_name_grams,
        show="{o}.name",
        may_be_column=False,
    ),
    Field(code="latin_name", label=_("Latin name"), kind=Kind.TEXT, section="who", sql="{o}.latin_name"),
    Field(
        code="form_of_address",
        label=_("Form of address"),
        kind=Kind.TEXT,
        section="who",
        sql="{o}.form_of_address",
    ),
    Field(
        code="sex",
        label=_("Sex"),
        kind=Kind.CHOICE,
        section="who",
        sql="{o}.sex",
        options=of_words(Sex.choices),
    ),
    Field(
        code="nationality",
        label=_("Nationality"),
        kind=Kind.CHOICE,
        section="who",
        sql="{o}.nationality",
        options=of_table("country"),
    ),
    Field(
        code="language",
        label=_("Language"),
        kind=Kind.CHOICE,
        section="who",
        sql="{o}.language",
        options=of_table("language"),
    ),
    Field(
        code="birthday",
        label=_("Birthday"),
        kind=Kind.BIRTHDAY,
        section="who",
        sql="{o}.birthday_key",
        ask=_birthday,
        test=_keeps_birthday,
        shown=_kept_words,
    ),
    Field(
        code="birth_date",
        label=_("Birth date on the document"),
        kind=Kind.DATE,
        section="who",
        sql="{o}.birth_date",
        clear_right=Right.GUESTS_CLEAR.value,
        masked=_without_year,
    ),
    Field(
        code="age",
        label=_("Age"),
        kind=Kind.NUMBER,
        section="who",
        sql="{o}.birth_date",
        ask=_age,
        clear_right=Right.GUESTS_CLEAR.value,
        may_be_column=False,
    ),
    Field(
        code="company",
        label=_("Company"),
        kind=Kind.TEXT,
        section="who",
        sql="{o}.company",
        narrow=_company_grams,
    ),
    Field(code="position", label=_("Position"), kind=Kind.TEXT, section="who", sql="{o}.position"),
    Field(code="referred_by", label=_("Referred by"), kind=Kind.TEXT, section="who", sql="{o}.referred_by"),
    Field(
        code="address",
        label=_("Address"),
        kind=Kind.TEXT,
        section="reach",
        sql="{o}.address",
        clear_right=Right.GUESTS_CLEAR.value,
    ),
    Field(
        code="card_number",
        label=_("Card number"),
        kind=Kind.TEXT,
        section="hotel",
        sql="{o}.card_number",
        read=_card,
        narrow=_some_card,
        shown=mask_card,
        clear_right=Right.GUESTS_CLEAR.value,
        masked=str,
    ),
    Field(
        code="follow_up",
        label=_("Follow-up person"),
        kind=Kind.CHOICE,
        section="hotel",
        sql="{o}.follow_up_id",
        options=staff,
        ids=staff_ids,
    ),
    Field(
        code="branch",
        label=_("Branch"),
        kind=Kind.CHOICE,
        section="hotel",
        sql="{o}.branch_id",
        options=branches,
        ids=branch_ids,
    ),
    Field(
        code="legal_entity",
        label=_("Legal entity"),
        kind=Kind.CHOICE,
        section="hotel",
        sql="{o}.legal_entity_id",
        options=entities,
        ids=entity_ids,
    ),
    Field(
        code="shared",
        label=_("Shared across legal entities"),
        kind=Kind.YES_NO,
        section="hotel",
        sql="{o}.is_shared",
    ),
    Field(
        code="completeness",
        label=_("Completeness (%)"),
        kind=Kind.NUMBER,
        section="hotel",
        sql="{o}.completeness",
        is_always=True,
    ),
    Field(
        code="warning", label=_("Taboo or allergy"), kind=Kind.YES_NO, section="wish", sql="{o}.has_warning"
    ),
    Field(
        code="created",
        label=_("Known since"),
        kind=Kind.INSTANT,
        section="record",
        sql="{o}.id",
        bound=first_id_at,
        is_past=True,
        is_always=True,
        show="{o}.created_at",
    ),
    Field(
        code="updated",
        label=_("Last changed"),
        kind=Kind.INSTANT,
        section="record",
        sql="{o}.updated_at",
        is_always=True,
    ),
)
