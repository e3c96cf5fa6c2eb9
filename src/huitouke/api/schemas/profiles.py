"""Guests as the API answers them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Told
from huitouke.guests.models import ContactPoint, Guest, Note
from huitouke.guests.queries import GuestDetail, GuestLine
from huitouke.guests.rows import LEAP_KEY_BASE, LUNAR_KEY_BASE
from huitouke.identity.queries import RecordLine

RECORD = "Id of the source record that told it."


class WarningOut(Told):
    """A taboo or an allergy."""

    kind: str = Field(description="`taboo` or `allergy`.", examples=["taboo"])
    text: str = Field(description="What to avoid.", examples=["不吃香菜"])


class BirthdayOut(Told):
    """A day to congratulate on."""

    calendar: str = Field(description="`solar` or `lunar`.", examples=["solar"])
    year: int | None = Field(description="The year, where the guest told it.", examples=[1990])
    month: int = Field(description="Month, 1 to 12.", examples=[2])
    day: int = Field(description="Day of the month.", examples=[3])
    is_leap: bool = Field(description="Whether it is a leap month of the lunar calendar.")


class GuestLineOut(Told):
    """A guest as one line of a list or of a search."""

    id: UUID = Field(description="The guest's id, the same in address, API and export.")
    shown_name: str = Field(
        description="The name, or a placeholder where only a digest of it is known.", examples=["王小明"]
    )
    name: str = Field(
        description="The name as the guest writes it; empty where unknown.", examples=["王小明"]
    )
    latin_name: str = Field(description="The name in Latin letters.", examples=["Wang Xiaoming"])
    reading: str = Field(
        description="How to say the name: pinyin, or the Latin name.", examples=["Wang Xiaoming"]
    )
    form_of_address: str = Field(description="How the guest is to be addressed.", examples=["王总"])
    company: str = Field(description="The company, as text.")
    nationality: str = Field(description="Two-letter country code.", examples=["CN"])
    completeness: int = Field(description="How complete the profile is, in per cent.", examples=[65])
    branch: str = Field(
        description="Name of the branch that came to know the guest, in the caller's language."
    )
    birthday: BirthdayOut | None = Field(description="The day to congratulate on; without the year in lists.")
    warnings: list[WarningOut] = Field(description="Taboos and allergies.")
    vip_grade: str = Field(description="V1 to V4, or empty.", examples=["V2"])
    is_hidden: bool = Field(description="Whether the guest is not to be disclosed to the caller.")
    created_at: datetime = Field(description="When the guest came to be known (UTC).")

    @classmethod
    def of(cls, line: GuestLine) -> "GuestLineOut":
        return cls(**_line_fields(line))


class FoundGuestOut(GuestLineOut):
    """A guest whom a scrap may mean."""

    found_by: str = Field(
        description="What was found: name, pinyin, initials, phone, email, handle, plate, card, company, "
        "other, document, or told: by what a record told of them, now or once.",
        examples=["phone"],
    )

    @classmethod
    def of(cls, line: GuestLine) -> "FoundGuestOut":
        return cls(**_line_fields(line), found_by=line.found_by)


def _line_fields(line: GuestLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "shown_name": line.shown_name,
        "name": line.name,
        "latin_name": line.latin_name,
        "reading": line.reading,
        "form_of_address": line.form_of_address,
        "company": line.company,
        "nationality": line.nationality,
        "completeness": line.completeness,
        "branch": line.branch,
        "birthday": _birthday_of_key(line.birthday_key),
        "warnings": [WarningOut(kind=badge.kind, text=badge.text) for badge in line.badges],
        "vip_grade": line.vip_grade,
        "is_hidden": line.is_hidden,
        "created_at": line.created_at,
    }


def _birthday_of_key(key: int | None) -> BirthdayOut | None:
    if key is None:
        return None
    base = LEAP_KEY_BASE if key > LEAP_KEY_BASE else LUNAR_KEY_BASE if key > LUNAR_KEY_BASE else 0
    month, day = divmod(key - base, 100)
    calendar = "lunar" if base else "solar"
    return BirthdayOut(calendar=calendar, year=None, month=month, day=day, is_leap=base == LEAP_KEY_BASE)


class GuestPageOut(Told):
    """A page of guests, newest first."""

    items: list[GuestLineOut] = Field(description="The guests of this page.")
    next: str | None = Field(description="Cursor of the page of older guests; null at the end.")
    previous: str | None = Field(description="Cursor of the page of newer guests; null at the beginning.")


class GuestListOut(GuestPageOut):
    """A page of guests under filters, newest first."""

    count: int = Field(
        description="How many guests there are under these filters, up to a cap.", examples=[128]
    )
    is_count_capped: bool = Field(description="Whether there are more than `count`.")


class ContactPointOut(Told):
    """A way to reach the guest."""

    id: UUID = Field(description="Id of the row.")
    kind: str = Field(
        description="mobile, home, office, phone, fax, email, wechat, wechat_unionid, wechat_openid, wecom, "
        "alipay, qq or msn.",
        examples=["mobile"],
    )
    value: str = Field(description="E.164 for phones, lower case for e-mail.", examples=["+8613812345678"])
    shown: str = Field(description="As it was written.", examples=["138 1234 5678"])
    extension: str = Field(description="Extension of a phone.", examples=["801"])
    is_masked: bool = Field(
        description="Whether the value is masked, because the caller's roles do not include `guests.clear`."
    )
    is_relay: bool = Field(
        description="A masked address or virtual number of a booking platform: nobody's own."
    )
    record_id: UUID = Field(description=RECORD)

    @classmethod
    def of(cls, contact: ContactPoint) -> "ContactPointOut":
        names = set(cls.model_fields) - {"is_masked"}
        return cls(**{name: getattr(contact, name) for name in names}, is_masked=contact.is_veiled)


class DocumentOut(Told):
    """An identity paper. The whole number is never answered."""

    id: UUID = Field(description="Id of the row.")
    kind: str = Field(
        description="Code of the table `document_kind`, or name_hash, document_hash.", examples=["id_card"]
    )
    masked: str = Field(description="The number, masked.", examples=["1****************X"])
    country: str = Field(description="Country that issued it, where known.", examples=["CN"])
    expires_on: date | None = Field(description="The last day on which it is valid, where known.")
    record_id: UUID = Field(description=RECORD)


class VehicleOut(Told):
    """A car the guest comes with."""

    id: UUID = Field(description="Id of the row.")
    plate: str = Field(description="The plate without dots and blanks.", examples=["沪A12345"])
    model: str = Field(description="Make and model, where known.", examples=["特斯拉 Model Y"])
    colour: str = Field(description="Colour, where known.", examples=["白"])
    record_id: UUID = Field(description=RECORD)


class PreferenceOut(Told):
    """A wish, a taboo, an allergy or a hobby."""

    id: UUID = Field(description="Id of the row.")
    kind: str = Field(description="preference, taboo, allergy or hobby.", examples=["preference"])
    text: str = Field(description="What to do or to avoid.", examples=["高楼层"])
    noted_at: datetime = Field(description="When it was noted (UTC).")
    record_id: UUID = Field(description=RECORD)


class GuestTagOut(Told):
    """A tag that the guest holds."""

    id: UUID = Field(description="Id of the guest's tag, which `remove` takes.")
    name: str = Field(description="The tag.", examples=["VIP"])
    record_id: UUID = Field(description=RECORD)


class NoteOut(Told):
    """What a colleague wrote about the guest."""

    id: UUID = Field(description="Id of the note.")
    text: str = Field(description="The note.")
    purpose: str = Field(description="service, care, sales or safety.", examples=["service"])
    expires_on: date | None = Field(description="The last day on which it is shown.")
    author_name: str = Field(description="Who wrote it.", examples=["Mei"])
    written_at: datetime = Field(description="When it was written (UTC).")
    record_id: UUID = Field(description=RECORD)

    @classmethod
    def of(cls, note: Note) -> "NoteOut":
        return cls.model_validate(note, from_attributes=True)


class RevealedOut(Told):
    """One value in clear."""

    field: str = Field(description="The field.", examples=["contact"])
    value: str = Field(description="Its value.", examples=["138 1234 5678"])


class RecordOut(Told):
    """A source record that the profile rests on."""

    id: UUID = Field(description="Id of the record.")
    system: str = Field(description="Which system told it; `desk` is what staff typed.", examples=["opera"])
    external_id: str = Field(description="The id in that system.", examples=["100234"])
    version: int = Field(description="Counts up when that system tells it differently.", examples=[1])
    received_at: datetime = Field(description="When it came in (UTC).")


class MoneyRangeOut(Told):
    """A range of money; null where an end is open."""

    least: int | None = Field(description="In minor units.", examples=[50000])
    most: int | None = Field(description="In minor units.", examples=[80000])
    currency: str = Field(description="ISO 4217.", examples=["CNY"])


class ParticularsOut(Told):
    """What few profiles hold. Empty or null where nothing is known."""

    region: str = Field(description="Region of the address, six digits of GB/T 2260.", examples=["330212"])
    postcode: str = Field(description="Post code of the address.", examples=["315100"])
    home_address: str = Field(description="Address at home.")
    home_region: str = Field(description="Region of the address at home.")
    home_postcode: str = Field(description="Post code at home.")
    work_address: str = Field(description="Address at work.")
    work_region: str = Field(description="Region of the address at work.")
    work_postcode: str = Field(description="Post code at work.")
    occupation: str = Field(description="Occupation.")
    native_place: str = Field(description="Native place.")
    native_region: str = Field(description="Its region, where it is known.")
    family: str = Field(description="Family and household, in words.")
    family_structure: str = Field(description="Code of the table `family_structure`.")
    is_decision_maker: bool | None = Field(description="Whether the guest decides; null where unknown.")
    budget: MoneyRangeOut | None = Field(description="What the guest is ready to spend.")
    need: str = Field(description="What the guest needs.")
    usage: str = Field(description="What the guest uses the hotel for.")
    is_birthday_muted: bool = Field(description="Whether there is no reminder of the birthday.")
    birthday_lead_days: int | None = Field(description="Days before it from which it is told; null: a week.")
    vip_grade: str = Field(description="V1 to V4, or empty.", examples=["V2"])
    contact_preference: str = Field(description="call, sms, wechat, wecom, email or empty.")
    heard_from: str = Field(description="Code of the table `heard_from`.")
    choice_reason: str = Field(description="Code of the table `choice_reason`.")

    @classmethod
    def of(cls, guest: Guest) -> "ParticularsOut":
        plain = {name: getattr(guest, name) for name in cls.model_fields if name != "budget"}
        budget = None
        if guest.budget_currency:
            budget = MoneyRangeOut(
                least=guest.budget_min, most=guest.budget_max, currency=guest.budget_currency
            )
        return cls(**plain, budget=budget)


class GuestOut(Told):
    """A guest's whole profile. Its ETag is made of `updated_at`."""

    id: UUID = Field(description="The guest's id, the same in address, API and export.")
    shown_name: str = Field(
        description="The name, or a placeholder where only a digest of it is known.", examples=["王小明"]
    )
    name: str = Field(
        description="The name as the guest writes it; empty where unknown.", examples=["王小明"]
    )
    latin_name: str = Field(description="The name in Latin letters.", examples=["Wang Xiaoming"])
    reading: str = Field(
        description="How to say the name: pinyin, or the Latin name.", examples=["Wang Xiaoming"]
    )
    form_of_address: str = Field(description="How the guest is to be addressed.", examples=["王总"])
    sex: str = Field(description="male, female or empty.", examples=["male"])
    birth_date: date | None = Field(description="Birth date on the document.", examples=["1990-02-03"])
    kept_birthday: BirthdayOut | None = Field(description="The birthday the guest keeps, where told.")
    nationality: str = Field(description="Two-letter country code.", examples=["CN"])
    language: str = Field(description="Language code.", examples=["zh"])
    company: str = Field(description="The company, as text.")
    position: str = Field(description="The post the guest holds there.")
    address: str = Field(description="Postal address, as text.")
    particulars: ParticularsOut = Field(description="What few profiles hold.")
    custom: dict[str, str | bool | int | None] = Field(
        description="Values of fields that an administrator added, by code.", examples=[{"shoe_size": 42}]
    )
    is_hidden: bool = Field(
        description="Whether the guest is not to be disclosed to the caller: then all that tells who it is, is empty."
    )
    masked: dict[str, str] = Field(
        description="By field: what may be shown of values that stand empty here because the caller may not see "
        "them. `reveal_guest_value` tells one of them with a reason.",
        examples=[{"address": "浙江省宁波市***", "card_number": "****0012"}],
    )
    is_stay_confidential: bool = Field(description="Whether the guest is not to be named to others.")
    is_rate_confidential: bool = Field(description="Whether the price is not to be told.")
    card_number: str = Field(description="Number of the membership card.")
    follow_up: str | None = Field(
        description="Login of the colleague who follows the guest up.", examples=["mei"]
    )
    referred_by: str = Field(description="Who recommended the hotel to the guest.")
    branch: str | None = Field(
        description="Code of the branch that came to know the guest.", examples=["MAIN"]
    )
    other_names: list[str] = Field(
        description="Names of profiles that became this guest, beside the one that shows.",
        examples=[["ZHANG WEI"]],
    )
    is_shared: bool = Field(description="Whether the guest consented to be known across legal entities.")
    completeness: int = Field(description="How complete the profile is, in per cent.", examples=[65])
    has_warning: bool = Field(description="Whether a taboo or an allergy is known.")
    contacts: list[ContactPointOut] = Field(description="Ways to reach the guest, relays last.")
    documents: list[DocumentOut] = Field(description="Identity papers, masked.")
    vehicles: list[VehicleOut] = Field(description="Cars.")
    preferences: list[PreferenceOut] = Field(description="Wishes, taboos and allergies.")
    tags: list[GuestTagOut] = Field(description="Tags.")
    notes: list[NoteOut] = Field(description="Notes that have not expired, newest first.")
    records: list[RecordOut] = Field(
        description="The source records behind the profile, newest first; at most 200."
    )
    origin_record_id: UUID = Field(description="The record that the profile was made from.")
    field_sources: dict[str, UUID] = Field(
        description="The record of each single field that was set since; the other fields come from the origin."
    )
    created_at: datetime = Field(description="When the guest came to be known (UTC).")
    updated_at: datetime = Field(description="When the profile was last saved (UTC), to the microsecond.")

    @classmethod
    def of(cls, detail: GuestDetail, records: list[RecordLine]) -> "GuestOut":
        guest = detail.guest
        return cls(
            id=guest.id,
            shown_name=detail.line.shown_name,
            name=guest.name,
            latin_name=guest.latin_name,
            reading=detail.line.reading,
            form_of_address=guest.form_of_address,
            sex=guest.sex,
            birth_date=guest.birth_date,
            kept_birthday=BirthdayOut(
                calendar=guest.birthday_calendar,
                year=guest.birthday_year,
                month=guest.birthday_month or 0,
                day=guest.birthday_day or 0,
                is_leap=guest.birthday_leap,
            )
            if guest.birthday_calendar
            else None,
            nationality=guest.nationality,
            language=guest.language,
            company=guest.company,
            position=guest.position,
            address=guest.address,
            particulars=ParticularsOut.of(guest),
            custom=guest.custom,
            is_hidden=detail.line.is_hidden,
            masked=detail.masked,
            is_stay_confidential=guest.is_stay_confidential,
            is_rate_confidential=guest.is_rate_confidential,
            card_number=guest.card_number,
            follow_up=guest.follow_up.username if guest.follow_up else None,
            referred_by=guest.referred_by,
            branch=guest.branch.code if guest.branch else None,
            other_names=guest.other_names,
            is_shared=guest.is_shared,
            completeness=guest.completeness,
            has_warning=guest.has_warning,
            contacts=[ContactPointOut.of(row) for row in detail.contacts],
            documents=[DocumentOut.model_validate(row, from_attributes=True) for row in detail.documents],
            vehicles=[VehicleOut.model_validate(row, from_attributes=True) for row in detail.vehicles],
            preferences=[
                PreferenceOut.model_validate(row, from_attributes=True) for row in detail.preferences
            ],
            tags=[GuestTagOut(id=row.id, name=row.tag.name, record_id=row.record_id) for row in detail.tags],
            notes=[NoteOut.of(note) for note in detail.notes],
            records=[
                RecordOut.model_validate(record, from_attributes=True)
                for record in records
                if detail.sight.is_named
            ],
            origin_record_id=guest.origin_record_id,
            field_sources=guest.field_sources if detail.sight.is_named else {},
            created_at=guest.created_at,
            updated_at=guest.updated_at,
        )
