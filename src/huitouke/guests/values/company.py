"""A raw company as somebody typed it or a file told it, read into plain values ready for columns.

A *raw company* is a mapping of targets to texts. The targets of its contacts begin with `contact.` for the first
person, `contact2.` for the second, and so on: `contact.name`, `contact2.mobile`; those of fields that an administrator
added with `custom:`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from huitouke.guests.values.cells import CELL_LIMIT, has_unsafe_signs, is_empty, split_list, tidy, tidy_lines
from huitouke.guests.values.company_search import company_search_columns
from huitouke.guests.values.contacts import read_contacts
from huitouke.guests.values.credit_codes import read_credit_code, read_tax_number
from huitouke.guests.values.dates import DateRefused, read_date
from huitouke.guests.values.folding import fold
from huitouke.guests.values.own_fields import read_own, searched_texts
from huitouke.guests.values.prepared import ContactValue, Issue
from huitouke.guests.values.raw import RawCells
from huitouke.guests.values.regions import read_region
from huitouke.guests.values.search import SearchColumns
from huitouke.hotels.standard_codes import TRADES
from huitouke.kernel.custom_fields.values import CustomField
from huitouke.kernel.money import is_known_currency, read_money

RawCompany = Mapping[str, Sequence[str]]

LIMITS: Final = {
    "name": 200, "short_name": 60, "english_name": 200, "alias": 200, "code": 40, "legal_representative": 60,
    "invoice_title": 200, "invoice_address": 300, "invoice_phone": 60, "bank_name": 120, "bank_account": 60,
    "address": 300, "avoid_times": 200, "website": 200, "remark": 2000, "agreement_number": 60, "rate_code": 40,
    "parent": 200, "credit_officer": 150, "follow_up": 150,
}  # fmt: skip
"""The longest text of a field, in signs; a longer one is left out with `too_long_for_field`."""

LISTS: Final = ("alias", "kind")
REACH_TARGETS: Final = ("mobile", "phone", "fax", "email", "wechat")
OTHER_SINGLE: Final = (
    "credit_code", "trade", "tax_number", "region", "distance", "agreement_from", "agreement_to", "currency",
    "credit_limit", "credit_term", "settlement_cycle", "annual_spend", "annual_spend_year",
)  # fmt: skip
SINGLE: Final = (*(target for target in LIMITS if target != "alias"), *OTHER_SINGLE)
COMPANY_TARGETS: Final = (*SINGLE, *LISTS, *REACH_TARGETS)
"""Every target of a company itself; a save replaces a target as a whole, lists too."""

CONTACT_PARTS: Final = (
    "name", "role", "department", "position", "mobile", "phone", "email", "wechat", "sign_limit", "remark",
)  # fmt: skip
CONTACT_TARGET: Final = re.compile(r"contact(\d{0,2})\.(" + "|".join(CONTACT_PARTS) + ")")
MOST_CONTACTS: Final = 20

KIND_WORDS: Final = {
    "agreement": (
        "agreement", "协议单位", "协议客户", "协议公司", "签约单位", "agreement company", "corporate", "company",
    ),
    "agency": ("agency", "旅行社", "travel agency", "travel agent", "agent", "旅游公司", "ta"),
    "ota": ("ota", "ota（在线旅行社）", "在线旅行社", "网络订房", "订房平台", "online travel agency"),
    "partner": ("partner", "合作伙伴", "合作单位", "合作客户", "合作", "联盟单位"),
    "other": ("other", "其他", "其它"),
}  # fmt: skip
ROLE_WORDS: Final = {
    "booker": ("booker", "预订人", "预定人", "订房人", "订房联系人", "booking", "reservation"),
    "decision_maker": ("decision_maker", "decision maker", "决策人", "决策者", "负责人", "老总"),
    "finance": ("finance", "财务", "财务联系人", "对账人", "accounting", "finance contact"),
    "signer": ("signer", "签单人", "有效签单人", "authorised signer", "authorized signer"),
    "visitor": ("visitor", "来访人", "入住人", "出差人", "traveller", "traveler"),
    "administration": ("administration", "行政", "行政联系人", "办公室", "admin"),
    "other": ("other", "其他", "其它", "联系人", "contact"),
}  # fmt: skip
CYCLE_WORDS: Final = {
    "stay": ("stay", "单结", "每单结", "逐单结", "现结", "each stay", "per stay"),
    "week": ("week", "周结", "weekly", "week"),
    "half_month": ("half_month", "半月结", "half-monthly", "half monthly", "half month", "twice a month"),
    "month": ("month", "月结", "monthly", "month"),
    "quarter": ("quarter", "季结", "quarterly"),
}  # fmt: skip
MOST_TERM_DAYS: Final = 365
_KILOMETRES: Final = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)(km|公里|千米|m|米)?", re.IGNORECASE)
_WEBSITE: Final = re.compile(r"(?:https?://)?[^\s/@:]+(?:\.[^\s/@:.]+)+(?::\d+)?(?:/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Somebody at the company, with the ways to reach them. `roles` are keys of `ROLE_WORDS`; `sign_limit` is in
    minor units of the company's currency, None for a signer without a limit of their own."""

    name: str
    roles: tuple[str, ...] = ()
    department: str = ""
    position: str = ""
    remark: str = ""
    sign_limit: int | None = None
    reaches: tuple[ContactValue, ...] = ()


