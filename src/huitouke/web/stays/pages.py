"""One reservation: its page, its history, and what is printed of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.guests.queries import lines_by_id
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.stays.choices import ReservationStatus, WhoPays
from huitouke.stays.folio_queries import list_folios
from huitouke.stays.history import list_reservation_history
from huitouke.stays.queries import ReservationDetail, get_reservation_detail
from huitouke.stays.services.policies import policy_text
from huitouke.stays.services.references import CODE_FIELDS
from huitouke.web.base.requests import actor_of
from huitouke.web.stays.words import TONES, field_word, persons_word, status_word, system_word


@require_GET
def reservation_detail(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """A reservation with what can be done next, its people, bills, and the other rooms of its booking."""
    actor = actor_of(request)
    detail = get_reservation_detail(actor, reservation_id)
    row = detail.row
    today = row.branch.business_date
    folios = list_folios(actor, reservation_id=row.id) if detail.may_see_bills else []
    moves = detail.moves
    is_expected = row.status in (ReservationStatus.RESERVED, ReservationStatus.REQUESTED)
    guests = lines_by_id(actor, [row.guest_id]) if row.guest_id else []
    context = {
        **face_of(detail),
        "guests": guests,
        "persons_beside": [
            each for each in detail.persons if each.guest_id not in {line.id for line in guests}
        ],
        "facts": _facts(detail),
        "folios": folios,
        "siblings": [(line, status_word(line.status), TONES[line.status]) for line in detail.siblings],
        "changes": _changes(request, detail),
        "today": today,
        "may": {
            "check_in": ReservationStatus.IN_HOUSE in moves and row.status != ReservationStatus.CHECKED_OUT,
            "check_out": ReservationStatus.CHECKED_OUT in moves and detail.may_post,
            "cancel": ReservationStatus.CANCELLED in moves,
            "no_show": ReservationStatus.NO_SHOW in moves and row.arrival <= today,
            "reinstate": row.status in (ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW)
            and bool(moves),
            "give_room": is_expected and detail.may_edit and row.outlet_id is None,
            "move": row.status == ReservationStatus.IN_HOUSE and detail.may_edit and row.outlet_id is None,
            "change_dates": row.status == ReservationStatus.IN_HOUSE and detail.may_edit,
            "see_off": row.status == ReservationStatus.CHECKED_OUT and detail.may_edit,
            "open_bill": detail.may_post
            and row.status not in (ReservationStatus.CANCELLED, ReservationStatus.REQUESTED),
        },
        "cancel_reasons": list_choices("cancel_reason"),
        "is_late_arrival": is_expected and row.arrival < today,
    }
    return render(request, "stays/reservation_detail.html", context)


@require_GET
def confirmation(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The confirmation on paper (A4): what was booked, for whom, under which rules."""
    actor = actor_of(request)
    detail = get_reservation_detail(actor, reservation_id)
    context = face_of(detail) | {
        "facts": _facts(detail, for_guest=True),
        "policy": policy_text(detail.row.branch),
        "may_write": actor.has_right(Right.HOTEL_CONFIGURE, detail.row.branch_id),
    }
    return render(request, "stays/confirmation.html", context)


@require_GET
def registration_card(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The registration card on paper (A5), to be filled in and signed at the desk."""
    actor = actor_of(request)
    detail = get_reservation_detail(actor, reservation_id, Right.STAYS_EDIT)
    return render(
        request, "stays/registration_card.html", face_of(detail) | {"facts": _facts(detail, for_guest=True)}
    )


def face_of(detail: ReservationDetail) -> dict[str, Any]:
    """What every page of a reservation shows of it."""
    row = detail.row
    return {
        "detail": detail,
        "row": row,
        "status": status_word(row.status),
        "tone": TONES[row.status],
        "system": system_word(row.system),
        "persons": persons_word(row.adults, row.children, row.babies),
        "channel": label_codes("channel").get(row.channel, row.channel),
    }


def _facts(detail: ReservationDetail, *, for_guest: bool = False) -> list[dict[str, Any]]:
    """What is known of the reservation, by name; empty ones are left out. A guest's paper leaves out what is the
    house's own."""
    row = detail.row

    def waiting(key: str) -> str:
        """The sender's code where nobody has said yet what it means in the house."""
        code = "" if for_guest else row.their_codes.get(key, "")
        return _("%(code)s (to be mapped)") % {"code": code} if code else ""

    told: list[tuple[str, str]] = [
        ("arrives_at", f"{row.arrives_at:%H:%M}" if row.arrives_at else ""),
        ("room_type", waiting("room_type")),
        ("outlet", str(row.outlet) if row.outlet else waiting("outlet")),
        ("company", row.company.name if row.company else waiting("company")),
        ("agent", row.agent.name if row.agent else waiting("agent")),
        ("who_pays", str(WhoPays(row.who_pays).label) if row.who_pays else ""),
    ]
    codes = ("meal_plan", "guarantee", "payment_method")
    for name in codes if for_guest else (*codes, "source", "channel", "market", "cancel_reason"):
        code = getattr(row, name)
        told.append(
            (name, label_codes(CODE_FIELDS[name]).get(code, code) if code else waiting(CODE_FIELDS[name]))
        )
    if row.child_ages:
        told.append(("child_ages", ", ".join(map(str, row.child_ages))))
    if not for_guest:
        told += [
            ("rate_code", row.rate_code),
            ("purpose", str(row.get_purpose_display()) if row.purpose else ""),
            ("send_off", row.send_off),
            ("satisfaction", f"{row.satisfaction} / 5" if row.satisfaction else ""),
        ]
    return [{"label": field_word(name), "value": value} for name, value in told if value]


def _changes(request: HttpRequest, detail: ReservationDetail) -> list[dict[str, Any]]:
    return [
        {
            "field": field_word(each.field),
            "old": each.old,
            "new": each.new,
            "at": each.at,
            "who": each.who or _("system"),
            "source": system_word(each.source) if each.source else "",
        }
        for each in list_reservation_history(actor_of(request), detail.row.id)
    ]
