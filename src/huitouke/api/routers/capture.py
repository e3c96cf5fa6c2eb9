"""What is asked at each step: requirements, what a guest lacks, answers, archives to complete, the report, the card."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch, list_branches
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.capture import (
    AnswerIn,
    CaptureOut,
    CardConsentOut,
    CardLineOut,
    CardOut,
    MinorIn,
    MissingOut,
    ReportOut,
    ReportQuery,
    RequirementsIn,
    RequirementsOut,
    RequirementsQuery,
    StepIn,
    StepQuery,
    ToCompleteListOut,
    ToCompleteOut,
    ToCompleteQuery,
)
from huitouke.capture.cards import card_values, lines_of
from huitouke.capture.choices import Step
from huitouke.capture.errors import CaptureInvalid
from huitouke.capture.queries import (
    capture_report,
    is_minor,
    judged_guest,
    list_to_complete,
    missing_of,
    requirements,
)
from huitouke.capture.services import (
    MINOR_QUESTIONS,
    answer,
    has_minor_answers,
    keep_minor_answers,
    note_capture,
    set_requirements,
)
from huitouke.guests.consents import list_asked_words
from huitouke.guests.models import Guest
from huitouke.guests.queries import get_guest_detail
from huitouke.kernel import clock

router = Router(tags=["capture"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]
USUAL_DAYS = 7


@router.get(
    "/capture/requirements",
    response=RequirementsOut,
    operation_id="get_requirements",
    summary="Read what is asked at each step",
    openapi_extra=refusals(403, 404),
)
def get_requirements(request: HttpRequest, query: Query[RequirementsQuery]) -> RequirementsOut:
    """Of the whole group, or of one branch, which may differ from it."""
    refuse_unknown_parameters(request, RequirementsQuery)
    actor_of(request).require(Right.GUESTS_VIEW)
    return _requirements(get_branch(query.branch) if query.branch else None)


@router.put(
    "/capture/requirements",
    response=RequirementsOut,
    operation_id="set_requirements",
    summary="Say what is asked at each step",
    openapi_extra=refusals(403, 404, 413),
)
def put_requirements(request: HttpRequest, payload: RequirementsIn) -> RequirementsOut:
    """Needs `hotel.configure` in the branch, or in the whole group. Idempotent."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branch = get_branch(payload.branch) if payload.branch else None
    wanted = {step: set(fields) for step, fields in payload.steps.items()}
    set_requirements(actor=actor, branch=branch, wanted=wanted)
    return _requirements(branch)


def _requirements(branch: Branch | None) -> RequirementsOut:
    found = requirements(branch.id if branch else None)
    return RequirementsOut(
        branch=branch.code if branch else None,
        steps={step: sorted(fields) for step, fields in found.items()},
    )


@router.get(
    "/capture/to-complete",
    response=ToCompleteListOut,
    operation_id="list_to_complete",
    summary="List archives to complete",
    openapi_extra=refusals(403, 404),
)
def to_complete(request: HttpRequest, query: Query[ToCompleteQuery]) -> ToCompleteListOut:
    """Guests asked in the last 30 days whose step still lacks something, the weightiest lack first."""
    refuse_unknown_parameters(request, ToCompleteQuery)
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    branch = _chosen(actor, query.branch, Right.GUESTS_VIEW)
    mine = actor.id if query.is_mine else None
    found = list_to_complete(actor, branch, branch.business_date, user_id=mine)
    return ToCompleteListOut(items=[ToCompleteOut.of(each) for each in found])


@router.get(
    "/capture/report",
    response=ReportOut,
    operation_id="get_capture_report",
    summary="How completely guests are asked",
    openapi_extra=refusals(403, 404),
)
def report(request: HttpRequest, query: Query[ReportQuery]) -> ReportOut:
    """By branch, colleague and step. Who looks after a branch sees every colleague there, others see themselves."""
    refuse_unknown_parameters(request, ReportQuery)
    actor = actor_of(request)
    branches = list_branches(actor, Right.GUESTS_VIEW)
    today = max((branch.business_date for branch in branches), default=timezone.localdate(clock.now()))
    until = query.until or today
    since = query.since or max(until, date.min + timedelta(days=USUAL_DAYS)) - timedelta(days=USUAL_DAYS - 1)
    return ReportOut.told(capture_report(actor, branches, since, until), since, until)


