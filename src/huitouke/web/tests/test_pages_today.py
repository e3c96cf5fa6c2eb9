"""Today: each post sees its own blocks first, only what it may see, at a level cost."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from huitouke.access.choices import ROLES
from huitouke.access.models import User
from huitouke.access.services import record_read
from huitouke.access.services.switching import set_switch
from huitouke.access.switches import forget
from huitouke.capture.choices import Step
from huitouke.capture.forms import count_forms
from huitouke.capture.models import Capture
from huitouke.capture.services import note_capture
from huitouke.guests.models import Company, Evaluation
from huitouke.guests.today import GuestLines
from huitouke.identity.services import evaluate_guest
from huitouke.kernel import clock
from huitouke.stays.services.preparing import tick_prepared
from huitouke.testing.personas import hire
from huitouke.testing.stays import deliver, make_stay
from huitouke.web.today.block import Moment
from huitouke.web.today.blocks import BLOCKS, blocks_of

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture(autouse=True)
def fresh_switches():
    forget()
    yield
    forget()


@pytest.fixture
def seller(group):
    return hire("sally", "sales", group.main, display_name="苏莉")


def moment_of(persona, branch, role):
    actor = persona.actor
    lines, forms = GuestLines(actor), partial(count_forms, actor)
    return Moment(actor, persona.user.username, role, branch, branch.business_date, lines, forms)


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("administrator", ["first_day", "backup", "machinery", "waiting_codes"]),
        ("auditor", ["readings", "doings"]),
        ("sales", ["agreements", "visits", "credit"]),
        ("accounts_receivable", ["agreements", "credit"]),
        ("front_desk", ["arrivals", "forms", "to_complete"]),
        ("guest_relations", ["set_up", "arrivals", "to_greet", "fallen_marks", "forms", "to_complete"]),
        (
            "customer_relations_supervisor",
            ["arrivals", "to_greet", "promises", "completeness", "fallen_marks", "consents", "forms"],
        ),
        ("manager", ["arrivals", "to_greet", "promises", "completeness", "consents"]),
        ("housekeeping", ["set_up", "arrivals"]),
    ],
)
def test_each_post_sees_its_own_blocks_first(group, role, first):
    person = hire("lin", role)
    own, below = blocks_of(moment_of(person, group.main, role))
    assert [block.code for block in own] == first
    assert {"birthdays", "new_guests"} <= {block.code for block in below}
    assert not {block.code for block in own} & {block.code for block in below}


@pytest.mark.parametrize("role", list(ROLES))
def test_every_post_can_open_its_day(group, guest_of, signed_in, role):
    guest_of(group.main, name="王建国", birth_date="1990-03-17", allergy="花生过敏")
    page = signed_in(hire("lin", role, group.main)).get("/")
    assert page.status_code == 200
    assert "王建国" in page.content.decode()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.code)
def test_a_block_costs_what_it_says_however_much_there_is(block, adam, group, guest_of, company_of):
    today = group.main.business_date
    for number in range(3):
        guest = guest_of(group.main, name=f"王小{number}", birth_date="1990-03-17", allergy="花生过敏")
        Capture.objects.create(
            guest=guest, step=Step.CHECK_IN, branch=group.main, user=adam.user, on_day=today,
            missing=["document"], lack=15,
        )  # fmt: skip
        for value in (5, 2):
            evaluate_guest(actor=adam.actor, guest_id=guest.id, scale="friendliness", value=value)
        company_of(
            group.main, name=f"盛远科技{number}", kind="协议单位", credit_limit="5000",
            agreement_from="2025-01-01", agreement_to=(today - timedelta(days=number + 1)).isoformat(),
        )  # fmt: skip
    for number in range(3):
        who = {"name": f"客{number}", "preference": "荞麦枕", "taboo": "不吃香菜", "birth_date": "1990-03-16"}
        stay = make_stay(
            group.main,
            f"s{number}",
            today,
            who=who,
            profile=f"p{number}",
            status="in_house" if number else "reserved",
        )
    deliver()
    tick_prepared(actor=adam.actor, preparation_id=stay.preparations.get().id)
    block.read(moment_of(adam, group.main, "administrator"))
    moment = moment_of(adam, group.main, "administrator")
    with CaptureQueriesContext(connection) as sent:
        read = block.read(moment)
        assert block.when_empty == "hidden" or render_to_string(block.template, {"block": read.context})
    statements = [query["sql"] for query in sent.captured_queries]
    assert len(statements) <= block.queries, "\n".join(statements)
    assert block.when_empty == "hidden" or read.context
    with CaptureQueriesContext(connection) as counted:
        assert all(figure.told() for figure in read.figures)
    assert len(counted) <= len(read.figures)


def test_a_seller_sees_own_companies_and_a_manager_of_sales_all(group, company_of, seller, signed_in):
    end = (group.main.business_date + timedelta(days=12)).isoformat()
    mine = company_of(group.main, name="盛远科技", kind="协议单位", agreement_to=end)
    company_of(group.main, name="别人家单位", kind="协议单位", agreement_to=end)
    company_of(group.bay, name="海湾单位", kind="协议单位", agreement_to=end)
    Company.objects.filter(id=mine.id).update(follow_up=seller.user)
    page = signed_in(seller).get("/").content.decode()
    assert "盛远科技" in page
    assert "12 天" in page
    assert "别人家单位" not in page
    chief = signed_in(hire("chief", "sales_manager", group.main)).get("/").content.decode()
    assert "盛远科技" in chief
    assert "别人家单位" in chief
    assert "海湾单位" not in chief


def test_a_company_nobody_spoke_with_is_due_until_a_visit_is_noted(group, company_of, seller, signed_in):
    company = company_of(group.main, name="盛远科技", kind="协议单位")
    old = clock.now() - timedelta(days=90)
    Company.objects.filter(id=company.id).update(follow_up=seller.user, created_at=old)
    client = signed_in(seller)
    assert "尚无合作记录" in client.get("/").content.decode()
    note = {"kind": "visit", "happened_on": group.main.business_date.isoformat(), "text": "拜访李秘书"}
    assert client.post(f"/companies/{company.id}/cooperation/new/", note).status_code == 302
    page = client.get("/").content.decode()
    assert "尚无合作记录" not in page
    assert "60 天内都有合作记录" in page


def test_the_auditor_sees_who_read_what(group, guest_of, alma, irene, signed_in):
    guest = guest_of(group.main, name="王建国")
    text = signed_in(irene).get("/").content.decode()
    assert "没有人查看过敏感信息" in text
    record_read(
        alma.actor,
        "guests.field.read",
        object_type="guest",
        object_id=guest.id,
        fields=["id_card"],
        branch_id=group.main.id,
    )
    text = signed_in(irene).get("/").content.decode()
    assert "没有人查看过敏感信息" not in text
    assert "who=alma" in text


def test_a_mark_that_fell_stands_there_until_it_rises_again(group, guest_of, mei, signed_in):
    guest = guest_of(group.main, name="王建国")
    other = guest_of(group.main, name="刘敏")
    for value in (4, 2):
        evaluate_guest(actor=mei.actor, guest_id=guest.id, scale="satisfaction", value=value)
    evaluate_guest(actor=mei.actor, guest_id=other.id, scale="satisfaction", value=1)
    assert Evaluation.objects.count() == 3
    page = signed_in(mei).get("/").content.decode()
    assert "4 → 2" in page
    evaluate_guest(actor=mei.actor, guest_id=guest.id, scale="satisfaction", value=5)
    assert "没有下降的评价" in signed_in(mei).get("/").content.decode()


def test_what_is_switched_off_stands_on_no_day(group, adam, alma, signed_in):
    assert "待完善档案" in signed_in(alma).get("/").content.decode()
    set_switch(actor=adam.actor, code="capture", is_on=False)
    set_switch(actor=adam.actor, code="forms", is_on=False)
    page = signed_in(alma).get("/").content.decode()
    assert "待完善档案" not in page
    assert "/forms/" not in page


def test_who_has_no_post_has_no_day(group, dario, signed_in):
    assert signed_in(dario).get("/").status_code == 403
    assert User.objects.filter(username="dario").exists()


def test_the_supervisor_sees_how_completely_every_colleague_of_the_branch_asks(
    group, guest_of, alma, mei, chiara, signed_in
):
    guest = guest_of(group.main, name="王建国")
    note_capture(actor=alma.actor, guest_id=guest.id, step="check_in", branch=group.main)
    for place, is_told in ((group.main, True), (group.bay, False)):
        head = hire(f"head.{place.code.lower()}", "customer_relations_supervisor", place)
        page = signed_in(head).get("/").content.decode()
        assert ("同事，由低到高" in page) is is_told
        assert ("Alma" in page) is is_told
    assert "Alma" not in signed_in(mei).get("/capture/report/").content.decode()
