"""What hangs on a company: contacts, co-operation records, guests; and undo."""

from datetime import date
from uuid import uuid4

import pytest

from huitouke.access.models import AuditEntry
from huitouke.guests.company_history import list_company_history
from huitouke.guests.company_queries import (
    list_company_guests,
    list_contacts,
    list_cooperation,
    list_guest_companies,
    propose_companies,
    propose_guests,
)
from huitouke.guests.errors import (
    CompanyGuestLinked,
    CompanyInvalid,
    CompanyNotFound,
    CompanyPartNotFound,
    GuestNotFound,
)
from huitouke.guests.models import CompanyContact, CompanyReach, Cooperation
from huitouke.guests.services.companies import share_company
from huitouke.guests.services.company_contacts import add_contact, change_contact, remove_contact
from huitouke.guests.services.company_guests import link_guest, unlink_guest
from huitouke.guests.services.company_undo import restore_removed
from huitouke.guests.services.cooperation import add_cooperation, change_cooperation, remove_cooperation
from huitouke.kernel.errors import Refused
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db

PERSON = {"name": ["张三"], "role": ["预订人", "签单人"], "department": ["行政部"], "mobile": ["13812345678"],
          "sign_limit": ["3000"]}  # fmt: skip


@pytest.fixture
def sally(group):
    return hire("sally", "sales", group.main)


@pytest.fixture
def hank(group):
    return hire("hank", "sales", group.bay)


@pytest.fixture
def company(group, company_of):
    return company_of(group.main, name="盛远科技有限公司", short_name="盛远")


def trail(company):
    return list(AuditEntry.objects.filter(object_id=company.id).order_by("id").values_list("code", flat=True))


def test_a_contact_is_added_changed_and_taken_off(sally, company):
    contact_id = add_contact(actor=sally.actor, company_id=company.id, raw=PERSON)
    contact = CompanyContact.objects.get(id=contact_id)
    assert (contact.roles, contact.sign_limit) == (["booker", "signer"], 300_000)
    changed = change_contact(
        actor=sally.actor,
        company_id=company.id,
        contact_id=contact_id,
        raw={**PERSON, "department": ["采购部"], "mobile": ["13900000001"]},
    )
    assert changed == ["department", "reaches"]
    assert contact.reaches.get().value == "+8613900000001"
    remove_contact(actor=sally.actor, company_id=company.id, contact_id=contact_id)
    assert not CompanyContact.objects.exists()
    assert not CompanyReach.objects.exists()
    assert trail(company)[1:] == [
        "guests.company_contact.added",
        "guests.company_contact.changed",
        "guests.company_contact.removed",
    ]
    told = [
        (line.part, line.field, line.old, line.new) for line in list_company_history(sally.actor, company.id)
    ]
    assert ("contact", "", "", "张三") in told
    assert ("contact", "department", "行政部", "采购部") in told
    assert ("contact", "", "张三", "") in told


def test_a_contact_taken_off_comes_back_as_it_was(sally, company):
    contact_id = add_contact(actor=sally.actor, company_id=company.id, raw=PERSON)
    entry = add_cooperation(
        actor=sally.actor, company_id=company.id, kind="visit", happened_on=date(2026, 3, 1), text="拜访",
        contact_id=contact_id,
    )  # fmt: skip
    record_id = remove_contact(actor=sally.actor, company_id=company.id, contact_id=contact_id)
    assert Cooperation.objects.get(id=entry.id).contact_id is None
    assert restore_removed(actor=sally.actor, company_id=company.id, record_id=record_id) == 2
    contact = CompanyContact.objects.get(id=contact_id)
    assert (contact.name, contact.roles, contact.sign_limit) == ("张三", ["booker", "signer"], 300_000)
    assert contact.reaches.get().shown == "138 1234 5678"
    with pytest.raises(CompanyPartNotFound):
        restore_removed(actor=sally.actor, company_id=company.id, record_id=record_id)


def test_what_was_not_taken_off_cannot_come_back(sally, hank, company, refuses_to_write):
    contact_id = add_contact(actor=sally.actor, company_id=company.id, raw=PERSON)
    record_id = remove_contact(actor=sally.actor, company_id=company.id, contact_id=contact_id)
    with refuses_to_write(), pytest.raises(CompanyPartNotFound):
        restore_removed(actor=sally.actor, company_id=company.id, record_id=uuid4())
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        restore_removed(actor=hank.actor, company_id=company.id, record_id=record_id)


