"""The field rules: read, proposed and tried, applied."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.field_rules import RuleSetOut, RulesIn, RulesNowOut
from huitouke.identity.field_rules import get_proposal, get_rules
from huitouke.identity.services.field_rules import apply_rules, drop_rules, propose_rules, resume_rules

router = Router(tags=["field rules"])

RulesId = Annotated[UUID, Path(description="The set's id.")]


@router.get(
    "/field-rules",
    response=RulesNowOut,
    operation_id="get_field_rules",
    summary="Read which of several values shows",
    openapi_extra=refusals(403),
)
def read(request: HttpRequest) -> RulesNowOut:
    """Needs the right `hotel.configure` in the whole group, as all of these do."""
    return RulesNowOut.of(get_rules(actor_of(request)))


@router.post(
    "/field-rules",
    response={202: RuleSetOut},
    operation_id="propose_field_rules",
    summary="Propose field rules and see what they would change",
    openapi_extra=refusals(403, 413),
)
def propose(request: HttpRequest, payload: RulesIn) -> Status[RuleSetOut]:
    """Nothing changes yet: the worker tries them on every guest, and `foreseen` counts who would be shown otherwise."""
    found = propose_rules(actor=actor_of(request), orders=payload.orders, systems=payload.systems)
    return Status(202, RuleSetOut.of(found))


@router.get(
    "/field-rules/{rules_id}",
    response=RuleSetOut,
    operation_id="get_field_rule_set",
    summary="Read how far a set of field rules is",
    openapi_extra=refusals(403, 404),
)
def read_one(request: HttpRequest, rules_id: RulesId) -> RuleSetOut:
    """Of a proposal that is being tried, or of one that is being applied."""
    return RuleSetOut.of(get_proposal(actor_of(request), rules_id))


@router.post(
    "/field-rules/{rules_id}/apply",
    response=RuleSetOut,
    operation_id="apply_field_rules",
    summary="Put field rules in force",
    openapi_extra=refusals(403, 404, 409),
)
def apply(request: HttpRequest, rules_id: RulesId) -> RuleSetOut:
    """Once they were tried: every change goes by them from now on, and the worker lets all other guests follow.
    Proposing and applying what was in force before undoes it."""
    return RuleSetOut.of(apply_rules(actor=actor_of(request), rules_id=rules_id))


@router.post(
    "/field-rules/{rules_id}/resume",
    response=RuleSetOut,
    operation_id="resume_field_rules",
    summary="Go on with a run of field rules that broke off",
    openapi_extra=refusals(403, 404, 409),
)
def resume(request: HttpRequest, rules_id: RulesId) -> RuleSetOut:
    """From where it stopped."""
    return RuleSetOut.of(resume_rules(actor=actor_of(request), rules_id=rules_id))


@router.delete(
    "/field-rules/{rules_id}",
    response={204: None},
    operation_id="drop_field_rules",
    summary="Put a proposal of field rules away",
    openapi_extra=refusals(403, 404, 409),
)
def drop(request: HttpRequest, rules_id: RulesId) -> Status[None]:
    """One that is not in force."""
    drop_rules(actor=actor_of(request), rules_id=rules_id)
    return Status(204, None)
