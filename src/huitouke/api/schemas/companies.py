"""Companies as callers send and read them. What a value may look like is the services' to say."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from huitouke.api.schemas.base import Sent, Text, Texts, Told, described
from huitouke.guests.company_choices import CardForm, CooperationKind
from huitouke.guests.company_queries import CompanyDetail, CompanyLine, ContactLine
from huitouke.guests.models import Cooperation, ScoreCard
from huitouke.guests.queries import PAGE_SIZE

MOST_LIMIT: Final = 200
TARGETS_TEXT: Final = (
    "Targets with all of their texts, as docs/domain/companies.md lists them: `name`, `short_name`, `english_name`, "
    "`alias`, `code`, `kind`, `credit_code`, `trade`, `address`, `region`, `distance`, `phone`, `mobile`, `email`, "
    "`agreement_number`, `agreement_from`, `agreement_to`, `rate_code`, `credit_limit`, `parent`, `follow_up` ...; "
    "fields of the hotel's own as `custom:` and their code."
)


class CompanyQuery(Sent):
    """The filters of the company list."""

    kind: Text = described("`agreement`, `agency`, `ota`, `partner` or `other`.", examples=["agreement"])
    region: Text = described("Six digits; a province holds all that lies in it.", examples=["330000"])
    trade: Text = described("A code of the code table `trade`.", examples=["I"])
    branch: Text = described("Code of the branch that came to know the company.", examples=["MAIN"])
    follow_up: Text = described("Login of the colleague who follows the company up.", examples=["mei"])
    agreement: Text = described("`ending` (within 30 days), `ended`, `valid` or `none`.", examples=["ending"])
    has_credit: bool = Field(default=False, description="Only companies with a credit limit.")
    closed: bool = Field(default=False, description="Closed companies instead of those worked with.")
    cursor: Text = described("`next` or `previous` of an earlier answer; empty for the newest companies.")
    limit: int = Field(
        default=PAGE_SIZE, ge=1, le=MOST_LIMIT, description="The most companies of one answer."
    )


class CompanyIn(Sent):
    """A new company with its first contacts."""

    branch: Text = Field(default="MAIN", description="Code of the branch that comes to know the company.")
    fields: dict[Text, Texts] = Field(
        description=TARGETS_TEXT + " Besides them contacts: `contact.name`, `contact2.mobile` ...",
        examples=[{"name": ["盛远科技有限公司"], "kind": ["agreement"], "contact.name": ["张三"]}],
        max_length=200,
    )


class CompanyChange(Sent):
    """What is to change. All of it is saved, or nothing."""

    fields: dict[Text, Texts] = Field(
        description=TARGETS_TEXT + " A target given is replaced as a whole, an empty list clears it.",
        examples=[{"rate_code": ["CORP-A"], "phone": ["021-62345678"]}],
        max_length=100,
    )
    seen_at: AwareDatetime | None = Field(
        default=None,
        description="`updated_at` of the company that the change is based on; the same as If-Match.",
    )


class ContactIn(Sent):
    """A person at a company, told as a whole."""

    fields: dict[Text, Texts] = Field(
        description="`name`, `role`, `department`, `position`, `mobile`, `phone`, `email`, `wechat`, `sign_limit`, "
        "`remark`, each with all of its texts.",
        examples=[{"name": ["张三"], "role": ["booker"], "mobile": ["13812345678"]}],
        max_length=20,
    )
    guest: UUID | None = Field(default=None, description="Id of the guest who this person is, where known.")


class CooperationIn(Sent):
    """One dated thing done together with a company."""

    kind: CooperationKind = Field(description="What it was.")
    happened_on: date = Field(description="The day, ISO 8601.", examples=["2026-03-01"])
    text: Text = Field(description="What was done.", examples=["拜访行政部，谈年会"])
    outcome: Text = described("What came of it.", examples=["四月给报价"])
    contact: UUID | None = Field(default=None, description="Id of the company's contact it was done with.")


class ScoreCardIn(Sent):
    """A judgement of a company on a day."""

    scored_on: date = Field(description="The day that is judged, ISO 8601.", examples=["2026-03-01"])
    scores: dict[Text, int] = Field(
        description="1 to 5 points by criterion, as docs/domain/score-card.md lists them.",
        examples=[{"capital": 4, "relation": 3}],
        max_length=30,
    )
    notes: dict[Text, Text] = Field(
        default_factory=dict, description="A word why, by criterion.", max_length=30
    )
    note: Text = described("A remark on the whole card.")
    form: CardForm = Field(default=CardForm.SHORT, description="Which card was filled in.")


class CompanyLineOut(Told):
    """A company as one line."""

    id: UUID = Field(description="The company's id.")
    name: str = Field(description="Its name.")
    short_name: str = Field(description="What it is called in speech.")
    code: str = Field(description="The house's own number for it.")
    kinds: list[str] = Field(description="Its kinds.")
    region: str = Field(description="Six digits of its region.")
    trade: str = Field(description="Code of its trade.")
    agreement_to: date | None = Field(description="The last day of its agreement.")
    is_closed: bool = Field(description="Whether it is no longer worked with.")
    branch: str = Field(description="The branch that came to know it, in words.")

    @classmethod
    def of(cls, line: CompanyLine) -> "CompanyLineOut":
        told = {name: getattr(line, name) for name in cls.model_fields}
        return cls(**told | {"kinds": list(line.kinds)})


class CompanyListOut(Told):
    """A page of companies."""

    items: list[CompanyLineOut] = Field(description="Companies, newest first.")
    next: str | None = Field(description="Cursor of the older companies.")
    previous: str | None = Field(description="Cursor of the newer companies.")
    count: int = Field(description="How many there are under the filters, up to a cap.")
    is_count_capped: bool = Field(description="Whether there are more than `count`.")


class ReachOut(Told):
    """A way to reach somebody."""

    kind: str = Field(description="`phone`, `mobile`, `fax`, `email` or `wechat`.")
    value: str = Field(description="E.164 for phones, lower case for e-mail.")
    shown: str = Field(description="As it was written.")
    extension: str = Field(description="Extension of a phone.")

    @classmethod
    def of(cls, reach: Any) -> "ReachOut":
        return cls(**{name: getattr(reach, name) for name in cls.model_fields})


class CompanyContactOut(Told):
    """A person at a company."""

    id: UUID = Field(description="The contact's id.")
    name: str = Field(description="The name.")
    roles: list[str] = Field(description="Booker, decision maker, finance, signer ...")
    department: str = Field(description="The department.")
    position: str = Field(description="The position.")
    sign_limit: int | None = Field(
        description="What they may sign for, in minor units; null for no own limit."
    )
    remark: str = Field(description="A remark.")
    reaches: list[ReachOut] = Field(description="Ways to reach them.")
    guest: UUID | None = Field(description="The guest they are, where the caller may see that guest.")

    @classmethod
    def of(cls, line: ContactLine) -> "CompanyContactOut":
        told = {
            name: getattr(line.contact, name)
            for name in ("id", "name", "roles", "department", "position", "sign_limit", "remark")
        }
        return cls(
            **told,
            reaches=[ReachOut.of(each) for each in line.reaches],
            guest=line.guest.id if line.guest else None,
        )


class CompanyOut(Told):
    """The whole company. Money is in minor units of `currency`."""

    id: UUID = Field(description="The company's id.")
    fields: dict[str, list[str]] = Field(description="Targets with their texts, as a change would send them.")
    reaches: list[ReachOut] = Field(description="Ways to reach the company itself.")
    contacts: list[CompanyContactOut] = Field(description="The people there.")
    currency: str = Field(description="ISO 4217 code of its amounts.")
    credit_limit: int | None = Field(description="Credit limit in minor units.")
    annual_spend: int | None = Field(description="Declared travel spend a year in minor units.")
    parent: UUID | None = Field(description="The company above it, where the caller may see it.")
    is_shared: bool = Field(description="Whether it is open to the whole group.")
    is_closed: bool = Field(description="Whether it is no longer worked with.")
    latest_total: float | None = Field(description="Total of its latest score card, out of 100.")
    created_at: datetime = Field(description="When it came to be known, UTC.")
    updated_at: datetime = Field(description="When it was last saved, UTC.")

    @classmethod
    def of(
        cls, detail: CompanyDetail, contacts: list[ContactLine], fields: dict[str, list[str]]
    ) -> "CompanyOut":
        company = detail.company
        plain = (
            "id",
            "currency",
            "credit_limit",
            "annual_spend",
            "is_shared",
            "is_closed",
            "created_at",
            "updated_at",
        )
        return cls(
            **{name: getattr(company, name) for name in plain},
            fields=fields,
            reaches=[ReachOut.of(each) for each in detail.reaches],
            contacts=[CompanyContactOut.of(line) for line in contacts],
            parent=detail.parent.id if detail.parent else None,
            latest_total=detail.latest_card.total / 10 if detail.latest_card else None,
        )


class CooperationOut(Told):
    """A co-operation record."""

    id: UUID = Field(description="The record's id.")
    kind: str = Field(description="What it was.")
    happened_on: date = Field(description="The day.")
    text: str = Field(description="What was done.")
    outcome: str = Field(description="What came of it.")
    contact: UUID | None = Field(description="The contact it was done with.")
    author_name: str = Field(description="Who wrote it.")

    @classmethod
    def of(cls, entry: Cooperation) -> "CooperationOut":
        told = {name: getattr(entry, name) for name in cls.model_fields if name != "contact"}
        return cls(**told, contact=entry.contact_id)


class CooperationListOut(Told):
    """Co-operation records of a company."""

    items: list[CooperationOut] = Field(description="Latest day first.")


class ScoreLineOut(Told):
    """One criterion of a card."""

    criterion: str = Field(description="The criterion.")
    weight: int = Field(description="Its weight on that day.")
    score: int = Field(description="1 to 5 points.")
    note: str = Field(description="A word why.")


class ScoreCardOut(Told):
    """A score card."""

    id: UUID = Field(description="The card's id.")
    scored_on: date = Field(description="The day that was judged.")
    form: str = Field(description="`short` or `long`.")
    total: float = Field(description="Out of 100, one digit behind the point.")
    note: str = Field(description="A remark on the whole.")
    author_name: str = Field(description="Who judged.")
    lines: list[ScoreLineOut] = Field(description="The criteria that got points.")

    @classmethod
    def of(cls, card: ScoreCard) -> "ScoreCardOut":
        told = {name: getattr(card, name) for name in ("id", "scored_on", "form", "note", "author_name")}
        lines = [
            ScoreLineOut(criterion=each.criterion, weight=each.weight, score=each.score, note=each.note)
            for each in card.lines.all()
        ]
        return cls(**told, total=card.total / 10, lines=lines)


class ScoreCardListOut(Told):
    """Score cards of a company."""

    items: list[ScoreCardOut] = Field(description="Newest first.")
