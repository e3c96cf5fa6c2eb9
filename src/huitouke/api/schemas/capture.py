"""What is asked at each step, and guests' own forms, as the API takes and answers them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Texts, Told, described, listed
from huitouke.capture.choices import DiscardReason, Step
from huitouke.capture.form_models import FormLink
from huitouke.capture.forms import Told as ToldForm
from huitouke.capture.models import Capture
from huitouke.capture.queries import Report, Share, ToComplete

_BRANCH = "Code of the branch; empty for the guest's own, or the first where the caller works."


class RequirementsQuery(Sent):
    """Whose requirements."""

    branch: Text = described("Code of a branch; empty for the whole group.", examples=["MAIN"])


class RequirementsIn(Sent):
    """What is to be asked at each step, as a whole."""

    branch: Text = described("Code of a branch; empty for the whole group.", examples=["MAIN"])
    steps: dict[Text, Texts] = Field(
        description="Fields by step; a step that is left out asks nothing.",
        examples=[{"check_in": ["name", "mobile"]}],
        max_length=10,
    )


class RequirementsOut(Told):
    """What is asked at each step."""

    branch: str | None = Field(description="The branch; null for the whole group.", examples=["MAIN"])
    steps: dict[str, list[str]] = Field(description="Fields by step.")


class StepQuery(Sent):
    """Which step of which branch."""

    step: Step = Field(default=Step.CHECK_IN, description="booking, check_in, check_out or visit.")
    branch: Text = described(_BRANCH, examples=["MAIN"])


class MissingOut(Told):
    """What a guest's archive still lacks at a step."""

    guest: UUID = Field(description="The guest.")
    branch: str = Field(description="The branch whose requirements hold.", examples=["MAIN"])
    step: str = Field(description="The step.", examples=["check_in"])
    missing: list[str] = Field(description="Fields, the weightiest first.", examples=[["document", "mobile"]])
    asks_minor: bool = Field(
        description="Whether the questions for guests under 18 are still to be answered."
    )


class StepIn(Sent):
    """The guest was asked at this step."""

    step: Step = Field(description="booking, check_in, check_out or visit.")
    branch: Text = described(_BRANCH, examples=["MAIN"])


class AnswerIn(StepIn):
    """The answer to one question of a step."""

    field: Text = Field(description="A field that a step asks.", examples=["choice_reason"])
    text: Text = Field(description="The answer, as at the desk.", examples=["location"])


class MinorIn(Sent):
    """The answers asked for a guest under 18. They go into the registration compartment."""

    branch: Text = described(_BRANCH, examples=["MAIN"])
    guardian: Text = Field(description="Who the parents or guardians are.")
    reach: Text = Field(description="How they were reached, at which number.")
    companion: Text = Field(description="Who stays with the minor, and how they are related.")
    circumstances: Text = described("What else was found out.")


class CaptureOut(Told):
    """One guest asked at one step by one colleague on one day."""

    id: UUID = Field(description="The id.")
    guest: UUID = Field(description="The guest.")
    step: str = Field(description="The step.", examples=["check_in"])
    on_day: date = Field(description="The business date.")
    missing: list[str] = Field(description="What was still missing.")

    @classmethod
    def of(cls, capture: Capture) -> "CaptureOut":
        return cls(
            id=capture.id,
            guest=capture.guest_id,
            step=capture.step,
            on_day=capture.on_day,
            missing=capture.missing,
        )


class ToCompleteQuery(Sent):
    """Whose list."""

    branch: Text = described("Code of the branch; empty for the first where the caller works.")
    is_mine: bool = Field(default=False, description="Only what the caller asked.")


class ToCompleteOut(Told):
    """A guest whose step lacks something."""

    guest: UUID = Field(description="The guest.")
    name: str = Field(description="The name, as far as the caller may read it.")
    step: str = Field(description="The step.", examples=["check_in"])
    missing: list[str] = Field(description="What is missing, the weightiest first.")
    asked_by: str = Field(description="Who asked.", examples=["Alma"])
    on_day: date = Field(description="On which business date.")

    @classmethod
    def of(cls, each: ToComplete) -> "ToCompleteOut":
        return cls(
            guest=each.line.id,
            name=each.line.shown_name,
            step=each.step,
            missing=list(each.missing),
            asked_by=each.who,
            on_day=each.on_day,
        )


class ToCompleteListOut(Told):
    """Archives to complete."""

    items: list[ToCompleteOut] = Field(description="At most 100, the weightiest lack first.")


class ReportQuery(Sent):
    """Which days. Where none is given, the last seven."""

    since: date | None = Field(default=None, description="First day.")
    until: date | None = Field(default=None, description="Last day; today where left out.")


