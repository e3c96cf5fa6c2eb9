"""Guests out of the archive, into a file: streamed in steps, with sealed numbers masked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import get_branch
from huitouke.access.services import record_audit
from huitouke.connectors.files.exports import Progress, private_file, write_csv, write_vcards, write_xlsx
from huitouke.connectors.files.particulars import ParticularTexts
from huitouke.connectors.files.targets import RawGuest
from huitouke.guests.masking import Sight, hidden_name, mask_contact, sight_of_guest, veil
from huitouke.guests.models import ContactPoint, Document, Guest, GuestTag, Preference, Vehicle
from huitouke.guests.policy import visible_condition
from huitouke.guests.queries import GuestFilter, filtered
from huitouke.guests.values.plates import vehicle_text
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.errors import Invalid

STEP = 1_000
FORMATS = ("csv", "xlsx", "vcf")

COLUMNS: dict[str, Any] = {
    "id": _("Profile id"),
    "name": _("Name"),
    "latin_name": _("Latin name"),
    "form_of_address": _("Form of address"),
    "sex": _("Sex"),
    "birth_date": _("Birth date on document"),
    "kept_birthday": _("Birthday kept"),
    "nationality": _("Nationality"),
    "language": _("Language"),
    "mobile": _("Mobile"),
    "home_phone": _("Home phone"),
    "office_phone": _("Office phone"),
    "phone": _("Other phones"),
    "fax": _("Fax"),
    "email": _("E-mail"),
    "wechat": _("WeChat"),
    "wechat_unionid": _("WeChat UnionID"),
    "wechat_openid": _("WeChat OpenID"),
    "wecom": _("WeCom"),
    "alipay": _("Alipay"),
    "qq": _("QQ"),
    "msn": _("MSN"),
    "document": _("Document (masked)"),
    "company": _("Company"),
    "position": _("Position"),
    "address": _("Address"),
    "region": _("Region"),
    "postcode": _("Post code"),
    "home_address": _("Home address"),
    "home_region": _("Home region"),
    "home_postcode": _("Home post code"),
    "work_address": _("Work address"),
    "work_region": _("Work region"),
    "work_postcode": _("Work post code"),
    "occupation": _("Occupation"),
    "native_place": _("Native place"),
    "family": _("Family"),
    "family_structure": _("Family structure"),
    "decision_maker": _("Decision maker"),
    "budget": _("Budget"),
    "need": _("Needs"),
    "usage": _("Purpose of stay"),
    "birthday_reminder": _("Birthday reminder"),
    "birthday_lead_days": _("Days of notice"),
    "vip_grade": _("VIP grade"),
    "contact_preference": _("Preferred contact"),
    "heard_from": _("How they heard of us"),
    "choice_reason": _("Reason for choosing us"),
    "stay_confidential": _("Stay not to be disclosed"),
    "rate_confidential": _("Rate not to be told"),
    "referred_by": _("Referred by"),
    "follow_up": _("Follow-up person"),
    "card_number": _("Card number"),
    "plate": _("Plate"),
    "preference": _("Preferences"),
    "taboo": _("Taboos"),
    "allergy": _("Allergies"),
    "hobby": _("Hobbies"),
    "tag": _("Tags"),
    "branch": _("Branch"),
}
"""Columns of a table in their order, those of the hotel's own fields behind them; a relay's number is nobody's own
and is left out."""

CONTACT_COLUMNS = {"home": "home_phone", "office": "office_phone"}
"""Kinds of contacts whose column has another name."""


def export_guests(
    target: Path | BinaryIO,
    *,
    actor: Actor,
    file_format: str = "",
    branch: str | None = None,
    chosen: GuestFilter | Conditions | None = None,
    only: Sequence[UUID] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the guests whom the actor may export, under a filter (of `only` these), newest first; how many there
    were.

    `file_format` is csv, xlsx or vcf, by default the ending of `target`. Needs the right to export; the act is
    audited with its size, never its content. Raises `BranchNotFound`; OSError where `target` cannot be written.
    """
    actor.require(Right.GUESTS_EXPORT)
    file_format = file_format or (target.suffix.lstrip(".").lower() if isinstance(target, Path) else "")
    if file_format not in FORMATS:
        message = str(_("A file of guests ends in .csv, .xlsx or .vcf."))
        raise Invalid("export_format_unknown", message, {"file": [message]})
    if branch:
        get_branch(branch)
    chosen = chosen or GuestFilter(branch=branch or "")
    rows = _rows(actor, chosen, only, today or clock.now().date(), progress)
    if isinstance(target, Path):
        with private_file(target) as stream:
            count = _write(stream, file_format, rows)
    else:
        count = _write(target, file_format, rows)
    record_audit(
        actor, "guests.profile.exported", object_type="guest", object_id=None, rows=count, format=file_format
    )
    return count


def _write(stream: BinaryIO, file_format: str, rows: Iterator[dict[str, list[str]]]) -> int:
    if file_format == "vcf":
        return write_vcards(stream, (_raw(row) for row in rows))
    own = {field.target: field.label for field in list_fields("guest")}
    columns = {**COLUMNS, **own}
    cells = (["；".join(row.get(column, ())) for column in columns] for row in rows)
    labels = [str(label) for label in columns.values()]
    return write_csv(stream, labels, cells) if file_format == "csv" else write_xlsx(stream, labels, cells)