@router.get(
    "/capture/guests/{guest_id}",
    response=MissingOut,
    operation_id="get_missing_fields",
    summary="Read what a guest lacks at a step",
    openapi_extra=refusals(403, 404),
)
def missing(request: HttpRequest, guest_id: GuestId, query: Query[StepQuery]) -> MissingOut:
    """Nothing is noted: the guest was not asked yet."""
    refuse_unknown_parameters(request, StepQuery)
    actor = actor_of(request)
    guest = judged_guest(actor, guest_id)
    branch = _chosen(actor, query.branch, Right.GUESTS_VIEW, guest)
    asks = query.step is Step.CHECK_IN and is_minor(guest, branch.business_date)
    return MissingOut(
        guest=guest.id,
        branch=branch.code,
        step=query.step.value,
        missing=missing_of(guest, query.step.value, branch.id),
        asks_minor=asks and not has_minor_answers(guest.id),
    )


@router.post(
    "/capture/guests/{guest_id}/steps",
    response={201: CaptureOut},
    operation_id="note_capture_step",
    summary="Note that a guest was asked",
    openapi_extra=refusals(403, 404, 413),
)
def note_step(request: HttpRequest, guest_id: GuestId, payload: StepIn) -> Status[CaptureOut]:
    """What is missing is kept as missing. Once a day for each colleague and step."""
    actor, branch = _asked(request, guest_id, payload.branch)
    return Status(
        201,
        CaptureOut.of(note_capture(actor=actor, guest_id=guest_id, step=payload.step.value, branch=branch)),
    )


@router.post(
    "/capture/guests/{guest_id}/answers",
    response={201: CaptureOut},
    operation_id="save_capture_answer",
    summary="Save the answer to a question",
    openapi_extra=refusals(403, 404, 409, 413),
)
def save_answer(request: HttpRequest, guest_id: GuestId, payload: AnswerIn) -> Status[CaptureOut]:
    """Saved as at the desk, and noted as asked."""
    actor, branch = _asked(request, guest_id, payload.branch)
    capture = answer(
        actor=actor,
        guest_id=guest_id,
        step=payload.step.value,
        branch=branch,
        field=payload.field,
        text=payload.text,
    )
    return Status(201, CaptureOut.of(capture))


@router.post(
    "/capture/guests/{guest_id}/minor",
    response={204: None},
    operation_id="keep_minor_answers",
    summary="Keep the answers for a guest under 18",
    openapi_extra=refusals(403, 404, 413),
)
def minor(request: HttpRequest, guest_id: GuestId, payload: MinorIn) -> Status[None]:
    """The three questions of the law, and what else was found out, in the registration compartment. They are not
    answered again here."""
    actor, branch = _asked(request, guest_id, payload.branch)
    answers = {name: str(getattr(payload, name)) for name in MINOR_QUESTIONS}
    keep_minor_answers(actor=actor, guest_id=guest_id, branch=branch, answers=answers)
    return Status(204, None)


@router.get(
    "/capture/guests/{guest_id}/card",
    response=CardOut,
    operation_id="get_registration_card",
    summary="Read the registration card of a guest",
    openapi_extra=refusals(403, 404),
)
def card(request: HttpRequest, guest_id: GuestId) -> CardOut:
    """What the printed card holds, for a program that prints it. Values that the caller reads masked are masked."""
    actor = actor_of(request)
    guest = judged_guest(actor, guest_id)
    today = guest.branch.business_date if guest.branch else timezone.localdate(clock.now())
    detail = get_guest_detail(actor, guest_id, today)
    known = card_values(detail)
    return CardOut(
        guest=guest.id,
        document_kind=known["document_kind"],
        sex=known["sex"],
        is_masked=not detail.sight.is_clear,
        lines=[
            CardLineOut(code=code, label=str(words), value=known.get(code, ""))
            for code, words, _is_wide in lines_of(detail)
        ],
        consents=[
            CardConsentOut(
                purpose=purpose.code, version=wording.version, texts=wording.texts, channels=purpose.channels
            )
            for purpose, wording in list_asked_words(today)
        ],
    )


def _asked(request: HttpRequest, guest_id: UUID, code: str) -> tuple[Actor, Branch]:
    """Who asks a guest, and in which branch."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    guest = judged_guest(actor, guest_id)
    return actor, _chosen(actor, code, Right.GUESTS_EDIT, guest)


def _chosen(actor: Actor, code: str, right: Right, guest: Guest | None = None) -> Branch:
    """The branch of this code, where the actor has the right; for none the guest's own, else the actor's first."""
    if code:
        try:
            branch = get_branch(code)
        except BranchNotFound as error:
            raise CaptureInvalid({"branch": [error.message]}) from error
        actor.require(right, branch.id)
        return branch
    open_ones = list_branches(actor, right)
    own = [branch for branch in open_ones if guest is not None and branch.id == guest.branch_id]
    found = next(iter([*own, *open_ones]), None)
    if found is None:
        raise BranchNotFound("")
    return found
