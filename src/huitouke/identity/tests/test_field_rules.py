"""Which value shows where an administrator has set the rules: in merges, un-merges, saves, records and the check."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest
from huitouke.identity.errors import RulesInvalid, RulesNotReady
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.field_rules import not_shown
from huitouke.identity.models import Decision
from huitouke.identity.services import change_guest, field_rules
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.field_rules import apply_rules, propose_rules, resume_rules, run_rules
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.unmerging import cut_out, unmerge_guests
from huitouke.kernel.models import FieldChange
from huitouke.testing.factories import SOME_ID_CARD

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def tell(group):
    def run(system, minutes, **raw):
        with transaction.atomic():
            admitted = admit_people(
                actor=SYSTEM,
                source=source_of(SYSTEM, group.main, system),
                people=[
                    Person(
                        "guest:1",
                        {name: [text] for name, text in raw.items()},
                        START + timedelta(minutes=minutes),
                    )
                ],
            )
        return admitted.guests["guest:1"]

    return run


@pytest.fixture
def rule(adam):
    """Set the rules and apply them; how many guests were foreseen, and how many changed."""

    def run(systems=(), **orders):
        proposal = propose_rules(actor=adam.actor, orders=orders, systems=systems)
        run_rules(proposal.id)
        apply_rules(actor=adam.actor, rules_id=proposal.id)
        run_rules(proposal.id)
        proposal.refresh_from_db()
        assert proposal.state == "applied"
        return proposal.foreseen, proposal.changed

    return run


@pytest.fixture
def merged(tell, mei):
    """One guest of three systems: two say 苏州丝绸, the newest says 盛远科技, the last brought an identity card."""
    kept = tell(
        "opera", 0, name="张伟", company="苏州丝绸", position="经理", address="上海市静安区南京西路 1266 号"
    )
    others = [
        tell("mews", 9, name="张大伟", company="盛远科技", position="总经理"),
        tell("clouds", 5, name="章伟", company="苏州丝绸", birth_date="1990-01-01", id_card=SOME_ID_CARD),
    ]
    done = merge_guests(actor=mei.actor, kept_id=kept, gone_ids=others)
    return Guest.objects.get(), done


def strays():
    return sorted(compare_guests().fields)


def shown(*names):
    guest = Guest.objects.get()
    return tuple(getattr(guest, name) for name in names)


def test_each_criterion_decides_and_setting_it_back_undoes_it(merged, rule):
    guest, _done = merged
    before = {name: value for name, value in vars(guest).items() if name not in ("_state", "updated_at")}
    assert shown("name", "company") == ("张伟", "苏州丝绸")
    assert rule(work=["newer"], names=["verified"]) == (1, 1)
    assert shown("name", "company", "position") == ("章伟", "盛远科技", "总经理")
    assert Guest.objects.get().other_names == ["张伟", "张大伟"]
    assert strays() == []
    assert rule(work=["frequent", "newer"]) == (1, 1)
    assert shown("name", "company", "position") == ("张伟", "苏州丝绸", "总经理")
    assert rule(work=["source"], systems=["clouds", "mews"]) == (0, 0)
    assert rule(work=["source"], systems=["mews"]) == (1, 1)
    assert shown("company") == ("盛远科技",)
    assert strays() == []
    assert rule() == (1, 1)
    after = Guest.objects.get()
    assert {name: getattr(after, name) for name in before} == before
    assert strays() == []


def test_a_saved_value_is_shown_whoever_else_told_it(tell, rule, mei, alma):
    guest_id = tell("opera", 0, name="张伟", company="苏州丝绸", position="经理")
    other_id = tell("mews", 9, name="张伟", company="盛远科技", position="经理")
    merge_guests(actor=mei.actor, kept_id=guest_id, gone_ids=[other_id])
    rule(work=["frequent", "source"], systems=["mews", "opera"])
    assert shown("company") == ("盛远科技",)

    def save(**fields):
        return change_guest(actor=alma.actor, guest_id=guest_id, fields=fields, additions={}, removals={})

    assert save(company="苏州丝绸") == ["company"]
    # Two say so now: the rules let it show, and hold the word of the system that they trust more for its source.
    assert shown("company") == ("苏州丝绸",)
    assert "company" not in Guest.objects.get().field_sources
    assert not_shown(alma.actor, guest_id, ["company"]) == []
    assert save(position="董事") == ["position"]
    assert not_shown(alma.actor, guest_id, ["company", "position"]) == ["position"]
    assert shown("company", "position") == ("苏州丝绸", "经理")


def test_the_rules_hold_in_saves_records_merges_and_unmerges_alike(merged, rule, tell, mei, alma):
    guest, done = merged
    rule(work=["staff", "newer"], names=["source"], address=["newer"], systems=["mews"])
    assert shown("name", "position") == ("张大伟", "总经理")
    change_guest(
        actor=alma.actor,
        guest_id=guest.id,
        fields={"position": "董事", "name": "张老板", "postcode": "200040"},
        additions={},
        removals={},
    )
    # Staff stand first for the work, the most trusted source for the name.
    assert shown("name", "position", "postcode") == ("张大伟", "董事", "200040")
    assert not_shown(alma.actor, guest.id, ["name", "position", "postcode"]) == ["name"]
    tell("mews", 20, name="张伟伟", position="主席")
    assert shown("name", "position") == ("张伟伟", "董事")
    assert strays() == []
    unmerge_guests(actor=mei.actor, decision_id=done.decisions[0])
    assert strays() == []
    assert sorted(Guest.objects.values_list("name", "position")) == [("张伟伟", "主席"), ("张老板", "董事")]
    merge_guests(actor=mei.actor, kept_id=guest.id, gone_ids=[done_id(guest.id)])
    assert shown("name", "position") == ("张伟伟", "董事")
    assert strays() == []


def done_id(kept):
    return Guest.objects.exclude(id=kept).get().id


def test_trying_writes_nothing_and_applying_notes_the_history(merged, adam, refuses_to_write):
    guest, _done = merged
    noted = FieldChange.objects.count()
    proposal = propose_rules(actor=adam.actor, orders={"work": ["newer"]})
    with pytest.raises(RulesNotReady):
        apply_rules(actor=adam.actor, rules_id=proposal.id)
    run_rules(proposal.id)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.foreseen, proposal.examples, proposal.done) == (
        "looked",
        1,
        [guest.id],
        1,
    )
    assert shown("company") == ("苏州丝绸",)
    assert FieldChange.objects.count() == noted
    apply_rules(actor=adam.actor, rules_id=proposal.id)
    run_rules(proposal.id)
    line = FieldChange.objects.get(subject_id=guest.id, field="company", new="盛远科技")
    assert (line.actor_id, line.reason) == (adam.actor.id, "guests.field_rules.changed")
    assert AuditEntry.objects.get(code="guests.field_rules.changed").fields == ["work"]


def test_a_run_that_broke_off_goes_on_where_it_stopped(tell, mei, adam, monkeypatch):
    for number in range(3):
        kept = tell(f"opera{number}", 0, name="张伟", company="苏州丝绸")
        gone = tell(f"mews{number}", 5, name="张伟", company="盛远科技")
        merge_guests(actor=mei.actor, kept_id=kept, gone_ids=[gone])
    monkeypatch.setattr(field_rules, "CHUNK", 1)
    proposal = propose_rules(actor=adam.actor, orders={"work": ["newer"]})
    assert field_rules._step(proposal.id)
    field_rules.fail_rules(proposal.id)
    run_rules(proposal.id)
    assert FieldRuleSet.objects.get().done == 1
    resume_rules(actor=adam.actor, rules_id=proposal.id)
    run_rules(proposal.id)
    assert (FieldRuleSet.objects.get().done, FieldRuleSet.objects.get().foreseen) == (3, 3)
    apply_rules(actor=adam.actor, rules_id=proposal.id)
    field_rules.fail_rules(proposal.id)
    newer = propose_rules(actor=adam.actor, orders={})
    run_rules(newer.id)
    apply_rules(actor=adam.actor, rules_id=newer.id)
    with pytest.raises(RulesNotReady):
        resume_rules(actor=adam.actor, rules_id=proposal.id)


def test_refuses_rules_that_are_none_and_those_who_may_not(adam, alma, bruno, refuses_to_write):
    for wrong in (
        {"nothing": ["newer"]},
        {"work": ["louder"]},
        {"work": ["newer", "newer"]},
        {"work": ["source"]},
    ):
        with refuses_to_write(), pytest.raises(RulesInvalid):
            propose_rules(actor=adam.actor, orders=wrong)
    with refuses_to_write(), pytest.raises(RightMissing):
        propose_rules(actor=alma.actor, orders={"work": ["newer"]})
    assert not FieldRuleSet.objects.exists()


@pytest.fixture
def ruled(tell, alma, rule):
    """A guest of whom staff said another company than the system, shown as the system says by the rules."""
    guest_id = tell("mews", 9, name="张大伟", company="盛远科技")
    say(alma, guest_id, company="苏州丝绸")
    assert rule(work=["source"], systems=["mews"]) == (1, 1)
    assert company_shown(guest_id) == "盛远科技"
    return guest_id


def say(persona, guest_id, **fields):
    change_guest(actor=persona.actor, guest_id=guest_id, fields=fields, additions={}, removals={})


def company_shown(guest_id):
    return Guest.objects.get(id=guest_id).company


@pytest.mark.parametrize("part", ["unmerged", "cut out"])
def test_who_parts_after_rules_were_set_back_shows_nothing_that_they_chose(ruled, rule, tell, mei, part):
    kept = tell("opera", 0, name="张伟", company="苏州丝绸")
    decision = merge_guests(actor=mei.actor, kept_id=kept, gone_ids=[ruled]).decisions[0]
    rule()
    if part == "unmerged":
        unmerge_guests(actor=mei.actor, decision_id=decision)
    else:
        cut_out([ruled])
    assert company_shown(ruled) == "苏州丝绸"
    assert strays() == []


def test_who_was_merged_before_the_worker_came_parts_as_the_rules_say(ruled, tell, adam, mei):
    kept = tell("opera", 0, name="张伟", company="苏州丝绸")
    proposal = propose_rules(actor=adam.actor, orders={})
    run_rules(proposal.id)
    apply_rules(actor=adam.actor, rules_id=proposal.id)
    decision = merge_guests(actor=mei.actor, kept_id=kept, gone_ids=[ruled]).decisions[0]
    run_rules(proposal.id)
    unmerge_guests(actor=mei.actor, decision_id=decision)
    assert company_shown(ruled) == "苏州丝绸"
    assert strays() == []


def test_a_merge_amid_the_run_of_rules_leaves_nothing_of_the_earlier_ones(
    tell, alma, rule, adam, mei, monkeypatch
):
    kept, gone = (tell(f"mews{number}", 9, name="张大伟", position="经理") for number in range(2))
    say(alma, gone, position="总经理")
    say(alma, kept, name="张伟")
    rule(work=["source"], systems=["mews0", "mews1"])
    monkeypatch.setattr(field_rules, "CHUNK", 1)
    proposal = propose_rules(actor=adam.actor, orders={})
    run_rules(proposal.id)
    apply_rules(actor=adam.actor, rules_id=proposal.id)
    assert field_rules._step(proposal.id)
    proposal.refresh_from_db()
    assert proposal.last_id == kept
    merge_guests(actor=mei.actor, kept_id=kept, gone_ids=[gone])
    run_rules(proposal.id)
    assert shown("position") == ("总经理",)
    assert strays() == []


RULES = (
    {"orders": {}},
    {"orders": {"work": ["source"], "names": ["newer"]}, "systems": ["mews", "opera"]},
    {"orders": {"names": ["source"]}, "systems": ["opera"]},
    {"orders": {"work": ["staff", "newer"], "names": ["frequent"]}},
)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_rules_merges_and_partings_come_in_between_all_show_what_holds(
    seed, tell, alma, adam, mei, monkeypatch
):
    monkeypatch.setattr(field_rules, "CHUNK", 2)
    random = Random(seed)
    homes = [
        tell(system, 0, name="张伟", company="苏州丝绸") for system in ("opera", "mews", "clouds", "atour")
    ]
    partings = 0
    for number in range(24):
        act = random.choice(["save", "tell", "merge", "merge", "part", "part", "rule", "rule", "run"])
        there = list(Guest.objects.filter(id__in=homes).order_by("id").values_list("id", flat=True))
        told = {
            "name": random.choice(["张伟", "章伟", "张大伟"]),
            "company": random.choice(["盛远科技", "云舟"]),
        }
        if act == "save":
            say(alma, random.choice(there), **told)
        elif act == "tell":
            tell(random.choice(["opera", "mews", "clouds", "atour"]), number, **told)
        elif act == "merge" and len(there) > 1:
            kept, gone = random.sample(there, 2)
            merge_guests(actor=mei.actor, kept_id=kept, gone_ids=[gone])
        elif act == "part" and (merges := list(Decision.objects.in_force().order_by("id"))):
            decision = random.choice(merges)
            if random.random() < 0.3:
                cut_out([decision.gone_id])
            else:
                unmerge_guests(actor=mei.actor, decision_id=decision.id)
            partings += 1
        elif act == "rule" and not FieldRuleSet.objects.filter(state="applying").exists():
            proposal = propose_rules(actor=adam.actor, **random.choice(RULES))
            run_rules(proposal.id)
            apply_rules(actor=adam.actor, rules_id=proposal.id)
            if random.random() < 0.5:
                field_rules._step(proposal.id)
        for waiting in FieldRuleSet.objects.filter(state="applying") if act == "run" else ():
            run_rules(waiting.id)
        if not FieldRuleSet.objects.filter(state="applying").exists():
            assert strays() == [], f"after step {number}, {act}"
    assert partings
