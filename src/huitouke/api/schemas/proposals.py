"""Pairs of guests who may be one person."""

from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Told
from huitouke.api.schemas.candidates import EvidenceOut
from huitouke.api.schemas.profiles import GuestLineOut
from huitouke.identity.choices import ProposalState
from huitouke.identity.evidence import words_of
from huitouke.identity.match_state import MatchingState
from huitouke.identity.reviews import ReviewLine

State = Literal["open", "beside", "merged", "apart"]


class ProposalOut(Told):
    """Two guests who may be one person, and why."""

    id: UUID = Field(description="The proposal's id.")
    state: State = Field(
        description="`open`: waits. `beside`: another comparison of the same two says more and stands for both; "
        "an answer to this one answers that. `merged`: one guest. `apart`: not the same person.",
        examples=["open"],
    )
    state_text: str = Field(description="The same in words.", examples=["Waits for a decision"])
    first: GuestLineOut = Field(description="One of the two.")
    second: GuestLineOut = Field(description="The other; the same as the first once they are one guest.")
    band: str = Field(description="How likely: sure, strong, likely or maybe.", examples=["strong"])
    probability: float = Field(description="That both are one person, from 0 to 1.", examples=[0.9921])
    bits: float = Field(description="log2 of the odds: the prior and all evidence together.", examples=[7.0])
    prior_bits: float = Field(description="log2 of the odds before anything is compared.", examples=[-12.4])
    is_doubtful: bool = Field(description="Whether a name or birth date contradicts.")
    is_forbidden: bool = Field(description="Whether verified numbers of one lifelong kind differ.")
    evidence: list[EvidenceOut] = Field(description="What was compared; what one does not tell is left out.")
    found_at: datetime = Field(description="Since when it waits.")
    asked: str = Field(description="The colleague who was asked, or empty.", examples=[""])
    decision: UUID | None = Field(description="The decision that it became; of a merge, the merge's id.")

    @classmethod
    def of(cls, line: ReviewLine) -> "ProposalOut":
        state = ProposalState(line.state)
        return cls(
            id=line.id,
            state=cast(State, state.value),
            state_text=str(state.label),
            first=GuestLineOut.of(line.first),
            second=GuestLineOut.of(line.second),
            band=line.band.code,
            probability=line.score.probability,
            bits=line.score.bits,
            prior_bits=line.score.prior_bits,
            is_doubtful=line.is_doubtful,
            is_forbidden=line.is_forbidden,
            evidence=[
                EvidenceOut(comparison=each.comparison, level=each.level, bits=each.bits, text=words_of(each))
                for each in line.score.evidence
            ],
            found_at=line.found_at,
            asked=line.asked,
            decision=line.decision_id,
        )


class MatchingOut(Told):
    """Where it stands that all records are compared with each other. Counts are told to who may merge guests in the
    whole group, else null."""

    stage: str = Field(
        description="never, waiting (for the worker), running, broken (to be done anew) or done.",
        examples=["done"],
    )
    compared_at: datetime | None = Field(description="When it was last brought to its end.")
    records: int | None = Field(description="How many records there were then.", examples=[20000])
    begins_at: datetime | None = Field(description="While waiting: when it begins at the earliest.")
    step: str = Field(
        description="While running: rows, learn, read, pairs, persons, merges, proposals or new rows; else empty.",
        examples=[""],
    )
    share: float | None = Field(description="How far the step is, from 0 to 1, where that is known.")
    done: int | None = Field(description="The same in what the step counts.")
    total: int | None = Field(description="How many there are to do in the step; 0 where that is not known.")
    next_at: datetime = Field(description="When the worker compares by itself next.")

    @classmethod
    def of(cls, state: MatchingState) -> "MatchingOut":
        return cls(
            stage=state.stage.value,
            compared_at=state.compared_at,
            records=state.records,
            begins_at=state.begins_at,
            step=state.step,
            share=state.share,
            done=state.done,
            total=state.total,
            next_at=state.next_at,
        )


class ProposalsOut(Told):
    """Pairs that wait, the likeliest first."""

    items: list[ProposalOut] = Field(description="At most 50.")
    count: int = Field(description="How many wait under this filter; counted up to 10,000.", examples=[12])
    next: str | None = Field(description="`cursor` of the next page, null on the last.")
    matching: MatchingOut = Field(description="When all records were compared, and will be.")


class ProposalAnswerIn(Sent):
    """Whether they are one person."""

    answer: Literal["same", "apart"] = Field(
        description="`same` merges them, `apart` keeps them two and never asks again.", examples=["same"]
    )
    kept: UUID | None = Field(
        default=None, description="With `same`: the guest who stays. Left out, it is the first."
    )


class ProposalDecidedOut(Told):
    """What was decided."""

    decision: UUID = Field(description="By which it is taken back.")
    guest: UUID | None = Field(description="The guest who is shown from now on, where they are one.")
