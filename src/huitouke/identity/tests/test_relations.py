"""What two guests are to each other: said, answered, taken back, and whole through merges, erasure and imports."""

import csv
import io

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.errors import (
    GuestNotFound,
    RelationInvalid,
    RelationKnown,
    RelationMoved,
    RelationNotFound,
)
from huitouke.guests.models import Guest, Relation, RelationEnd
from huitouke.guests.queries import get_guest
from huitouke.guests.relations import list_household, list_relations
from huitouke.identity.services.erasure import erase_guest
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.relations import (
    confirm_relation,
    end_relation,
    refuse_relation,
    relate_guests,
    undo_relation,
)
from huitouke.identity.services.take_back import take_back_import
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.intake.models import ImportRun
from huitouke.kernel import clock
from huitouke.kernel.models import OutboxEvent
from huitouke.kernel.privacy import Person, keepers
from huitouke.testing.counts import at_most_queries
from huitouke.testing.factories import share

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def family(group, guest_of):
    """A father, a mother, their daughter and a colleague of the father's."""
    return tuple(guest_of(group.main, name=name) for name in ("陈志强", "林美玲", "陈思雨", "周文博"))


def suggested(one, other, role="partner"):
    """A suggestion as the run of the night leaves it: the other is `role` to the one."""
    relation = Relation.objects.create(state="suggested", evidence={"phone": 1}, found_at=clock.now())
    RelationEnd.objects.create(relation=relation, guest=one, place=1, role=role)
    RelationEnd.objects.create(relation=relation, guest=other, place=2, role=role)
    return relation


def told(actor, guest):
    """(name, role, state) of all that the actor reads of a guest's relations."""
    found = list_relations(actor, get_guest(actor, guest.id))
    return [
        (line.other.name, line.role, line.state) for line in (*found.known, *found.suggested, *found.former)
    ]


def household(actor, guest):
    return {line.name for line in list_household(actor, get_guest(actor, guest.id))}


def test_both_pages_tell_a_relation_each_in_its_own_word(alma, family):
    father, _mother, daughter, _colleague = family
    relate_guests(actor=alma.actor, guest_id=father.id, other_id=daughter.id, role="child", note="一家人")
    assert told(alma.actor, father) == [("陈思雨", "child", "confirmed")]
    assert told(alma.actor, daughter) == [("陈志强", "parent", "confirmed")]
    line = list_relations(alma.actor, father).known[0]
    assert (line.note, line.said_by) == ("一家人", "Alma")
    rows = AuditEntry.objects.filter(code="guests.relation.said")
    assert {row.object_id for row in rows} == {father.id, daughter.id}
    assert OutboxEvent.objects.filter(code="guests.relation.said").count() == 2
    assert Guest.objects.count() == 4


def test_a_household_is_whoever_family_ties_together(alma, family):
    father, mother, daughter, colleague = family
    relate_guests(actor=alma.actor, guest_id=father.id, other_id=mother.id, role="partner")
    relate_guests(actor=alma.actor, guest_id=mother.id, other_id=daughter.id, role="child")
    relate_guests(actor=alma.actor, guest_id=father.id, other_id=colleague.id, role="colleague")
    assert household(alma.actor, daughter) == {"林美玲", "陈志强"}
    assert household(alma.actor, father) == {"林美玲", "陈思雨"}
    assert household(alma.actor, colleague) == set()


@pytest.mark.parametrize(
    ("role", "note", "field"), [("boss", "", "role"), ("", "", "role"), ("child", "长" * 201, "note")]
)
def test_refuses_what_cannot_be_kept(alma, family, refuses_to_write, role, note, field):
    with refuses_to_write(), pytest.raises(RelationInvalid) as refused:
        relate_guests(actor=alma.actor, guest_id=family[0].id, other_id=family[1].id, role=role, note=note)
    assert set(refused.value.fields) == {field}


def test_refuses_one_and_the_same_and_what_is_known(alma, family, refuses_to_write):
    father, mother, *_rest = family
    relate_guests(actor=alma.actor, guest_id=father.id, other_id=mother.id, role="partner")
    with refuses_to_write():
        with pytest.raises(RelationInvalid):
            relate_guests(actor=alma.actor, guest_id=father.id, other_id=father.id, role="sibling")
        with pytest.raises(RelationKnown):
            relate_guests(actor=alma.actor, guest_id=mother.id, other_id=father.id, role="partner")
    relate_guests(actor=alma.actor, guest_id=mother.id, other_id=father.id, role="colleague")
    assert len(told(alma.actor, father)) == 2