def test_contacts_are_refused_field_by_field(sally, alma, company, refuses_to_write):
    for raw, field in (
        ({"mobile": ["13812345678"]}, "contact.name"),
        ({"name": ["张三"], "mobile": ["12"]}, "contact.mobile"),
        ({"name": ["张三"], "role": ["神仙"]}, "contact.role"),
        ({"name": ["张三"], "shoe_size": ["42"]}, "shoe_size"),
    ):
        with refuses_to_write(), pytest.raises(CompanyInvalid) as refused:
            add_contact(actor=sally.actor, company_id=company.id, raw=raw)
        assert list(refused.value.fields) == [field]
    with refuses_to_write(), pytest.raises(Refused):
        add_contact(actor=alma.actor, company_id=company.id, raw=PERSON)
    with refuses_to_write(), pytest.raises(CompanyPartNotFound):
        change_contact(actor=sally.actor, company_id=company.id, contact_id=uuid4(), raw=PERSON)
    with refuses_to_write(), pytest.raises(CompanyPartNotFound):
        remove_contact(actor=sally.actor, company_id=company.id, contact_id=uuid4())


def test_a_contact_of_another_company_is_not_there(group, sally, company, company_of, refuses_to_write):
    other = company_of(group.main, name="别家", contact_name="李四")
    contact = other.companycontact_rows.get()
    with refuses_to_write(), pytest.raises(CompanyPartNotFound):
        remove_contact(actor=sally.actor, company_id=company.id, contact_id=contact.id)


def test_a_guest_behind_a_contact_is_shown_only_to_who_may_see_the_guest(
    group, sally, hank, company, guest_of
):
    guest = guest_of(group.main, name="张三丰")
    add_contact(actor=sally.actor, company_id=company.id, raw=PERSON, guest_id=guest.id)
    share_company(actor=sally.actor, company_id=company.id, is_shared=True)
    assert list_contacts(sally.actor, company)[0].guest.name == "张三丰"
    assert list_contacts(hank.actor, company)[0].guest is None


def test_an_unseen_guest_is_linked_to_nothing(group, sally, company, guest_of, refuses_to_write):
    hidden = guest_of(group.bay, name="陈大文")
    with refuses_to_write(), pytest.raises(GuestNotFound):
        add_contact(actor=sally.actor, company_id=company.id, raw=PERSON, guest_id=hidden.id)
    with refuses_to_write(), pytest.raises(GuestNotFound):
        link_guest(actor=sally.actor, company_id=company.id, guest_id=hidden.id)


def test_the_link_of_a_contact_to_a_guest_is_set_and_taken_off(group, sally, company, guest_of):
    guest = guest_of(group.main, name="张三丰")
    contact_id = add_contact(actor=sally.actor, company_id=company.id, raw=PERSON)
    common = {"actor": sally.actor, "company_id": company.id, "contact_id": contact_id, "raw": PERSON}
    assert change_contact(**common, keeps_guest=False, guest_id=guest.id) == ["guest"]
    assert [
        (each.company.name, each.contact.name) for each in list_guest_companies(sally.actor, guest.id)
    ] == [("盛远科技有限公司", "张三")]
    assert change_contact(**common, keeps_guest=False, guest_id=None) == ["guest"]
    assert list_guest_companies(sally.actor, guest.id) == []


def test_guests_of_a_company_are_proposed_linked_and_taken_off(group, sally, company, guest_of):
    whole = guest_of(group.main, name="王小明", company="盛远科技有限公司")
    short = guest_of(group.main, name="李大力", company="盛远")
    guest_of(group.main, name="赵六", company="盛远科技有限公司二分厂")
    guest_of(group.bay, name="陈大文", company="盛远科技有限公司")
    assert {line.id for line in propose_guests(sally.actor, company)} == {whole.id, short.id}
    assert [line.id for line in propose_companies(sally.actor, "盛远")] == [company.id]
    assert propose_companies(sally.actor, "盛远科") == []
    link = link_guest(actor=sally.actor, company_id=company.id, guest_id=whole.id, since=date(2020, 5, 1))
    assert [line.id for line in propose_guests(sally.actor, company)] == [short.id]
    assert [each.guest.name for each in list_company_guests(sally.actor, company)] == ["王小明"]
    assert [each.company.id for each in list_guest_companies(sally.actor, whole.id)] == [company.id]
    record_id = unlink_guest(actor=sally.actor, company_id=company.id, link_id=link.id)
    assert list_company_guests(sally.actor, company) == []
    assert restore_removed(actor=sally.actor, company_id=company.id, record_id=record_id) == 1
    assert list_company_guests(sally.actor, company)[0].link.since == date(2020, 5, 1)
    assert {"guests.company_guest.linked", "guests.company_guest.unlinked"} <= set(trail(company))


