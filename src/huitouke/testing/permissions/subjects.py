"""What the doors are tried on: a hotel group with a guest of MAIN and things of MAIN, made through the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.db.models import Q

from huitouke.access.actors import SYSTEM
from huitouke.access.models import ApiToken, Assignment, Branch, StaffSession
from huitouke.access.services.attachments import attach_file
from huitouke.access.sessions import SessionStore
from huitouke.capture.form_models import FormLink
from huitouke.capture.forms import asked_of, submit_form
from huitouke.capture.links import open_link
from huitouke.connectors.messages.connections import add_connection
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.connectors.webhooks.choices import State
from huitouke.connectors.webhooks.models import Delivery
from huitouke.connectors.webhooks.services import add_subscription
from huitouke.guests.models import Guest, Relation, RelationEnd, SavedView, Tag
from huitouke.guests.services.company_contacts import add_contact, remove_contact
from huitouke.guests.services.company_guests import link_guest
from huitouke.guests.services.cooperation import add_cooperation
from huitouke.hotels.models import CodeEntry, CodeMapping, RoomType
from huitouke.hotels.services import add_room, add_room_type
from huitouke.hotels.services.costs import add_cost
from huitouke.hotels.services.outlets import add_outlet
from huitouke.hotels.services.rates import add_price, add_rate
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.matching.scorer import Evidence, Score
from huitouke.identity.models import Link, Proposal
from huitouke.identity.services import add_note, evaluate_guest, set_guest_types
from huitouke.identity.services.erasure import erase_guest
from huitouke.identity.services.field_rules import propose_rules
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.proposals import FoundPair, propose
from huitouke.identity.services.relations import relate_guests
from huitouke.identity.services.reviewing import say_apart
from huitouke.intake.choices import MessageWay, RunState
from huitouke.intake.messages import Origin
from huitouke.intake.models import ExportOrder, ImportRun, SavedMapping, SourceRecord
from huitouke.intake.refused_rows import keep_rows
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import CustomFieldDefinition
from huitouke.kernel.money import Money
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.stays.services.folio_charges import Charge, post_charge
from huitouke.stays.services.folios import open_folio
from huitouke.stays.services.preparing import ask_preparation
from huitouke.testing.factories import make_company, make_guest
from huitouke.testing.personas import HotelGroup, hire

SECRETS: Final[dict[str, str]] = {
    "name": "欧阳锦瑟",
    "latin_name": "Ouyang Jinse",
    "mobile": "13877001234",
    "email": "jinse@secret.example",
    "company": "密云贸易有限公司",
    "plate": "苏E9K777",
    "card_number": "VIP-90901",
    "passport": "E77123456",
    "allergy": "对海胆过敏",
    "tag": "只此一人",
    "address": "苏州市平江路一号",
}
"""A guest by whose every word one could be found."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The things in branch MAIN, by the name that an address or operation calls them."""

    guest: Guest
    values: dict[str, str]

    def fill(self, given: Any) -> Any:
        """`{name}` in texts replaced by the thing's id or code."""
        if isinstance(given, str):
            for name, value in self.values.items():
                given = given.replace("{" + name + "}", value)
            return given
        if isinstance(given, dict):
            return {key: self.fill(value) for key, value in given.items()}
        if isinstance(given, list | tuple):
            return [self.fill(value) for value in given]
        return given


def make_secret_guest(branch: Branch) -> tuple[Guest, UUID]:
    """The guest of MAIN whom nobody in BAY may know, with a note; and the note's id."""
    guest = make_guest(branch, actor=SYSTEM, **SECRETS)
    keep_missing_rows()
    note = add_note(
        actor=SYSTEM, guest_id=guest.id, text="夜床放一本诗集", purpose="service", expires_on=None
    )
    return guest, note.id


def make_things(group: HotelGroup) -> dict[str, str]:
    """One of each thing of MAIN that is no guest, by the name that an address calls it."""
    run = ImportRun.objects.create(
        system="pms", branch=group.main, file_name="guests.csv", state=RunState.DONE, created=1
    )
    keep_rows(run, ["姓名"], [(2, [SECRETS["name"]])])
    order = ExportOrder.objects.create(form="csv", file_name="guests.csv")
    saved = SavedMapping.objects.create(
        name="名单", system="pms", branch=group.main, signature="x", mapping={"columns": []}
    )
    clerk = hire("clerk.of.main", "front_desk", group.main)
    clerk.token()
    view = SavedView.objects.create(name="名单", owner=clerk.user, conditions={"any": []})
    session = SessionStore()
    session[SESSION_KEY] = str(clerk.user.id)
    session.create()
    return {
        "user_id": str(clerk.user.id),
        "post_id": str(Assignment.objects.get(user=clerk.user).id),
        "token_id": str(ApiToken.objects.get(user=clerk.user).id),
        "session_id": str(StaffSession.objects.get(user=clerk.user).id),
        "code": "nothing",
        "bulk_kind": "assign",
        "act_id": str(BulkAct.objects.create(kind="add_tag", author=clerk.user, record_id=uuid7()).id),
        "token": open_link(actor=SYSTEM, branch=group.main).token,
        "branch": "MAIN",
        "switch": "webhooks",
        "field_id": str(CustomFieldDefinition.objects.create(subject="guest", code="pet", kind="text").id),
        "run_id": str(run.id),
        "mapping_id": str(saved.id),
        "view_id": str(view.id),
        "order_id": str(order.id),
        "form": "csv",
        "table": "country",
        "own_table": "bed",
        "country_code": "CN",
        "pk": "1",
    }


