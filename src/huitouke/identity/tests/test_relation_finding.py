"""Who may have to do with whom: found by what both share, of whom matching says that they are two."""

from datetime import timedelta

import pytest

from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest, Relation, RelationEnd
from huitouke.guests.queries import get_guest
from huitouke.guests.relations import list_relations
from huitouke.identity.match_tables import RelationWatch
from huitouke.identity.models import Decision, Proposal
from huitouke.identity.relation_guess import Traits, guess_role
from huitouke.identity.services import change_guest
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.relation_finding import find_relations, find_relations_of
from huitouke.identity.services.relations import end_relation, refuse_relation, relate_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.testing.counts import at_most_queries
from huitouke.testing.factories import share

HOME = "上海市静安区南京西路 1266 号 3 栋 1201 室"


def found():
    """(names, role of the one whose name stands second, evidence) of every suggestion."""
    keep_missing_rows()
    find_relations()
    told = []
    for relation in Relation.objects.filter(state="suggested"):
        ends = sorted(
            (end.guest.name, end.role)
            for end in RelationEnd.objects.filter(relation=relation).select_related("guest")
        )
        told.append((tuple(name for name, _role in ends), ends[1][1], dict(relation.evidence)))
    return sorted(told, key=lambda each: each[0])


@pytest.fixture
def couple(group, guest_of):
    return (
        guest_of(group.main, name="陈志强", sex="男", mobile="13812345678"),
        guest_of(group.main, name="林美玲", sex="女", mobile="13812345678"),
    )


def test_a_couple_on_one_phone_is_two_who_belong_together(couple):
    assert found() == [(("林美玲", "陈志强"), "partner", {"phone": 1})]
    assert Guest.objects.count() == 2
    assert AuditEntry.objects.filter(code="guests.relation.found").count() == 1


def test_a_child_on_a_parents_phone(group, guest_of):
    guest_of(group.main, name="陈志强", mobile="13812345678", birth_date="1980-05-06")
    guest_of(group.main, name="陈思雨", mobile="13812345678", birth_date="2015-03-02")
    assert found() == [
        (("陈志强", "陈思雨"), "parent" if "陈志强" > "陈思雨" else "child", {"phone": 1, "family": 1})
    ]


def test_father_and_son_of_one_name_at_one_door(group, guest_of):
    for born in ("1950-05-06", "1980-11-22"):
        guest_of(group.main, name="张伟", home_address=HOME, birth_date=born)
    [(_names, role, evidence)] = found()
    assert role in {"parent", "child"}
    assert evidence == {"address": 1, "family": 1}


def test_twins(group, guest_of):
    for name in ("张玮", "张琳"):
        guest_of(group.main, name=name, home_address=HOME, birth_date="1990-05-06", home_phone="021-62581234")
    [(names, role, evidence)] = found()
    assert set(names) == {"张玮", "张琳"}
    assert role == "sibling"
    assert evidence == {"phone": 1, "address": 1, "family": 1}


def test_a_surname_that_only_sounds_the_same_is_none(group, guest_of):
    guest_of(group.main, name="李静怡", mobile="13812345678")
    guest_of(group.main, name="黎志强", mobile="13812345678")
    assert found()[0][2] == {"phone": 1}


def test_one_company_alone_ties_nobody_and_says_colleague_beside_more(group, guest_of):
    for name in ("周文博", "吴晓梅"):
        guest_of(group.main, name=name, company="盛远科技有限公司", office_phone="021-62581234")
    assert found() == []
    for name in ("郑国华", "冯丽"):
        guest_of(group.main, name=name, company="和风商贸", mobile="13700002222")
    [(_names, role, evidence)] = found()
    assert role == "colleague"
    assert evidence == {"phone": 1, "company": 1}


def test_whoever_may_be_one_person_is_asked_about_elsewhere(group, guest_of):
    guest_of(group.main, name="张伟", mobile="13812345678")
    guest_of(group.main, name="ZHANG WEI", mobile="13812345678")
    guest_of(group.main, mobile="13812345678", email="wei@example.com")
    assert found() == []


def test_what_many_share_ties_nobody(group, guest_of):
    names = ("陈志强", "林美玲", "周文博", "吴晓梅", "郑国华", "冯丽")
    for name in names[:5]:
        guest_of(group.main, name=name, mobile="13812345678")
    assert len(found()) == 10
    guest_of(group.main, name=names[5], mobile="13812345678")
    assert found() == [], "a sixth makes it an agency's, and what was suggested goes"


def test_a_number_that_a_platform_lends_ties_nobody(group, guest_of):
    for name in ("陈志强", "林美玲"):
        guest_of(group.main, name=name, mobile="13812345678")
    from huitouke.guests.models import ContactPoint

    ContactPoint.objects.update(is_relay=True)
    assert found() == []


def test_two_legal_entities_are_told_of_each_other_by_consent_alone(group, guest_of):
    one = guest_of(group.main, name="陈志强", mobile="13812345678")
    other = guest_of(group.bay, name="林美玲", mobile="13812345678")
    assert found() == []
    share(one)
    share(other)
    find_relations(whole=True)
    assert Relation.objects.count() == 1


