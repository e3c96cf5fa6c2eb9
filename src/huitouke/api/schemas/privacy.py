"""Consents, files, copies and erasures."""

import base64
import binascii
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from huitouke.api.errors import request_invalid
from huitouke.api.schemas.base import Sent, Text, Told, described
from huitouke.guests.choices import ConsentAct, ContactChannel, Ground
from huitouke.guests.consents import ConsentLine
from huitouke.guests.models import ConsentEntry, Purpose
from huitouke.identity.choices import ErasureReason
from huitouke.identity.models import Erasure
from huitouke.kernel.models import Attachment


class PurposeOut(Told):
    """What guests' data are processed for."""

    code: str = Field(description="Stable code.", examples=["marketing"])
    label: str = Field(description="In the caller's language.", examples=["营销信息"])
    ground: Ground = Field(description="Why the law allows it.")
    channels: list[ContactChannel] = Field(description="Ways of contact it is asked for; empty: none.")
    needs_consent: bool = Field(description="Whether nothing may be done without the guest's agreement.")
    is_closed: bool = Field(description="Nobody is asked or contacted for it any more.")
    wording_version: int | None = Field(description="Version of the words in force; null where none are.")
    wording: str = Field(description="Those words in the caller's language.")

    @classmethod
    def of(cls, purpose: Purpose, version: int | None, words: str) -> "PurposeOut":
        return cls(
            code=purpose.code,
            label=str(purpose),
            ground=Ground(purpose.ground),
            channels=[ContactChannel(each) for each in purpose.channels],
            needs_consent=purpose.needs_consent,
            is_closed=purpose.is_closed,
            wording_version=version,
            wording=words,
        )


class ConsentIn(Sent):
    """What a guest said about a purpose."""

    purpose: Text = Field(description="Code of the purpose.", examples=["marketing"], max_length=40)
    act: ConsentAct = Field(description="Agreed, refused, or withdrew an agreement.")
    channel: Text = described("Way of contact, where the purpose has any.", examples=["sms"], max_length=20)
    evidence: Text = described("Where the proof lies.", examples=["web form 8812"], max_length=500)
    guardian: Text = described(
        "The guardian who agrees for a guest under 14, and the relation.", max_length=500
    )


class ConsentStateOut(Told):
    """What holds now for one purpose on one channel."""

    purpose: str = Field(description="Code of the purpose.", examples=["marketing"])
    channel: str = Field(description="Way of contact; empty where the purpose has none.", examples=["sms"])
    act: ConsentAct | None = Field(description="What was said last; null: nobody was asked.")
    since: datetime | None = Field(description="When it was recorded (UTC).")
    source: str = Field(description="How the hotel knows.", examples=["desk"])
    wording_version: int | None = Field(description="Version of the words that were shown.")

    @classmethod
    def of(cls, line: ConsentLine) -> "ConsentStateOut":
        state = line.state
        return cls(
            purpose=line.purpose.code,
            channel=line.channel,
            act=ConsentAct(state.act) if state else None,
            since=state.since if state else None,
            source=state.source if state else "",
            wording_version=state.wording.version if state and state.wording else None,
        )


class ConsentEntryOut(Told):
    """One link of the guest's chain."""

    number: int = Field(description="Place in the chain, from 1.")
    made_at: datetime = Field(description="When (UTC).")
    purpose: str = Field(description="Code of the purpose.")
    channel: str = Field(description="Way of contact; empty where the purpose has none.")
    act: ConsentAct = Field(description="What was said.")
    source: str = Field(description="How the hotel knows.")
    wording_version: int | None = Field(description="Version of the words that were shown.")
    actor_name: str = Field(description="Who noted it; empty for the system.")
    hash: str = Field(description="Hash of this link over the one before, in hex.")

    @classmethod
    def of(cls, entry: ConsentEntry) -> "ConsentEntryOut":
        content = entry.content
        return cls(
            number=entry.number,
            made_at=entry.made_at,
            purpose=content.purpose.code,
            channel=content.channel,
            act=ConsentAct(content.act),
            source=content.source,
            wording_version=content.wording.version if content.wording else None,
            actor_name=content.actor_name,
            hash=bytes(entry.entry_hash).hex(),
        )