def make_messages(branch: Branch) -> dict[str, str]:
    """A connection of MAIN and a message of its that nobody can read."""
    row, _secret = add_connection(actor=SYSTEM, name="PMS", kind="opera", branch_code=branch.code)
    origin = Origin(branch, row.system, row.kind, MessageWay.WEBHOOK, row)
    body = f'{{"name": "{SECRETS["name"]}"'.encode()
    [(message_id, _waits)] = receive_messages(actor=SYSTEM, origin=origin, bodies=[body])
    take_messages(row.system)
    return {"connection_id": str(row.id), "message_id": str(message_id)}


def make_proposals(guest: Guest, others: Sequence[Guest]) -> dict[str, str]:
    """The secret guest may be one with the first of the others; it was said that they are not one with the second."""
    told = Score(6.0, -10.0, (Evidence("name", "signs", 16.0),), forbidden=False, doubtful=False)
    records = [Link.objects.filter(guest=each)[0].record_id for each in (guest, *others)]
    propose(
        FoundPair(guest.id, other.id, records[0], record, told)
        for other, record in zip(others, records[1:], strict=True)
    )
    kept, decided = (
        Proposal.objects.get(Q(first_id=other.id) | Q(second_id=other.id), state="open").id
        for other in others
    )
    return {"proposal_id": str(kept), "decision_id": str(say_apart(actor=SYSTEM, proposal_id=decided))}


def make_firm(branch: Branch, guest: Guest) -> dict[str, str]:
    """A company of MAIN with one of everything that hangs on it, and the record of a contact taken off."""
    company = make_company(branch, name="密云集团有限公司", contact_name="严守一")
    given: dict[str, Any] = {"actor": SYSTEM, "company_id": company.id}
    gone = add_contact(**given, raw={"name": ["已离职"]})
    entry = add_cooperation(**given, kind="visit", happened_on=date(2026, 3, 1), text="拜访")
    link = link_guest(**given, guest_id=guest.id)
    return {
        "company_id": str(company.id),
        "contact_id": str(company.companycontact_rows.get(name="严守一").id),
        "entry_id": str(entry.id),
        "link_id": str(link.id),
        "record_id": str(remove_contact(**given, contact_id=gone)),
    }


def make_reservation(branch: Branch, guest: Guest) -> dict[str, str]:
    """A reservation of the secret guest from today on, with something to prepare, a bill and a line on it."""
    today = branch.business_date
    booking = Booking(
        arrival=today,
        departure=today + timedelta(days=2),
        room_type="DLK",
        rates=(68000,),
        persons=(DeskPerson(guest_id=guest.id),),
        requests=("高楼层",),
        house_note=SECRETS["name"],
    )
    booked = book_reservation(actor=SYSTEM, branch=branch, booking=booking)
    folio = open_folio(actor=SYSTEM, branch=branch, reservation_id=booked.ids[0])
    charge = Charge(kind="minibar", price=Money(8800, branch.currency))
    line = post_charge(actor=SYSTEM, folio_id=folio.id, charge=charge)
    each = ask_preparation(actor=SYSTEM, reservation_id=booked.ids[0], text="夜床放一本诗集")
    return {
        "preparation_id": str(each.id),
        "reservation_id": str(booked.ids[0]),
        "folio_id": str(folio.id),
        "line_id": str(line.id),
        "stay_act": "no-show",
        "undone": "check-in",
        "folio_act": "post",
        "line_act": "void",
    }


def make_prices(branch: Branch, kind: RoomType) -> dict[str, str]:
    """An outlet of the branch, a rate with a price, a cost, and a code of another system that waits."""
    outlet = add_outlet(actor=SYSTEM, branch=branch, code="LOB", labels={"zh": "大堂吧"}, kind="bar")
    rate = add_rate(actor=SYSTEM, branch=branch, code="RACK", labels={"zh": "门市价"})
    price = add_price(actor=SYSTEM, rate_id=rate.id, room_type_id=kind.id, amount="880")
    cost = add_cost(actor=SYSTEM, branch=branch, kind="room_night", value="60", first_day="2026-01-01")
    mapping = CodeMapping.objects.create(system="pms", branch=branch, table="room_type", their_code="A")
    return {
        "outlet_id": str(outlet.id),
        "rate_id": str(rate.id),
        "price_id": str(price.id),
        "cost_id": str(cost.id),
        "code_mapping_id": str(mapping.id),
    }


