"""Candidates: known guests who may be the person told of."""

from pydantic import Field

from huitouke.api.schemas.base import Told
from huitouke.api.schemas.profiles import GuestLineOut
from huitouke.identity.candidates import Candidate
from huitouke.identity.evidence import words_of
from huitouke.identity.matching.scorer import Evidence


class EvidenceOut(Told):
    """What one comparison says."""

    comparison: str = Field(description="What was compared.", examples=["phone"])
    level: str = Field(description="How far it agrees.", examples=["own"])
    bits: float = Field(description="Its weight: above 0 for one person, below against.", examples=[11.8])
    text: str = Field(description="The same in words.", examples=["手机：相同"])

    @classmethod
    def of(cls, told: Evidence) -> "EvidenceOut":
        return cls(comparison=told.comparison, level=told.level, bits=told.bits, text=words_of(told))


class CandidateOut(Told):
    """A known guest, and why it may be the person told of."""

    guest: GuestLineOut = Field(description="The guest.")
    probability: float = Field(description="That both are one person, from 0 to 1.", examples=[0.9993])
    bits: float = Field(description="log2 of the odds: the prior and all evidence together.", examples=[10.5])
    prior_bits: float = Field(description="log2 of the odds before anything is compared.", examples=[-12.4])
    is_sure: bool = Field(description="Whether records so alike link by themselves.")
    evidence: list[EvidenceOut] = Field(description="What was compared; what one does not tell is left out.")

    @classmethod
    def of(cls, found: Candidate) -> "CandidateOut":
        return cls(
            guest=GuestLineOut.of(found.line),
            probability=found.score.probability,
            bits=found.score.bits,
            prior_bits=found.score.prior_bits,
            is_sure=found.is_sure,
            evidence=[EvidenceOut.of(each) for each in found.score.evidence],
        )


class CandidatesOut(Told):
    """Known guests, the likeliest first."""

    items: list[CandidateOut] = Field(description="At most five.")