class ShareOut(Told):
    """How many guests were asked, and of how many everything required is known."""

    who: str = Field(description="Name of the branch, colleague or step.")
    asked: int = Field(description="Guests asked.")
    complete: int = Field(description="Guests of whom nothing lacks.")
    percent: int = Field(description="The share, rounded.")

    @classmethod
    def of(cls, share: Share) -> "ShareOut":
        return cls.model_validate(share, from_attributes=True)


class ReportOut(Told):
    """The shares of a period."""

    since: date = Field(description="First day.")
    until: date = Field(description="Last day.")
    branches: list[ShareOut] = Field(description="By branch.")
    colleagues: list[ShareOut] = Field(
        description="By colleague: those whom the caller looks after, and the caller."
    )
    steps: list[ShareOut] = Field(description="By step.")

    @classmethod
    def told(cls, report: Report, since: date, until: date) -> "ReportOut":
        return cls(
            since=since,
            until=until,
            branches=[ShareOut.of(share) for share in report.branches],
            colleagues=[ShareOut.of(share) for share in report.colleagues],
            steps=[ShareOut.of(share) for share in report.steps],
        )


class CardLineOut(Told):
    """One line of the registration card."""

    code: str = Field(description="What is asked.", examples=["name"])
    label: str = Field(description="Its words in the caller's language.", examples=["姓名"])
    value: str = Field(description="What is known, masked as the caller reads it; empty where nothing is.")


class CardConsentOut(Told):
    """What the card asks the guest to agree to. No box is ticked beforehand."""

    purpose: str = Field(description="Code of the purpose.", examples=["marketing"])
    version: int = Field(description="Version of the words.")
    texts: dict[str, str] = Field(description="The words by language.")
    channels: list[str] = Field(description="Ways to choose among; empty where it is one yes or no.")


class CardOut(Told):
    """The registration card of a guest, to be printed by another program."""

    guest: UUID = Field(description="The guest.")
    document_kind: str = Field(description="Kind of the paper; empty where none is known.")
    sex: str = Field(description="male, female or empty.")
    is_masked: bool = Field(description="Whether values stand masked.")
    lines: list[CardLineOut] = Field(description="The lines in the order of the desk.")
    consents: list[CardConsentOut] = Field(description="The words in force.")


class FormOut(Told):
    """A form that a guest sent and that waits."""

    id: UUID = Field(description="The id.")
    branch: str = Field(description="Code of the branch whose form it is.", examples=["MAIN"])
    received_at: datetime = Field(description="When it came (UTC).")
    fields: dict[str, list[str]] = Field(description="What the guest wrote, by target.")
    agreed: list[str] = Field(
        description="What the guest agreed to, as `purpose|channel`.", examples=[["marketing|sms"]]
    )

    @classmethod
    def of(cls, told: ToldForm) -> "FormOut":
        return cls(
            id=told.form.id,
            branch=told.form.branch.code,
            received_at=told.form.received_at,
            fields=told.raw,
            agreed=sorted(told.agreed),
        )


class FormListOut(Told):
    """Waiting forms."""

    items: list[FormOut] = Field(description="At most 100, the oldest first.")


class AcceptIn(Sent):
    """A form becomes a new guest."""

    guardian: Text = described("Who agreed for a guest under 14.")


class ApplyIn(Sent):
    """A form is given to a known guest."""

    guest: UUID = Field(description="The guest.")
    take: Texts = listed("The fields that are taken; the others stay as they were.", examples=[["mobile"]])
    guardian: Text = described("Who agreed for a guest under 14.")


class DiscardIn(Sent):
    """A form is put away."""

    reason: DiscardReason = Field(description="Why.")


class FormGuestOut(Told):
    """The guest to whom a form went."""

    guest: UUID = Field(description="The guest.")
    changed: list[str] = Field(description="Fields that changed; empty for a new guest.")


class FormLinkOut(Told):
    """The link of a branch's form."""

    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    is_open: bool = Field(description="Whether the form takes anything.")
    url: str | None = Field(description="Its address, for a QR code; null where it was never opened.")

    @classmethod
    def told(cls, branch: str, link: FormLink | None, url: str | None) -> "FormLinkOut":
        return cls(branch=branch, is_open=bool(link and link.is_open), url=url)


class FormLinkListOut(Told):
    """The links of the branches that the caller looks after."""

    items: list[FormLinkOut] = Field(description="One a branch.")


class FormLinkIn(Sent):
    """What is to become of a branch's link."""

    is_open: bool = Field(description="Whether the form takes anything.")
    is_renewed: bool = Field(
        default=False, description="Give it a new address; the old one leads nowhere then."
    )