@dataclass(slots=True)
class PreparedCompany:
    """A company read from what was typed. Empty text, None and () mean that nothing is known.

    Money is in minor units of `currency`, `distance_m` in metres. `parent`, `credit_officer` and `follow_up` are
    as typed: who they are, the database says.
    """

    name: str = ""
    short_name: str = ""
    english_name: str = ""
    aliases: list[str] = field(default_factory=list)
    code: str = ""
    kinds: list[str] = field(default_factory=list)
    credit_code: str = ""
    legal_representative: str = ""
    trade: str = ""
    invoice_title: str = ""
    tax_number: str = ""
    invoice_address: str = ""
    invoice_phone: str = ""
    bank_name: str = ""
    bank_account: str = ""
    address: str = ""
    region: str = ""
    distance_m: int | None = None
    avoid_times: str = ""
    website: str = ""
    remark: str = ""
    parent: str = ""
    agreement_number: str = ""
    agreement_from: date | None = None
    agreement_to: date | None = None
    rate_code: str = ""
    currency: str = ""
    credit_limit: int | None = None
    credit_term: int | None = None
    settlement_cycle: str = ""
    credit_officer: str = ""
    annual_spend: int | None = None
    annual_spend_year: int | None = None
    follow_up: str = ""
    custom: dict[str, Any] = field(default_factory=dict)
    searched: tuple[str, ...] = ()
    """Values of own fields by which the company is found."""
    reaches: tuple[ContactValue, ...] = ()
    contacts: tuple[ContactPerson, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def is_rejected(self) -> bool:
        return any(issue.rejects for issue in self.issues)

    @property
    def search(self) -> SearchColumns:
        """What the company is found by; worked out anew at each call."""
        return company_search_columns(
            self.name, [self.short_name, self.english_name, *self.aliases, *self.searched]
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What an installation added: the words by which codes of trades are known (folded word to code), and the fields of
    its own, closed ones too."""

    trades: Mapping[str, str]
    custom: Mapping[str, CustomField] = field(default_factory=dict)

    @classmethod
    def of(
        cls, trades: Iterable[tuple[str, Iterable[str]]], custom: Mapping[str, CustomField] | None = None
    ) -> "Words":
        """From (code, its words in all languages), and the fields of the hotel's own by code."""
        return cls(
            {fold(word): code for code, words in trades for word in (code, *words) if word}, custom or {}
        )


def standard_words() -> Words:
    """The words of the standard trades alone, for those who have no database at hand."""
    return Words.of((code, (zh, en)) for code, zh, en in TRADES)


class _Cells:
    """A raw company with every text made safe, empty ones dropped, and what was wrong with it so far."""

    def __init__(self, raw: RawCompany) -> None:
        self.issues: list[Issue] = []
        self.values: dict[str, list[str]] = {}
        for target, texts in raw.items():
            kept = [value for value in (self._clean(target, text) for text in texts) if value]
            if kept:
                self.values[target] = kept

    def note(self, field: str, code: str, *, rejects: bool = False, **data: str) -> None:
        self.issues.append(Issue(field, code, rejects, data))

    def _clean(self, target: str, text: str) -> str:
        if len(text) > CELL_LIMIT:
            self.note(target, "value_too_long", limit=str(CELL_LIMIT))
            return ""
        if has_unsafe_signs(text):
            self.note(target, "unsafe_signs_removed")
        keeps_lines = target in {"remark", "address", *LISTS, *REACH_TARGETS} or target.startswith("contact")
        value = tidy_lines(text) if keeps_lines else tidy(text)
        return "" if is_empty(value, "name" if target == "name" else "") else value

    def one(self, target: str, limit: int | None = None) -> str:
        values = self.values.get(target, [])
        if not values:
            return ""
        most = limit or LIMITS.get(target, 100)
        if len(values[0]) > most:
            self.note(target, "too_long_for_field", limit=str(most))
            return ""
        others = {value for value in values if value != values[0]}
        if others:
            self.note(target, "second_value_kept_aside", count=str(len(others)))
        return values[0]

    def reaches(self, prefix: str, targets: Iterable[str]) -> tuple[ContactValue, ...]:
        """Ways to reach somebody, each of the kind under which it was told; what a platform lent or masked is
        nobody's and is left out."""
        ways: list[ContactValue] = []
        for target in targets:
            cells = RawCells({target: self.values.get(prefix + target, ())})
            ways += [replace(each, kind=target) for each in read_contacts(cells) if not each.is_relay]
            self.issues += [
                Issue(prefix + each.field, each.code, each.rejects, each.data)
                for each in cells.issues
                if each.code != "landline_in_mobile"
            ]
        return tuple(ways)


def prepare_company(raw: RawCompany, words: Words, *, default_currency: str = "CNY") -> PreparedCompany:
    """Read a raw company. Never fails: what cannot be kept is left out and named among the issues; a company
    without a name is rejected. Targets that are not known are left alone."""
    cells = _Cells(raw)
    made = PreparedCompany()
    made.name = cells.one("name")
    if not made.name and not any(issue.field == "name" for issue in cells.issues):
        cells.note("name", "company_without_name", rejects=True)
    elif not made.name:
        cells.note("name", "too_long_for_field", rejects=True, limit=str(LIMITS["name"]))
    for target in LIMITS:
        if target not in ("name", "alias", "website"):
            setattr(made, target, cells.one(target))
    made.aliases = [alias for alias in _list(cells, "alias") if alias != made.name]
    made.kinds = _coded_list(cells, "kind", KIND_WORDS, "company_kind_unknown")
    _read_codes(cells, made, words)
    _read_agreement(cells, made, default_currency)
    made.custom = read_own(
        cells.values, lambda target: cells.one(target, CELL_LIMIT), words.custom, cells.issues
    )
    made.searched = searched_texts(made.custom, words.custom)
    made.reaches = cells.reaches("", REACH_TARGETS)
    made.contacts = tuple(_read_contact_persons(cells, made.currency))
    made.issues = tuple(cells.issues)
    return made


def _list(cells: _Cells, target: str) -> list[str]:
    limit = LIMITS.get(target, 100)
    found = []
    for piece in dict.fromkeys(piece for text in cells.values.get(target, ()) for piece in split_list(text)):
        if len(piece) > limit:
            cells.note(target, "too_long_for_field", limit=str(limit))
        else:
            found.append(piece)
    return found


def _code_of(words: Mapping[str, Sequence[str]], text: str) -> str:
    folded = fold(text)
    return next((code for code, known in words.items() if folded in map(fold, known)), "")


def _coded_list(cells: _Cells, target: str, words: Mapping[str, Sequence[str]], issue: str) -> list[str]:
    codes = []
    for piece in _pieces(cells.values.get(target, ())):
        code = _code_of(words, piece)
        if not code:
            cells.note(target, issue)
        elif code not in codes:
            codes.append(code)
    return sorted(codes, key=list(words).index)


def _pieces(texts: Iterable[str]) -> list[str]:
    """List items; also split at a slash, which no code word holds."""
    return [
        piece.strip()
        for text in texts
        for one in split_list(text)
        for piece in one.split("/")
        if piece.strip()
    ]


def _read_codes(cells: _Cells, made: PreparedCompany, words: Words) -> None:
    if text := cells.one("credit_code"):
        found = read_credit_code(text)
        if found is None:
            cells.note("credit_code", "credit_code_unreadable")
        else:
            made.credit_code = found.code
            if not found.is_known_region:
                cells.note("credit_code", "credit_region_unknown")
    if text := cells.one("tax_number"):
        made.tax_number = read_tax_number(text)
        if not made.tax_number:
            cells.note("tax_number", "tax_number_unreadable")
    if text := cells.one("trade"):
        made.trade = words.trades.get(fold(text), "")
        if not made.trade:
            cells.note("trade", "trade_unknown")
    if text := cells.one("region"):
        made.region = read_region(text)
        if not made.region:
            cells.note("region", "region_unknown")
    elif made.address:
        made.region = read_region(made.address)
    if text := cells.one("distance"):
        found_metres = _KILOMETRES.fullmatch("".join(fold(text).split()))
        if found_metres is None:
            cells.note("distance", "distance_unreadable")
        else:
            is_metres = (found_metres[2] or "") in ("m", "米")
            made.distance_m = int(Decimal(found_metres[1]) * (1 if is_metres else 1000))
    if text := cells.one("website", LIMITS["website"]):
        if _WEBSITE.fullmatch(text):
            made.website = text
        else:
            cells.note("website", "website_unreadable")


def _read_agreement(cells: _Cells, made: PreparedCompany, default_currency: str) -> None:
    made.currency = cells.one("currency").upper()
    if made.currency and not is_known_currency(made.currency):
        cells.note("currency", "currency_unknown")
        made.currency = ""
    made.currency = made.currency or default_currency
    made.agreement_from = _date(cells, "agreement_from")
    made.agreement_to = _date(cells, "agreement_to")
    if made.agreement_from and made.agreement_to and made.agreement_to < made.agreement_from:
        cells.note("agreement_to", "agreement_dates_crossed")
        made.agreement_to = None
    made.credit_limit = _amount(cells, "credit_limit", made.currency)
    made.annual_spend = _amount(cells, "annual_spend", made.currency)
    if text := cells.one("credit_term"):
        days = fold(text).removesuffix("天").removesuffix("days").strip()
        if days.isascii() and days.isdigit() and int(days) <= MOST_TERM_DAYS:
            made.credit_term = int(days)
        else:
            cells.note("credit_term", "days_unreadable", limit=str(MOST_TERM_DAYS))
    if text := cells.one("annual_spend_year"):
        year = fold(text).removesuffix("年").strip()
        if re.fullmatch(r"(?:19|20)\d\d", year):
            made.annual_spend_year = int(year)
        else:
            cells.note("annual_spend_year", "year_unreadable")
    if text := cells.one("settlement_cycle"):
        made.settlement_cycle = _code_of(CYCLE_WORDS, text)
        if not made.settlement_cycle:
            cells.note("settlement_cycle", "settlement_unknown")


def _date(cells: _Cells, target: str) -> date | None:
    text = cells.one(target)
    try:
        return read_date(text) if text else None
    except DateRefused as error:
        cells.note(target, error.code)
        return None


def _amount(cells: _Cells, target: str, currency: str) -> int | None:
    text = cells.one(target)
    money = read_money(text, currency) if text else None
    if text and money is None:
        cells.note(target, "amount_unreadable")
    return money.minor if money else None


def _read_contact_persons(cells: _Cells, currency: str) -> Iterable[ContactPerson]:
    numbers = {found[1] for target in cells.values if (found := CONTACT_TARGET.fullmatch(target))}
    for number in sorted(numbers, key=lambda text: int(text or 0))[:MOST_CONTACTS]:
        person = _read_person(cells, f"contact{number}.", currency)
        if person is not None:
            yield person


def _read_person(cells: _Cells, prefix: str, currency: str) -> ContactPerson | None:
    before = len(cells.issues)
    name = cells.one(prefix + "name")
    roles = _coded_list(cells, prefix + "role", ROLE_WORDS, "contact_role_unknown")
    person = ContactPerson(
        name,
        tuple(roles),
        cells.one(prefix + "department"),
        cells.one(prefix + "position"),
        cells.one(prefix + "remark", 500),
        _amount(cells, prefix + "sign_limit", currency),
        cells.reaches(prefix, ("mobile", "phone", "email", "wechat")),
    )
    # Whichever of the persons it is, the field is called the same.
    cells.issues[before:] = [
        Issue(re.sub(r"^contact\d+\.", "contact.", issue.field), issue.code, issue.rejects, issue.data)
        for issue in cells.issues[before:]
    ]
    if not name:
        if not any(issue.field == "contact.name" for issue in cells.issues[before:]):
            cells.note("contact.name", "contact_without_name")
        return None
    return person


def prepare_contact(raw: RawCompany, currency: str) -> tuple[ContactPerson | None, tuple[Issue, ...]]:
    """One person of a company by `CONTACT_PARTS`, and what was wrong; None where there is no name."""
    cells = _Cells({f"contact.{part}": texts for part, texts in raw.items() if part in CONTACT_PARTS})
    person = _read_person(cells, "contact.", currency)
    return person, tuple(cells.issues)