def test_who_may_not_change_both_relates_nobody(
    chiara, irene, alma, group, guest_of, family, refuses_to_write
):
    abroad = guest_of(group.bay, name="陈大文")
    relation = relate_guests(actor=SYSTEM, guest_id=family[0].id, other_id=abroad.id, role="colleague")
    with refuses_to_write():
        for one, other in ((family[0], abroad), (abroad, family[0])):
            with pytest.raises(GuestNotFound):
                relate_guests(actor=chiara.actor, guest_id=one.id, other_id=other.id, role="partner")
            with pytest.raises(GuestNotFound):
                relate_guests(actor=alma.actor, guest_id=one.id, other_id=other.id, role="partner")
            with pytest.raises(RightMissing):
                relate_guests(actor=irene.actor, guest_id=one.id, other_id=other.id, role="partner")
        for actor in (alma.actor, chiara.actor):
            with pytest.raises(RelationNotFound):
                end_relation(actor=actor, relation_id=relation.id, guest_id=family[0].id)


def test_nobody_reads_of_whom_they_may_not_know(alma, chiara, mei, group, guest_of, family):
    father, mother, daughter, _colleague = family
    abroad = guest_of(group.bay, name="陈大文")
    for other, role in ((abroad, "sibling"), (mother, "partner")):
        relate_guests(actor=SYSTEM, guest_id=father.id, other_id=other.id, role=role)
    relate_guests(actor=SYSTEM, guest_id=abroad.id, other_id=daughter.id, role="relative")
    suggested(father, abroad)
    assert told(chiara.actor, abroad) == []
    assert household(chiara.actor, abroad) == set()
    # Nor does a household reach somebody through one whom the reader may not know.
    assert household(alma.actor, father) == {"林美玲"}
    share(abroad)
    assert household(alma.actor, father) == {"林美玲", "陈大文", "陈思雨"}
    Guest.objects.filter(id=abroad.id).update(is_stay_confidential=True)
    assert household(alma.actor, father) == {"林美玲"}
    assert household(mei.actor, father) == {"林美玲", "陈大文", "陈思雨"}
    Guest.objects.filter(id=father.id).update(is_stay_confidential=True)
    assert told(alma.actor, mother) == []
    assert told(mei.actor, mother) == [("陈志强", "partner", "confirmed")]
    assert list_relations(alma.actor, Guest.objects.get(id=father.id)).known == []


def test_a_suggestion_is_confirmed_as_what_it_is(alma, irene, family):
    father, _mother, daughter, _colleague = family
    relation = suggested(father, daughter, "companion")
    assert told(alma.actor, father) == [("陈思雨", "companion", "suggested")]
    assert told(irene.actor, father) == [], "whoever may not decide is not asked"
    confirm_relation(actor=alma.actor, relation_id=relation.id, guest_id=daughter.id, role="parent")
    assert told(alma.actor, father) == [("陈思雨", "child", "confirmed")]
    with pytest.raises(RelationMoved):
        refuse_relation(actor=alma.actor, relation_id=relation.id, guest_id=father.id)
    undo_relation(actor=alma.actor, relation_id=relation.id, guest_id=father.id, state="confirmed")
    assert [state for _name, _role, state in told(alma.actor, father)] == ["suggested"]


def test_saying_what_was_suggested_answers_it(alma, family):
    father, mother, *_rest = family
    relation = suggested(father, mother, "companion")
    made = relate_guests(actor=alma.actor, guest_id=mother.id, other_id=father.id, role="partner")
    assert made.id == relation.id
    assert told(alma.actor, father) == [("林美玲", "partner", "confirmed")]


def test_what_is_refused_or_over_is_former(alma, mei, family, refuses_to_write):
    father, mother, _daughter, colleague = family
    wrong = suggested(father, colleague)
    refuse_relation(actor=alma.actor, relation_id=wrong.id, guest_id=colleague.id)
    over = relate_guests(actor=alma.actor, guest_id=father.id, other_id=mother.id, role="partner")
    end_relation(actor=mei.actor, relation_id=over.id, guest_id=father.id)
    assert set(told(alma.actor, father)) == {
        ("周文博", "partner", "refused"),
        ("林美玲", "partner", "ended"),
    }
    with refuses_to_write():
        with pytest.raises(RelationNotFound):
            undo_relation(actor=alma.actor, relation_id=over.id, guest_id=father.id, state="ended")
        with pytest.raises(RelationNotFound):
            end_relation(actor=alma.actor, relation_id=wrong.id, guest_id=mother.id)
        with pytest.raises(RelationMoved):
            undo_relation(actor=alma.actor, relation_id=wrong.id, guest_id=father.id, state="ended")
    undo_relation(actor=mei.actor, relation_id=over.id, guest_id=father.id, state="ended")
    undo_relation(actor=alma.actor, relation_id=wrong.id, guest_id=father.id, state="refused")
    assert {state for _name, _role, state in told(alma.actor, father)} == {"confirmed", "suggested"}
    undo_relation(actor=alma.actor, relation_id=over.id, guest_id=father.id, state="confirmed")
    assert not Relation.objects.filter(id=over.id).exists()
    assert not RelationEnd.objects.filter(relation_id=over.id).exists()