def test_a_guest_stands_once_at_a_company(group, sally, company, guest_of, refuses_to_write):
    guest = guest_of(group.main, name="王小明")
    link_guest(actor=sally.actor, company_id=company.id, guest_id=guest.id)
    with refuses_to_write(), pytest.raises(CompanyGuestLinked):
        link_guest(actor=sally.actor, company_id=company.id, guest_id=guest.id, role="leader")
    with refuses_to_write(), pytest.raises(CompanyInvalid):
        link_guest(actor=sally.actor, company_id=company.id, guest_id=guest.id, role="king")


def test_neither_side_tells_of_what_the_reader_may_not_see(group, sally, hank, company, guest_of):
    guest = guest_of(group.main, name="王小明", company="盛远科技有限公司")
    link_guest(actor=sally.actor, company_id=company.id, guest_id=guest.id)
    share_company(actor=sally.actor, company_id=company.id, is_shared=True)
    assert list_company_guests(hank.actor, company) == []
    assert propose_guests(hank.actor, company) == []
    told = list_company_history(hank.actor, company.id)
    assert "王小明" not in str(told)
    assert "guest" not in {line.part for line in told}
    with pytest.raises(GuestNotFound):
        list_guest_companies(hank.actor, guest.id)


def test_cooperation_is_added_changed_and_taken_off_and_all_three_are_told(sally, company):
    entry = add_cooperation(
        actor=sally.actor,
        company_id=company.id,
        kind="visit",
        happened_on=date(2026, 3, 1),
        text="拜访总经理",
    )
    assert (entry.author_id, entry.author_name) == (sally.user.id, "Sally")
    changed = change_cooperation(
        actor=sally.actor,
        company_id=company.id,
        entry_id=entry.id,
        kind="negotiation",
        happened_on=date(2026, 3, 2),
        text="谈明年的协议价",
        outcome="下周给报价",
    )
    assert changed == ["kind", "happened_on", "text", "outcome"]
    record_id = remove_cooperation(actor=sally.actor, company_id=company.id, entry_id=entry.id)
    assert list_cooperation(company) == []
    assert trail(company)[1:] == [
        "guests.cooperation.added",
        "guests.cooperation.changed",
        "guests.cooperation.removed",
    ]
    told = [
        (line.field, line.old, line.new)
        for line in list_company_history(sally.actor, company.id)
        if line.part == "cooperation"
    ]
    assert ("", "", "拜访总经理") in told
    assert ("text", "拜访总经理", "谈明年的协议价") in told
    assert ("", "谈明年的协议价", "") in told
    restore_removed(actor=sally.actor, company_id=company.id, record_id=record_id)
    back = Cooperation.objects.get()
    assert (back.id, back.text, back.author_name, back.happened_on) == (
        entry.id, "谈明年的协议价", "Sally", date(2026, 3, 2),
    )  # fmt: skip


def test_entries_stand_by_their_day_latest_first(sally, company):
    for day, kind in ((3, "visit"), (9, "order"), (5, "dispute")):
        add_cooperation(
            actor=sally.actor, company_id=company.id, kind=kind, happened_on=date(2026, 3, day), text=kind
        )
    assert [entry.kind for entry in list_cooperation(company)] == ["order", "dispute", "visit"]
    assert [entry.kind for entry in list_cooperation(company, kind="visit")] == ["visit"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"outcome": "长" * 2001}, "outcome"),
        ({"kind": "party"}, "kind"),
        ({"happened_on": date(1900, 1, 1)}, "happened_on"),
        ({"contact_id": uuid4()}, "contact"),
    ],
)
def test_an_entry_that_says_nothing_is_refused(sally, company, refuses_to_write, wrong, field):
    given = {"kind": "visit", "happened_on": date(2026, 3, 1), "text": "拜访"} | wrong
    with refuses_to_write(), pytest.raises(CompanyInvalid) as refused:
        add_cooperation(actor=sally.actor, company_id=company.id, **given)
    assert list(refused.value.fields) == [field]


def test_entries_of_others_cannot_be_touched(sally, hank, alma, company, refuses_to_write):
    entry = add_cooperation(
        actor=sally.actor, company_id=company.id, kind="visit", happened_on=date(2026, 3, 1), text="拜访"
    )
    given = {"company_id": company.id, "entry_id": entry.id}
    values = {"kind": "visit", "happened_on": date(2026, 3, 1), "text": "改"}
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        change_cooperation(actor=hank.actor, **given, **values)
    with refuses_to_write(), pytest.raises(Refused):
        remove_cooperation(actor=alma.actor, **given)
    with refuses_to_write(), pytest.raises(CompanyPartNotFound):
        remove_cooperation(actor=sally.actor, company_id=company.id, entry_id=uuid4())