def _raw(row: dict[str, list[str]]) -> RawGuest:
    left_out = {"id", "document", "branch", "card_number"}
    return {target: texts for target, texts in row.items() if target not in left_out and any(texts)}


def _rows(
    actor: Actor,
    chosen: GuestFilter | Conditions,
    only: Sequence[UUID] | None,
    today: date,
    progress: Progress | None,
) -> Iterator[dict[str, list[str]]]:
    """One dict of texts a guest, read in steps by key so that memory stays level."""
    allowed = visible_condition(actor, Right.GUESTS_EXPORT)
    particulars = ParticularTexts()
    visible = (
        filtered(actor, chosen, today).filter(allowed).order_by("-id").select_related("branch", "follow_up")
    )
    if only is not None:
        visible = visible.filter(id__in=list(only))
    last: UUID | None = None
    done = 0
    while True:
        step = visible.filter(id__lt=last) if last else visible
        guests: list[Guest] = list(islice(step[:STEP], STEP))
        if not guests:
            return
        sights = {guest.id: sight_of_guest(actor, guest) for guest in guests}
        facts = _facts(sights)
        for guest in guests:
            yield _told(guest, sights[guest.id], particulars, facts.get(guest.id, {}))
        last = guests[-1].id
        done += len(guests)
        if progress is not None:
            progress("guests", done, None)


def _told(
    guest: Guest, sight: Sight, particulars: ParticularTexts, facts: dict[str, list[str]]
) -> dict[str, list[str]]:
    """One guest as the actor may read them; of who is not to be disclosed only that there is somebody."""
    masked = veil(guest, sight)
    if not sight.is_named:
        return {"id": [str(guest.id)], "name": [hidden_name()]}
    return {
        **_fields(guest),
        **particulars(guest),
        **{target: [text] for target, text in masked.items()},
        **facts,
    }


def _fields(guest: Guest) -> dict[str, list[str]]:
    kept = ""
    if guest.birthday_calendar and guest.birthday_month and guest.birthday_day:
        kept = _kept_birthday(guest)
    values = {
        "id": str(guest.id),
        "birth_date": guest.birth_date.isoformat() if guest.birth_date else "",
        "kept_birthday": kept,
        "branch": guest.branch.code if guest.branch else "",
        "follow_up": guest.follow_up.username if guest.follow_up else "",
    }
    for column in (
        "name", "latin_name", "form_of_address", "sex", "nationality", "language", "company", "position", "address",
        "card_number", "referred_by",
    ):  # fmt: skip
        values[column] = getattr(guest, column)
    return {column: [value] if value else [] for column, value in values.items()}


def _kept_birthday(guest: Guest) -> str:
    """The birthday kept, a lunar one in the reader's language, so that an import reads it again."""
    month, day = guest.birthday_month or 0, guest.birthday_day or 0
    if guest.birthday_calendar != "lunar":
        return f"{month:02}-{day:02}"
    if (get_language() or "zh").startswith("zh"):
        return f"农历{'闰' if guest.birthday_leap else ''}{month}月{day}日"
    return f"lunar {'leap ' if guest.birthday_leap else ''}{month:02}-{day:02}"


def _facts(sights: Mapping[UUID, Sight]) -> dict[UUID, dict[str, list[str]]]:
    """Contacts, papers, plates, wishes and tags of these guests, by column, as they may be read. Five queries a
    step."""
    ids = list(sights)
    found: dict[UUID, dict[str, list[str]]] = {}

    def add(guest_id: UUID, column: str, text: str) -> None:
        found.setdefault(guest_id, {}).setdefault(column, []).append(text)

    contacts = ContactPoint.objects.filter(guest_id__in=ids, is_relay=False).order_by("id")
    for guest_id, kind, shown in contacts.values_list("guest_id", "kind", "shown"):
        text = shown if sights[guest_id].is_clear else mask_contact(kind, shown)
        add(guest_id, CONTACT_COLUMNS.get(kind, kind), text)
    papers = Document.objects.filter(guest_id__in=ids).exclude(kind__endswith="_hash").order_by("id")
    for guest_id, masked in papers.values_list("guest_id", "masked"):
        add(guest_id, "document", masked)
    cars = Vehicle.objects.filter(guest_id__in=ids).order_by("id")
    for guest_id, plate, model, colour in cars.values_list("guest_id", "plate", "model", "colour"):
        add(guest_id, "plate", vehicle_text(plate, model, colour))
    wishes = Preference.objects.filter(guest_id__in=ids).order_by("id")
    for guest_id, kind, text in wishes.values_list("guest_id", "kind", "text"):
        add(guest_id, kind, text)
    tags = GuestTag.objects.filter(guest_id__in=ids).order_by("tag__name")
    for guest_id, name in tags.values_list("guest_id", "tag__name"):
        add(guest_id, "tag", name)
    return found