def make_relations(guest: Guest, others: Sequence[Guest]) -> dict[str, str]:
    """A relation of the guest that waits for a person's word, and one that is known."""
    waiting = Relation.objects.create(state="suggested", evidence={"phone": 1}, found_at=clock.now())
    for place, each in enumerate((guest, others[0]), 1):
        RelationEnd.objects.create(relation=waiting, guest=each, place=place, role="partner")
    known = relate_guests(
        actor=SYSTEM, guest_id=guest.id, other_id=others[1].id, role="colleague", note="夜床放一本诗集"
    )
    return {"relation_id": str(waiting.id), "known_relation_id": str(known.id), "state": "confirmed"}


def make_subjects(group: HotelGroup, things: dict[str, str]) -> Subjects:
    """The things of MAIN and its secret guest."""
    guest, note_id = make_secret_guest(group.main)
    set_guest_types(actor=SYSTEM, guest_id=guest.id, codes=["local"])
    mark = evaluate_guest(actor=SYSTEM, guest_id=guest.id, scale="importance", value=4)
    letter = attach_file(
        actor=SYSTEM, owner_kind="guest", owner_id=guest.id, name="a.txt", content="信".encode()
    )
    leaver = make_guest(branch=group.main, actor=SYSTEM, name="已去之人", mobile="13877005678")
    erasure = erase_guest(actor=SYSTEM, guest_id=leaver.id, typed="已去之人", reason="asked")
    twin = make_guest(branch=group.main, actor=SYSTEM, name="并一", mobile="13877005681")
    double = make_guest(branch=group.main, actor=SYSTEM, name="并二", mobile="13877005682")
    merged = merge_guests(actor=SYSTEM, kept_id=twin.id, gone_ids=[double.id])
    stranger = make_guest(branch=group.main, actor=SYSTEM, name="并三", mobile="13877005683")
    record = SourceRecord.objects.get(id=guest.origin_record_id)
    link = FormLink.objects.get(branch=group.main)
    words = next(wording.id for purpose, wording in asked_of(link) if purpose.code == "marketing")
    sent = submit_form(
        link=link,
        texts={"name": SECRETS["name"], "mobile": SECRETS["mobile"]},
        ticked=[f"marketing|sms|{words}"],
    )
    kind = add_room_type(actor=SYSTEM, branch=group.main, code="DLK", labels={"zh": "豪华大床房"})
    room = add_room(actor=SYSTEM, branch=group.main, number="0801", room_type_id=kind.id)
    stay = make_reservation(group.main, guest)
    hook, _secret = add_subscription(actor=SYSTEM, name="PMS", url="https://pms.example.com/hook")
    delivery = Delivery.objects.create(
        subscription=hook, event_id=1, event_code="guests.profile.changed", payload={}, state=State.DELIVERED
    )
    return Subjects(
        guest,
        {
            "subscription_id": str(hook.id),
            "delivery_id": str(delivery.id),
            "webhook_act": "stop",
            **make_messages(group.main),
            **things,
            **make_prices(group.main, kind),
            "room_type_id": str(kind.id),
            "room_id": str(room.id),
            "code_id": str(CodeEntry.objects.filter(table="country").values_list("id", flat=True)[0]),
            "act": "reopen",
            "branch_id": str(group.main.id),
            "step": "clock",
            "entity": "CN",
            "guest_id": str(guest.id),
            "field": "company",
            "rules_id": str(propose_rules(actor=SYSTEM, orders={"work": ["newer"]}).id),
            "rules_act": "drop",
            "twin_id": str(twin.id),
            "other_id": str(twin.id),
            "merge_id": str(merged.decisions[0]),
            **make_proposals(guest, (twin, stranger)),
            "note_id": str(note_id),
            "system": record.system,
            "external_id": record.external_id,
            "file_id": str(letter.id),
            "form_id": str(sent.id),
            "erasure_id": str(erasure.id),
            "guest_name": SECRETS["name"],
            "owner_kind": "guest",
            "owner_id": str(guest.id),
            "purpose_code": "marketing",
            "type_code": "local",
            "tag_id": str(Tag.objects.get(name=SECRETS["tag"]).id),
            "wish_kind": "preference",
            "row_id": str(note_id),
            "evaluation_id": str(mark.id),
            **make_relations(guest, (twin, stranger)),
            **make_firm(group.main, guest),
            **stay,
        },
    )