def test_reading_costs_the_same_however_many_there_are(alma, group, guest_of, family):
    father = family[0]
    for number in range(12):
        other = guest_of(group.main, name=f"亲友{number}", allergy="花生")
        relate_guests(actor=alma.actor, guest_id=father.id, other_id=other.id, role="relative")
    guest = get_guest(alma.actor, father.id)
    with at_most_queries(3):
        assert len(list_relations(alma.actor, guest).known) == 12
    with at_most_queries(3):
        assert len(list_household(alma.actor, guest)) == 12


def test_relations_go_with_a_merge_and_come_back(bruno, group, guest_of, family):
    actor = bruno.actor
    father, mother, daughter, _colleague = family
    double = guest_of(group.main, name="CHEN ZHIQIANG")
    relate_guests(actor=actor, guest_id=father.id, other_id=mother.id, role="partner")
    relate_guests(actor=actor, guest_id=double.id, other_id=mother.id, role="partner")
    relate_guests(actor=actor, guest_id=double.id, other_id=daughter.id, role="child")
    relate_guests(actor=actor, guest_id=double.id, other_id=father.id, role="companion")
    before = sorted(RelationEnd.objects.values_list("id", "guest_id"))
    merged = merge_guests(actor=actor, kept_id=father.id, gone_ids=[double.id])
    assert told(actor, father) == [
        ("林美玲", "partner", "confirmed"),
        ("陈思雨", "child", "confirmed"),
    ], "said of both it shows once, and nobody is related to themselves"
    assert household(actor, daughter) == {"陈志强", "林美玲"}
    unmerge_guests(actor=actor, decision_id=merged.decisions[0])
    assert sorted(RelationEnd.objects.values_list("id", "guest_id")) == before
    assert ("陈志强", "companion", "confirmed") in told(actor, double)


def test_what_is_known_of_one_profile_is_asked_of_the_other_no_more(bruno, group, guest_of, family):
    father, mother, *_rest = family
    double = guest_of(group.main, name="CHEN ZHIQIANG")
    relate_guests(actor=bruno.actor, guest_id=father.id, other_id=mother.id, role="partner")
    suggested(double, mother)
    merge_guests(actor=bruno.actor, kept_id=father.id, gone_ids=[double.id])
    assert told(bruno.actor, father) == [("林美玲", "partner", "confirmed")]


def test_erasing_one_takes_the_relation_and_leaves_the_other(bruno, adam, family):
    father, mother, *_rest = family
    relate_guests(
        actor=bruno.actor, guest_id=father.id, other_id=mother.id, role="partner", note="结婚二十年"
    )
    keeper = next(each for each in keepers() if each.code == "guests.relationend")
    copy = keeper.copy(Person(father.id))
    assert copy[0].rows[0]["note"] == "结婚二十年"
    assert "林美玲" not in str(copy[0].rows), "who the other is stands in no copy"
    done = erase_guest(actor=adam.actor, guest_id=father.id, typed="陈志强", reason="asked")
    assert {"code": "guests.relationend", "count": 1, "keep_until": None, "law": ""} in done.report
    assert not Relation.objects.exists()
    assert not RelationEnd.objects.exists()
    assert Guest.objects.filter(id=mother.id).exists()


@pytest.fixture
def brought(bruno, tmp_path):
    """A guest whom a file brought, and the import."""
    text = io.StringIO()
    csv.writer(text).writerows([["编号", "姓名", "手机"], ["7", "王小明", "13812345678"]])
    path = tmp_path / "guests.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    import_guests(path, actor=bruno.actor, system="opera")
    return Guest.objects.get(name="王小明"), ImportRun.objects.get()


def test_a_suggestion_goes_with_an_import_that_is_taken_back(bruno, family, brought):
    guest, run = brought
    suggested(guest, family[0])
    assert take_back_import(actor=bruno.actor, run_id=run.id).gone == 1
    assert not Relation.objects.exists()
    assert not RelationEnd.objects.exists()


def test_whoever_a_colleague_related_stays_when_the_import_is_taken_back(bruno, family, brought):
    guest, run = brought
    relate_guests(actor=bruno.actor, guest_id=guest.id, other_id=family[0].id, role="colleague")
    done = take_back_import(actor=bruno.actor, run_id=run.id)
    assert (done.gone, done.kept) == (0, 1)
    assert told(bruno.actor, guest) == [("陈志强", "colleague", "confirmed")]