def test_the_same_again_changes_nothing(couple):
    found()
    [before] = Relation.objects.values()
    done = find_relations(whole=True)
    assert (done.guests, done.made, done.changed, done.gone) == (2, 0, 0, 0)
    assert list(Relation.objects.values()) == [before]


def test_looks_only_at_those_of_whom_anything_is_new(group, guest_of, couple):
    found()
    Relation.objects.all().delete()
    watch = RelationWatch.objects.get()
    RelationWatch.objects.update(
        looked_at=watch.looked_at + timedelta(days=2), earlier_change=watch.last_change
    )
    assert find_relations().guests == 0
    guest_of(group.main, name="周文博", mobile="13812345678")
    keep_missing_rows()
    RelationWatch.objects.update(looked_at=watch.looked_at)
    assert find_relations().made == 3


@pytest.mark.parametrize("answer", ["refused", "ended"])
def test_what_a_person_said_is_not_suggested_again(alma, couple, answer):
    one, other = couple
    if answer == "refused":
        found()
        refuse_relation(actor=alma.actor, relation_id=Relation.objects.get().id, guest_id=one.id)
    else:
        known = relate_guests(actor=alma.actor, guest_id=one.id, other_id=other.id, role="partner")
        end_relation(actor=alma.actor, relation_id=known.id, guest_id=one.id)
    assert found() == []
    find_relations(whole=True)
    assert Relation.objects.get().state == answer


def test_a_refusal_holds_for_whoever_one_of_the_two_became(bruno, group, guest_of, couple):
    one, _other = couple
    found()
    refuse_relation(actor=bruno.actor, relation_id=Relation.objects.get().id, guest_id=one.id)
    double = guest_of(group.main, name="CHEN ZHIQIANG", email="chen@example.com")
    merged = merge_guests(actor=bruno.actor, kept_id=double.id, gone_ids=[one.id])
    assert found() == []
    unmerge_guests(actor=bruno.actor, decision_id=merged.decisions[0])
    assert found() == []


def test_two_who_were_said_not_to_be_one_person_may_be_a_pair(bruno, group, guest_of):
    one = guest_of(group.main, name="张伟", mobile="13812345678")
    other = guest_of(group.main, name="张伟", mobile="13812345678")
    assert found() == []
    Decision.objects.create(kind="apart", kept_id=one.id, gone_id=other.id)
    assert [evidence for _names, _role, evidence in found()] == [{"phone": 1, "family": 1}]


def test_a_suggestion_between_profiles_that_became_one_is_nobodys(bruno, couple):
    one, other = couple
    found()
    merged = merge_guests(actor=bruno.actor, kept_id=one.id, gone_ids=[other.id])
    find_relations(whole=True)
    assert list_relations(bruno.actor, get_guest(bruno.actor, one.id)).suggested == []
    unmerge_guests(actor=bruno.actor, decision_id=merged.decisions[0])
    assert len(list_relations(bruno.actor, get_guest(bruno.actor, one.id)).suggested) == 1


def test_what_no_longer_stands_goes(alma, couple):
    one, _other = couple
    assert len(found()) == 1
    contact = one.contacts.get()
    change_guest(
        actor=alma.actor, guest_id=one.id, fields={}, additions={}, removals={"contact": [contact.id]}
    )
    assert find_relations_of([one.id]).gone == 1
    assert not Relation.objects.exists()
    assert not RelationEnd.objects.exists()


def test_suggesting_proposes_and_merges_nobody(couple):
    found()
    assert not Decision.objects.exists()
    assert Proposal.objects.count() == 0


def test_the_work_does_not_grow_with_the_pairs(group, guest_of):
    for number in range(6):
        for name in ("陈志强", "林美玲"):
            guest_of(group.main, name=name, mobile=f"1381234567{number}")
    keep_missing_rows()
    with at_most_queries(26):
        done = find_relations()
    assert done.made == 6


@pytest.mark.parametrize(
    ("one", "other", "evidence", "role"),
    [
        (Traits(1980, "m"), Traits(1982, "f"), {"phone": 1}, "partner"),
        (Traits(1980), Traits(2010), {"phone": 1, "family": 1}, "child"),
        (Traits(2010), Traits(1980), {"address": 1}, "parent"),
        (Traits(1980), Traits(1880), {"address": 1}, "other"),
        (Traits(1990), Traits(1992), {"phone": 1, "family": 1}, "sibling"),
        (Traits(), Traits(), {"phone": 1, "family": 1}, "relative"),
        (Traits(1980, "m"), Traits(1982, "f"), {"room": 2, "company": 1}, "colleague"),
        (Traits(1980, "m"), Traits(1982, "m"), {"room": 2}, "companion"),
        (Traits(), Traits(), {"phone": 1}, "other"),
    ],
)
def test_guesses_a_first_word(one, other, evidence, role):
    assert guess_role(one, other, evidence) == role
