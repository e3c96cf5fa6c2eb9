"""Acts on many companies: what they set, what stays out, and that undoing puts exactly that back."""

import pytest

from huitouke.access.models import AuditEntry
from huitouke.guests.company_history import list_company_history
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.models import Company
from huitouke.guests.services.companies import change_company, close_company, reopen_company
from huitouke.identity.bulk_models import BulkAct, BulkChange
from huitouke.identity.errors import BulkInvalid
from huitouke.identity.services import bulk_acts
from huitouke.identity.services.bulk_acts import begin_bulk_act, carry_out, undo_bulk_act
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.kernel.errors import Refused
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db
STILL = all_of(Row("closed", "no"))


@pytest.fixture
def sally(group):
    return hire("sally", "sales", group.main)


@pytest.fixture
def firms(group, company_of, sally):
    return [
        company_of(group.main, name="盛远科技", kind="协议单位", follow_up="sally"),
        company_of(group.main, name="柳岸贸易", kind="旅行社"),
        company_of(group.main, name="云帆贸易"),
    ]


def give(persona, kind, chosen=STILL, **more):
    return begin_bulk_act(actor=persona.actor, kind=kind, chosen=chosen, today=TODAY, subject=COMPANY, **more)


def stood():
    fields = ("name", "follow_up_id", "kinds", "is_closed", "field_sources")
    return list(Company.objects.order_by("name").values_list(*fields))


@pytest.mark.parametrize(
    ("kind", "more", "changed", "unchanged"),
    [
        ("assign", {"login": "sally"}, 2, 1),
        ("assign", {"login": ""}, 1, 2),
        ("add_kind", {"company_kind": "agency"}, 2, 1),
        ("remove_kind", {"company_kind": "agreement"}, 1, 2),
        ("close", {}, 3, 0),
        ("reopen", {}, 0, 3),
    ],
)
def test_an_act_sets_what_differs_and_undoing_puts_exactly_that_back(
    sally, firms, kind, more, changed, unchanged
):
    before = stood()
    act = give(sally, kind, **more)
    assert (act.changed, act.unchanged, act.left_out) == (changed, unchanged, 0)
    assert sum(old != new for old, new in zip(before, stood(), strict=True)) == changed
    undone = undo_bulk_act(actor=sally.actor, act_id=act.id)
    assert (undone.undone, undone.kept) == (changed, 0)
    assert stood() == before
    assert not BulkChange.objects.exists()


def test_what_was_changed_since_stays(sally, firms):
    assigned, closed = give(sally, "assign", login=""), give(sally, "close")
    change_company(actor=sally.actor, company_id=firms[0].id, fields={"follow_up": ["sally"]})
    reopen_company(actor=sally.actor, company_id=firms[1].id)
    close_company(actor=sally.actor, company_id=firms[1].id)
    undone = undo_bulk_act(actor=sally.actor, act_id=assigned.id)
    assert (undone.undone, undone.kept) == (0, 1)
    undone = undo_bulk_act(actor=sally.actor, act_id=closed.id)
    assert (undone.undone, undone.kept) == (2, 1)
    assert Company.objects.get(id=firms[1].id).is_closed


def test_companies_of_another_entity_are_neither_meant_nor_counted(group, firms, sally, company_of):
    theirs = company_of(group.bay, name="海湾贸易")
    act = give(sally, "close", [firms[0].id, theirs.id])
    assert (act.total, act.left_out) == (1, 0)
    assert not Company.objects.get(id=theirs.id).is_closed


def test_an_act_stands_in_the_history_and_the_trail_without_names(sally, firms):
    give(sally, "add_kind", company_kind="partner")
    lines = [
        (line.field, line.old, line.new)
        for line in list_company_history(sally.actor, firms[0].id)
        if line.field == "kind"
    ]
    assert lines == [("kind", "agreement", "agreement, partner")]
    entry = AuditEntry.objects.get(code="guests.company.changed_together")
    assert (entry.data["changed"], entry.fields) == (3, ["kind"])
    assert "盛远" not in str(entry.data)


def test_many_companies_are_the_worker_s_and_a_killed_one_goes_on(sally, firms, monkeypatch):
    monkeypatch.setattr(bulk_acts, "AT_ONCE", 1)
    monkeypatch.setattr(bulk_acts, "STEP", 2)
    act = give(sally, "close")
    assert (act.state, act.total) == ("waiting", 3)
    carry_out(act.id)
    carry_out(act.id)
    act.refresh_from_db()
    assert (act.state, act.changed) == ("done", 3)


def test_refuses_who_may_not_and_what_cannot_be(sally, mei, firms, refuses_to_write):
    with refuses_to_write():
        with pytest.raises(Refused):
            give(mei, "close")
        for kind, more in (
            ("add_tag", {"tag_name": "会员"}),
            ("add_kind", {"company_kind": "x"}),
            ("assign", {"login": "nobody"}),
            ("close", {"chosen": []}),
        ):
            with pytest.raises(BulkInvalid):
                give(sally, kind, **more)
    assert not BulkAct.objects.exists()
