"""Merges of guests and taking them back."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.api.schemas.candidates import EvidenceOut
from huitouke.identity.merged import MergeLine
from huitouke.identity.services.merge_previews import MergePreview, UnmergePreview


class MergeIn(Sent):
    """Who becomes one with the guest of the address."""

    guests: list[UUID] = Field(
        description="Ids of the guests who are shown as this one from now on, 20 at most.",
        examples=[["01890a5d-ac96-774b-bcce-b302099a8057"]],
        max_length=20,
        min_length=1,
    )
    reason: Text = Field(
        default="", description="Why, in your own words.", examples=["Same ID card"], max_length=500
    )
    version: Text = Field(
        default="", description="That of the preview: refused where somebody changed one of them since."
    )


class MergeOut(Told):
    """One merge of a guest."""

    id: UUID = Field(description="By which it is taken back.")
    made_at: datetime = Field(description="When.")
    made_by: str = Field(description="Who.", examples=["Mei"])
    reason: str = Field(description="Why, as was written.", examples=["Same ID card"])
    kept: UUID = Field(description="The id that stayed.")
    gone: UUID = Field(description="The id that is shown as the other.")
    withdrawn_at: datetime | None = Field(description="When it was taken back; empty while it holds.")
    withdrawn_by: str = Field(description="Who took it back.", examples=[""])
    bits: float | None = Field(
        description="log2 of the odds that both are one person, where their records were weighed.",
        examples=[14.2],
    )
    prior_bits: float | None = Field(
        description="log2 of the odds before anything is compared.", examples=[-17.1]
    )
    evidence: list[EvidenceOut] = Field(description="What was compared; prior and weights sum up to `bits`.")

    @classmethod
    def of(cls, line: MergeLine) -> "MergeOut":
        return cls(
            id=line.id,
            made_at=line.made_at,
            made_by=line.who,
            reason=line.reason,
            kept=line.kept_id,
            gone=line.gone_id,
            withdrawn_at=line.withdrawn_at,
            withdrawn_by=line.withdrawn_by,
            bits=line.score.bits if line.score else None,
            prior_bits=line.score.prior_bits if line.score else None,
            evidence=[EvidenceOut.of(each) for each in line.score.evidence] if line.score else [],
        )


class MergesOut(Told):
    """The merges of a guest, newest first."""

    items: list[MergeOut] = Field(description="Merges in force and those taken back.")


class MergedOut(Told):
    """Who is shown now, and how it is taken back."""

    guest: UUID = Field(description="The guest who is shown.")
    merges: list[UUID] = Field(description="One merge for each of the others.")


class UnmergeIn(Sent):
    """How a merge is taken back."""

    records: list[UUID] = Field(
        default_factory=list,
        description="Saves at the desk since the merge that go with the guest who leaves; the others stay.",
        max_length=500,
    )
    version: Text = Field(default="", description="That of the preview.")
    stay_apart: bool = Field(default=True, description="Note that they are not the same person.")


class UnmergedOut(Told):
    """Who is there now."""

    guest: UUID = Field(description="The guest who was shown.")
    other: UUID = Field(description="The guest who is there again.")


class MergePreviewOut(Told):
    """What a merge would come to."""

    version: str = Field(description="Send it with the merge.")
    kept: dict[str, int] = Field(
        description="Rows of the guest who stays, by kind.", examples=[{"guests.ContactPoint": 2}]
    )
    gone: dict[str, int] = Field(
        description="Rows that the other brings, by kind.", examples=[{"stays.Reservation": 1}]
    )
    name: str = Field(description="The name that would show.", examples=["张伟"])
    other_names: list[str] = Field(description="The other names.", examples=[["ZHANG WEI"]])

    @classmethod
    def of(cls, preview: MergePreview) -> "MergePreviewOut":
        return cls(
            version=preview.version,
            kept=preview.kept_rows,
            gone=preview.gone_rows,
            name=preview.after.line.shown_name,
            other_names=preview.after.guest.other_names if preview.after.sight.is_named else [],
        )


class SaveOut(Told):
    """A save at the desk since the merge."""

    record: UUID = Field(description="Name it in `records` to let it go with the guest who leaves.")
    saved_at: datetime = Field(description="When.")
    saved_by: str = Field(description="Who.", examples=["Mei"])
    fields: list[str] = Field(description="What it touched.", examples=[["position"]])


class UnmergePreviewOut(Told):
    """What taking a merge back would come to."""

    version: str = Field(description="Send it when you take it back.")
    guest: UUID = Field(description="The guest who is shown.")
    other: UUID = Field(description="The guest who would be there again.")
    guest_rows: dict[str, int] = Field(description="Rows that stay, by kind.", examples=[{"guests.Note": 1}])
    other_rows: dict[str, int] = Field(description="Rows that leave, by kind.", examples=[{"guests.Note": 1}])
    saves: list[SaveOut] = Field(description="Saves since the merge.")

    @classmethod
    def of(cls, preview: UnmergePreview) -> "UnmergePreviewOut":
        return cls(
            version=preview.version,
            guest=preview.stayer.guest.id,
            other=preview.leaver.guest.id,
            guest_rows=preview.stayer_rows,
            other_rows=preview.leaver_rows,
            saves=[
                SaveOut(record=each.record_id, saved_at=each.at, saved_by=each.who, fields=list(each.fields))
                for each in preview.saves
            ],
        )
