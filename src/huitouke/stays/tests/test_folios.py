"""Bills: what stands on them, and that the balance is the sum of the lines."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel import clock
from huitouke.kernel.errors import DomainError
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import OutboxEvent
from huitouke.kernel.money import Money
from huitouke.stays.errors import (
    FolioInvalid,
    FolioIsClosed,
    FolioLineNotFound,
    FolioNotFound,
    FolioNotSettled,
    LineIsVoid,
)
from huitouke.stays.models import Folio, FolioLine, Reservation
from huitouke.stays.services.arrivals import check_in_stay
from huitouke.stays.services.departures import check_out_stay
from huitouke.stays.services.folio_charges import (
    Charge,
    post_charge,
    post_package,
    post_payment,
    transfer_line,
    void_line,
)
from huitouke.stays.services.folios import open_folio, put_to_account, reopen_folio, settle_folio
from huitouke.stays.services.rebuilding import compare_with_records
from huitouke.testing.fixtures import NOON, TODAY

DAY = timedelta(days=1)


def yuan(amount):
    return Money(amount * 100, "CNY")


@pytest.fixture
def stay(book, house, alma):
    """Two nights of 500, in room 1201."""
    row = book(nights=2)
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    return row


@pytest.fixture
def bill(stay, house, alma):
    return open_folio(actor=alma.actor, branch=house.branch, reservation_id=stay.id)


def charge(amount=88, **more):
    return Charge(**({"kind": "minibar", "price": yuan(amount)} | more))


def test_a_charge_stands_with_outlet_quantity_tax_and_service(bill, stay, alma):
    line = post_charge(
        actor=alma.actor,
        folio_id=bill.id,
        charge=charge(
            50, kind="food", quantity=2, outlet="LOTUS", tax=yuan(6), service=yuan(10), text="午餐"
        ),
    )
    assert (line.amount, line.quantity, line.tax, line.service) == (10000, 2, 600, 1000)
    assert (line.outlet.code, line.business_date, line.text) == ("LOTUS", TODAY, "午餐")
    stay.refresh_from_db()
    assert stay.extras_minor == 10000
    record = SourceRecord.objects.get(id=line.record_id)
    assert read_content(record)["data"]["lines"][0]["amount"] == 10000
    entry = AuditEntry.objects.get(code="stays.folio.posted")
    assert "午餐" not in str((entry.fields, entry.data))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", {"kind": "pigeon"}),
        ("price", {"price": Money(0, "CNY")}),
        ("price", {"price": Money(100, "USD")}),
        ("quantity", {"quantity": 0}),
        ("outlet", {"outlet": "NONE"}),
        ("tax", {"tax": yuan(80), "service": yuan(20)}),
    ],
)
def test_a_charge_that_cannot_be_kept_writes_nothing(bill, alma, refuses_to_write, field, wrong):
    with refuses_to_write(), pytest.raises(FolioInvalid) as refused:
        post_charge(actor=alma.actor, folio_id=bill.id, charge=charge(**wrong))
    assert field in refused.value.fields


def test_who_may_not_write_on_bills_writes_nothing(bill, irene, chiara, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        post_charge(actor=irene.actor, folio_id=bill.id, charge=charge())
    with refuses_to_write(), pytest.raises(FolioNotFound):
        post_charge(actor=chiara.actor, folio_id=bill.id, charge=charge())


def test_a_line_is_taken_back_by_its_opposite_once(bill, stay, alma, refuses_to_write):
    line = post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    with refuses_to_write(), pytest.raises(FolioInvalid):
        void_line(actor=alma.actor, line_id=line.id, reason=" ")
    back = void_line(actor=alma.actor, line_id=line.id, reason="记错")
    assert (back.amount, back.voids_id, bill.balance.minor) == (-8800, line.id, 0)
    for wrong in (line, back):
        with refuses_to_write(), pytest.raises(LineIsVoid):
            void_line(actor=alma.actor, line_id=wrong.id, reason="记错")
    stay.refresh_from_db()
    assert stay.extras_minor == 0


def test_a_line_moves_to_another_bill(bill, stay, house, alma):
    line = post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    other = open_folio(actor=alma.actor, branch=house.branch, reservation_id=stay.id, title="盛远科技")
    moved = transfer_line(actor=alma.actor, line_id=line.id, folio_id=other.id)
    assert (bill.balance.minor, other.balance.minor, moved.kind) == (0, 8800, "minibar")
    stay.refresh_from_db()
    assert stay.extras_minor == 8800


def test_a_package_is_its_parts(bill, alma):
    parts = [charge(200, kind="spa"), charge(68, kind="breakfast", outlet="LOTUS")]
    lines = post_package(actor=alma.actor, folio_id=bill.id, name="养生套餐", parts=parts)
    assert {line.package for line in lines} == {"养生套餐"}
    assert bill.balance == yuan(268)


def test_a_bill_is_settled_when_its_lines_come_to_nothing(bill, alma, refuses_to_write):
    post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    with refuses_to_write(), pytest.raises(FolioNotSettled):
        settle_folio(actor=alma.actor, folio_id=bill.id)
    post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(100), method="wechat_pay")
    post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(12), method="cash", is_refund=True)
    settle_folio(actor=alma.actor, folio_id=bill.id)
    with refuses_to_write(), pytest.raises(FolioIsClosed):
        post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    reopen_folio(actor=alma.actor, folio_id=bill.id)
    post_charge(actor=alma.actor, folio_id=bill.id, charge=charge(10, kind="rebate"))
    assert bill.balance == Money(-1000, "CNY")
    assert OutboxEvent.objects.filter(code="stays.folio.settled").count() == 1


def test_payments_that_need_a_name_are_refused_without(bill, alma, refuses_to_write):
    post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    for method, text in (("on_account", ""), ("entertainment", ""), ("pigeon", "")):
        with refuses_to_write(), pytest.raises(FolioInvalid):
            post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(88), method=method, text=text)
    post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(88), method="entertainment", text="陈总")


def test_what_is_owed_goes_to_a_companys_account_with_who_signed(
    bill, house, alma, company_of, refuses_to_write
):
    company = company_of(house.branch, name="盛远科技有限公司")
    with refuses_to_write(), pytest.raises(FolioInvalid):
        put_to_account(actor=alma.actor, folio_id=bill.id, company_id=company.id, signer="张三")
    post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    with refuses_to_write(), pytest.raises(FolioInvalid):
        put_to_account(actor=alma.actor, folio_id=bill.id, company_id=company.id, signer="")
    folio = put_to_account(actor=alma.actor, folio_id=bill.id, company_id=company.id, signer="张三")
    assert (folio.state, folio.company_id, folio.signer, folio.balance.minor) == (
        "closed",
        company.id,
        "张三",
        0,
    )
    assert folio.lines.get(is_payment=True).payment_method == "on_account"


def test_somebody_who_only_came_to_eat_has_a_bill(house, alma, guest_of):
    guest = guest_of(house.branch, name="李静")
    folio = open_folio(actor=alma.actor, branch=house.branch, guest_id=guest.id)
    post_charge(actor=alma.actor, folio_id=folio.id, charge=charge(kind="food", outlet="LOTUS"))
    assert (folio.reservation_id, folio.guest_id, folio.number[:7]) == (None, guest.id, "W260316")


def test_checking_out_writes_the_nights_and_wants_the_bill_settled(
    stay, house, alma, company_of, refuses_to_write
):
    with clock.frozen_at(NOON + 2 * DAY):
        with refuses_to_write(), pytest.raises(FolioNotSettled) as refused:
            check_out_stay(actor=alma.actor, reservation_id=stay.id)
        assert refused.value.data["balance"] == 100000
        company = company_of(house.branch, name="盛远科技有限公司")
        check_out_stay(actor=alma.actor, reservation_id=stay.id, company_id=company.id, signer="张三")
    folio = Folio.objects.get(reservation=stay)
    nights = folio.lines.filter(kind="room").order_by("business_date")
    assert [(line.business_date, line.amount) for line in nights] == [(TODAY, 50000), (TODAY + DAY, 50000)]
    assert (folio.state, folio.balance.minor, Reservation.objects.get().status) == (
        "closed",
        0,
        "checked_out",
    )


def test_a_night_taken_back_is_not_written_again(stay, alma):
    with clock.frozen_at(NOON + 2 * DAY):
        with pytest.raises(FolioNotSettled):
            check_out_stay(actor=alma.actor, reservation_id=stay.id)
        check_out_stay(actor=alma.actor, reservation_id=stay.id, method="cash")
        folio = Folio.objects.get()
        reopen_folio(actor=alma.actor, folio_id=folio.id)
        night = folio.lines.filter(kind="room").first()
        void_line(actor=alma.actor, line_id=night.id, reason="免一晚")
        assert folio.balance == Money(-50000, "CNY")
    assert folio.lines.filter(external_id__startswith="night/").count() == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from("cpvt"), st.integers(1, 500)), max_size=8))
def test_the_balance_is_always_the_sum_of_the_lines(bill, stay, house, alma, acts):
    with transaction.atomic():
        other = open_folio(actor=alma.actor, branch=house.branch, reservation_id=stay.id)
        owed = 0
        for act, amount in acts:
            lines = list(FolioLine.objects.filter(folio=bill).order_by("id"))
            try:
                if act == "c":
                    post_charge(actor=alma.actor, folio_id=bill.id, charge=charge(amount))
                    owed += amount * 100
                elif act == "p":
                    post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(amount), method="cash")
                    owed -= amount * 100
                elif lines and act == "v":
                    owed -= -void_line(
                        actor=alma.actor, line_id=lines[amount % len(lines)].id, reason="x"
                    ).amount
                elif lines:
                    transfer_line(actor=alma.actor, line_id=lines[amount % len(lines)].id, folio_id=other.id)
            except DomainError:
                continue
        assert bill.balance.minor == sum(
            FolioLine.objects.filter(folio=bill).values_list("amount", flat=True)
        )
        assert bill.balance.minor + other.balance.minor == owed
        transaction.set_rollback(True)


def test_bills_of_the_desk_equal_their_records_and_a_line_changed_behind_them_is_found(stay, alma):
    with clock.frozen_at(NOON + 2 * DAY):
        check_out_stay(actor=alma.actor, reservation_id=stay.id, method="cash")
        folio = Folio.objects.get()
        reopen_folio(actor=alma.actor, folio_id=folio.id)
        void_line(actor=alma.actor, line_id=folio.lines.filter(kind="room").first().id, reason="免一晚")
    checked = compare_with_records()
    assert (checked.different, checked.equal) == (0, 1), checked.fields
    FolioLine.objects.filter(kind="room", amount__gt=0).update(amount=1)
    assert compare_with_records().fields == {"desk_bill": 1}


def test_a_form_that_is_sent_twice_writes_one_line(bill, alma):
    tea, paid = uuid7(), uuid7()
    for _time in range(2):
        post_charge(actor=alma.actor, folio_id=bill.id, charge=charge(), once=tea)
        post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(88), method="cash", once=paid)
    assert set(bill.lines.values_list("id", "amount")) == {(tea, 8800), (paid, -8800)}
    other = post_charge(actor=alma.actor, folio_id=bill.id, charge=charge(66), once=tea)
    assert (bill.lines.count(), other.id != tea, bill.balance.minor) == (3, True, 6600)


def test_nobody_claims_a_line_of_another_bill(bill, house, alma):
    known = post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    second = open_folio(actor=alma.actor, branch=house.branch)
    line = post_charge(actor=alma.actor, folio_id=second.id, charge=charge(), once=known.id)
    assert (line.folio_id, second.balance.minor, bill.balance.minor) == (second.id, 8800, 8800)


def test_of_an_erased_guest_the_bill_keeps_amounts_and_no_words(bill, stay, house, alma, adam):
    post_charge(actor=alma.actor, folio_id=bill.id, charge=charge(text="王小明先生的出租车"))
    post_payment(actor=alma.actor, folio_id=bill.id, amount=yuan(88), method="cash", text="发票抬头 王小明")
    guest = Guest.objects.get(id=stay.guest_id)
    erase_guest(actor=adam.actor, guest_id=guest.id, typed=guest.name, reason="asked")
    bill.refresh_from_db()
    assert (bill.guest_id, bill.balance.minor) == (None, 0)
    assert set(bill.lines.values_list("text", flat=True)) == {""}


def test_the_two_bills_of_a_move_are_locked_in_one_order(bill, house, alma):
    line = post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    table = open_folio(actor=alma.actor, branch=house.branch)
    with CaptureQueriesContext(connection) as seen:
        moved = transfer_line(actor=alma.actor, line_id=line.id, folio_id=table.id)
        transfer_line(actor=alma.actor, line_id=moved.id, folio_id=bill.id)
    locks = [each["sql"] for each in seen if "FOR UPDATE" in each["sql"] and '"stays_folio"' in each["sql"]]
    both = [sql for sql in locks if 'ORDER BY "stays_folio"."id" ASC' in sql]
    assert (len(both), locks[0]) == (2, both[0])


def test_a_line_is_taken_back_only_on_the_bill_on_which_it_stands(bill, house, alma, refuses_to_write):
    line = post_charge(actor=alma.actor, folio_id=bill.id, charge=charge())
    table = open_folio(actor=alma.actor, branch=house.branch)
    with refuses_to_write(), pytest.raises(FolioLineNotFound):
        void_line(actor=alma.actor, line_id=line.id, reason="错", folio_id=table.id)
    void_line(actor=alma.actor, line_id=line.id, reason="错", folio_id=bill.id)
    assert bill.balance.minor == 0
