"""What can be asked of companies: their own columns, and what hangs on them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.guests.company_choices import (
    EXPIRY_WARNING_DAYS,
    AgreementState,
    CompanyKind,
    ContactRole,
    CooperationKind,
    SettlementCycle,
)
from huitouke.guests.conditions.choices import (
    branch_ids,
    branches,
    entities,
    entity_ids,
    of_table,
    of_words,
    provinces,
    staff,
    staff_ids,
)
from huitouke.guests.conditions.facts import read_number
from huitouke.guests.keys import first_id_at
from huitouke.guests.values.folding import fold
from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Sql

COMPANY: Final = "company"
TABLE: Final = "guests_company"
SECTIONS: Final[dict[str, str | Promise]] = {
    "firm": _("The company"),
    "people": _("People and contact"),
    "agreement": _("Agreement and credit"),
    "dealings": _("Dealings"),
    "own": _("Own fields"),
    "record": _("Records"),
}
MINOR_PLACES: Final = 2
TENTHS: Final = 1

_PHONES: Final = "f.kind IN ('phone', 'mobile', 'fax')"
_CONTACTS: Final = Child("guests_companycontact", "company_id")
_COOPERATION: Final = Child("guests_cooperation", "company_id")
_NEWEST_CARD: Final = (
    "f.id = (SELECT c.id FROM guests_scorecard c WHERE c.company_id = f.company_id"
    " ORDER BY c.scored_on DESC, c.id DESC LIMIT 1)"
)


def _text(code: str, label: Any, section: str = "firm") -> Field:
    return Field(code=code, label=label, kind=Kind.TEXT, section=section, sql=f"{{o}}.{code}")


def _date(code: str, label: Any) -> Field:
    return Field(code=code, label=label, kind=Kind.DATE, section="agreement", sql=f"{{o}}.{code}")


def _amount(code: str, label: Any) -> Field:
    return Field(
        code=code, label=label, kind=Kind.MONEY, section="agreement", sql=f"{{o}}.{code}", scale=MINOR_PLACES
    )


def _person(code: str, label: Any, section: str) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.CHOICE,
        section=section,
        sql=f"{{o}}.{code}_id",
        options=staff,
        ids=staff_ids,
    )


def _folded_name(_op: str, text: str) -> str:
    """As `company_search_columns` keeps the name: blanks between hanzi and Latin words stay."""
    return fold(text)


_NO_AGREEMENT: Final = (
    "{o}.agreement_number = '' AND {o}.rate_code = ''"
    " AND {o}.agreement_from IS NULL AND {o}.agreement_to IS NULL"
)


def _agreement(_op: str, states: Sequence[str], moment: Moment) -> Sql | None:
    """States of `Company.agreement_state` on the day of asking. Of one that ends or ended the day is known, which
    has an index."""
    today, soon = moment.today, moment.today + timedelta(days=EXPIRY_WARNING_DAYS)
    begun = "({o}.agreement_from IS NULL OR {o}.agreement_from <= %s)"
    ways = {
        "none": Sql(_NO_AGREEMENT, []),
        "coming": Sql("{o}.agreement_from > %s", [today]),
        "valid": Sql(
            f"NOT ({_NO_AGREEMENT}) AND {begun} AND ({{o}}.agreement_to IS NULL OR {{o}}.agreement_to > %s)",
            [today, soon],
        ),
        "ending": Sql(f"{{o}}.agreement_to BETWEEN %s AND %s AND {begun}", [today, soon, today]),
        "ended": Sql("{o}.agreement_to < %s", [today]),
    }
    return Sql(
        " OR ".join(f"({ways[state].text})" for state in states),
        [value for state in states for value in ways[state].values],
    )


def _stands_so(_op: str, states: Sequence[str], company: Any, moment: Moment) -> bool:
    return company.agreement_state(moment.today) in states


FIELDS: Final = (
    Field(
        code="name",
        label=_("Company name"),
        kind=Kind.TEXT,
        section="firm",
        sql="{o}.name_key",
        read=_folded_name,
        show="{o}.name",
        is_always=True,
        may_be_column=False,
    ),
    _text("short_name", _("Short name")),
    _text("english_name", _("English name")),
    Field(
        code="alias",
        label=_("Other names"),
        kind=Kind.TEXT,
        section="firm",
        sql="f.name",
        child=Child(
            "(SELECT c.id AS company_id, unnest(c.aliases) AS name FROM guests_company c)", "company_id"
        ),
    ),
    _text("code", _("Company number")),
    Field(
        code="kind",
        label=_("Kind of company"),
        kind=Kind.CHOICE,
        section="firm",
        sql="f.kind",
        child=Child(
            "(SELECT c.id AS company_id, unnest(c.kinds) AS kind FROM guests_company c)", "company_id"
        ),
        options=of_words(CompanyKind.choices),
    ),
    _text("credit_code", _("Credit code")),
    _text("legal_representative", _("Legal representative")),
    Field(
        code="trade",
        label=_("Trade"),
        kind=Kind.CHOICE,
        section="firm",
        sql="{o}.trade",
        options=of_table("trade"),
    ),
    _text("address", _("Address")),
    Field(
        code="province",
        label=_("Province of the address"),
        kind=Kind.CHOICE,
        section="firm",
        sql="left({o}.region, 2)",
        options=provinces,
    ),
    Field(
        code="region",
        label=_("Region (code)"),
        kind=Kind.TEXT,
        section="firm",
        sql="{o}.region",
        may_be_column=False,
    ),
    Field(
        code="distance",
        label=_("Distance (metres)"),
        kind=Kind.NUMBER,
        section="firm",
        sql="{o}.distance_m",
    ),
    _text("website", _("Website")),
    _text("remark", _("Remark")),
    Field(
        code="has_parent",
        label=_("Belongs to a group of companies"),
        kind=Kind.YES_NO,
        section="firm",
        sql="{o}.parent_id IS NOT NULL",
    ),
    Field(
        code="closed",
        label=_("No longer worked with"),
        kind=Kind.YES_NO,
        section="firm",
        sql="{o}.is_closed",
    ),
    Field(
        code="phone",
        label=_("Any phone"),
        kind=Kind.TEXT,
        section="people",
        sql="f.value",
        child=Child("guests_companyreach", "company_id", _PHONES),
        read=read_number,
        show="f.shown",
    ),
    Field(
        code="contact_name",
        label=_("Name of a contact"),
        kind=Kind.TEXT,
        section="people",
        sql="f.name",
        child=_CONTACTS,
    ),
    Field(
        code="contact_role",
        label=_("Role of a contact"),
        kind=Kind.CHOICE,
        section="people",
        sql="f.role",
        child=Child(
            "(SELECT c.company_id, unnest(c.roles) AS role FROM guests_companycontact c)", "company_id"
        ),
        options=of_words(ContactRole.choices),
    ),
    Field(
        code="agreement",
        label=_("Agreement"),
        kind=Kind.CHOICE,
        section="agreement",
        sql="{o}.agreement_to",
        ask=_agreement,
        test=_stands_so,
        options=of_words(AgreementState.choices),
        is_always=True,
        may_be_column=False,
    ),
    _text("agreement_number", _("Agreement number"), "agreement"),
    _date("agreement_from", _("Agreement from")),
    _date("agreement_to", _("Agreement until")),
    _text("rate_code", _("Rate code"), "agreement"),
    _amount("credit_limit", _("Credit limit (in its currency)")),
    Field(
        code="credit_term",
        label=_("Credit term (days)"),
        kind=Kind.NUMBER,
        section="agreement",
        sql="{o}.credit_term",
    ),
    Field(
        code="settlement_cycle",
        label=_("Settlement"),
        kind=Kind.CHOICE,
        section="agreement",
        sql="{o}.settlement_cycle",
        options=of_words(SettlementCycle.choices),
    ),
    _person("credit_officer", _("Credit officer"), "agreement"),
    _amount("annual_spend", _("Declared travel spend (in its currency)")),
    _person("follow_up", _("Follow-up person"), "dealings"),
    Field(
        code="cooperation_kind",
        label=_("Kind of co-operation"),
        kind=Kind.CHOICE,
        section="dealings",
        sql="f.kind",
        child=_COOPERATION,
        options=of_words(CooperationKind.choices),
    ),
    Field(
        code="cooperation_on",
        label=_("Co-operation on"),
        kind=Kind.DATE,
        section="dealings",
        sql="f.happened_on",
        child=_COOPERATION,
    ),
    Field(
        code="score",
        label=_("Present score"),
        kind=Kind.NUMBER,
        section="dealings",
        sql="f.total",
        scale=TENTHS,
        child=Child("guests_scorecard", "company_id", _NEWEST_CARD),
    ),
    Field(
        code="branch",
        label=_("Branch"),
        kind=Kind.CHOICE,
        section="record",
        sql="{o}.branch_id",
        options=branches,
        ids=branch_ids,
    ),
    Field(
        code="legal_entity",
        label=_("Legal entity"),
        kind=Kind.CHOICE,
        section="record",
        sql="{o}.legal_entity_id",
        options=entities,
        ids=entity_ids,
    ),
    Field(
        code="shared",
        label=_("Open to the whole group"),
        kind=Kind.YES_NO,
        section="record",
        sql="{o}.is_shared",
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