class ConsentsOut(Told):
    """The consents of a guest."""

    states: list[ConsentStateOut] = Field(description="What holds now, by purpose and channel.")
    entries: list[ConsentEntryOut] = Field(description="The newest 100 links of the chain, newest first.")


class MayContactQuery(Sent):
    """Whom one would like to contact for what."""

    purpose: Text = Field(description="Code of the purpose.", examples=["marketing"], max_length=40)
    channel: Text = described("Way of contact.", examples=["sms"], max_length=20)


class MayContactOut(Told):
    """Whether a guest may be contacted, and why."""

    is_allowed: bool = Field(description="The answer.")
    code: str = Field(description="Why, for programs.", examples=["given"])
    reason: str = Field(description="Why, in the caller's language.")
    since: datetime | None = Field(description="Since when it holds; null where nobody was asked.")
    wording_version: int | None = Field(description="Version of the words that were shown.")


class CopyOut(Told):
    """All that is kept of a guest."""

    format: str = Field(description="Name of this form.", examples=["huitouke-guest-copy/1"])
    guest: UUID = Field(description="The guest's id.")
    made_at: datetime = Field(description="When it was collected (UTC).")
    sections: dict[str, list[dict[str, Any]]] = Field(description="Rows by kind of data.")


class ErasureIn(Sent):
    """The confirmation of an erasure."""

    typed: Text = Field(description="The guest's name as a confirmation.", max_length=300)
    reason: ErasureReason = Field(description="Why.")


class ErasureLineOut(Told):
    """How many things of one kind were erased, or stay until the law lets them go."""

    code: str = Field(description="The kind.", examples=["guests.contactpoint"])
    count: int = Field(description="How many.")
    keep_until: date | None = Field(description="Kept by law until this day; null: erased.")
    law: str = Field(description="The law or rule that keeps it.")


class ErasureOut(Told):
    """The report of an erasure."""

    id: UUID = Field(description="The erasure's id.")
    guest_id: UUID = Field(description="The id that the guest had.")
    reason: ErasureReason = Field(description="Why.")
    erased_at: datetime = Field(description="When (UTC).")
    lifted_at: datetime | None = Field(description="When the person was allowed to come in again.")
    report: list[ErasureLineOut] = Field(description="What went and what stays.")

    @classmethod
    def of(cls, erasure: Erasure) -> "ErasureOut":
        return cls(
            id=erasure.id,
            guest_id=erasure.subject_id,
            reason=ErasureReason(erasure.reason),
            erased_at=erasure.erased_at,
            lifted_at=erasure.lifted_at,
            report=[ErasureLineOut(**line) for line in erasure.report],
        )


class ErasureListOut(Told):
    """The newest 200 erasures that the caller may see."""

    items: list[ErasureOut] = Field(description="Newest first.")


class LiftIn(Sent):
    """Why an erased person may come in again."""

    because: Text = Field(description="The reason.", examples=["checks in again and agrees"], max_length=200)


def bytes_of(text: str) -> bytes:
    """The bytes of a file in base64. Refuses any other text."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise request_invalid("not_base64", "content") from error


class FileIn(Sent):
    """A file to be kept."""

    name: Text = Field(description="Its name.", examples=["letter.pdf"], max_length=200)
    content: Text = Field(description="Its bytes in base64, about 1.8 MB at most.", examples=["JVBERi0xLjQK"])


class FileOut(Told):
    """A file kept with a guest."""

    id: UUID = Field(description="The file's id.")
    name: str = Field(description="Its name.")
    media_type: str = Field(description="What it is by its content.", examples=["application/pdf"])
    size: int = Field(description="Bytes.")
    added_at: datetime = Field(description="When (UTC).")
    actor_name: str = Field(description="Who laid it there; empty for the system.")

    @classmethod
    def of(cls, kept: Attachment) -> "FileOut":
        return cls(
            id=kept.id,
            name=kept.name,
            media_type=kept.file.media_type,
            size=kept.file.size,
            added_at=kept.added_at,
            actor_name=kept.actor_name,
        )


class FileContentOut(FileOut):
    """A file with its content."""

    content: str = Field(description="Its bytes in base64.")
