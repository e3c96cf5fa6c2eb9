"""Score cards: weighted total, trend, weights that change for later cards only."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.access.models import AuditEntry
from huitouke.guests.company_choices import DEFAULT_WEIGHTS, SHORT_CARD, Criterion
from huitouke.guests.company_queries import list_score_cards
from huitouke.guests.errors import CompanyNotFound, ScoreCardInvalid
from huitouke.guests.models import ScoreCard
from huitouke.guests.score_calculations import Scored, total_of
from huitouke.guests.services.score_cards import add_score_card, set_weights, weights_now
from huitouke.kernel.errors import Refused
from huitouke.kernel.models import FieldChange
from huitouke.testing.personas import hire

DAY = date(2026, 3, 16)


@pytest.fixture
def sally(group):
    return hire("sally", "sales", group.main)


@pytest.fixture
def company(group, company_of):
    return company_of(group.main, name="盛远科技")


def test_the_card_has_fifteen_criteria_and_the_short_one_five():
    assert len(Criterion) == 15
    assert len(SHORT_CARD) == 5
    assert sum(DEFAULT_WEIGHTS.values()) == 100
    assert set(DEFAULT_WEIGHTS) == set(Criterion)


def test_the_worked_table_of_the_documentation():
    lines = [Scored(10, 4), Scored(15, 3), Scored(15, 5), Scored(10, 4), Scored(10, 2)]
    assert total_of(lines) == 733


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        ([], None),
        ([Scored(0, 5)], None),
        ([Scored(10, 5), Scored(0, 1)], 1000),
        ([Scored(7, 1)], 200),
        ([Scored(1, 1), Scored(1, 1), Scored(1, 2)], 267),
        ([Scored(7, 5), Scored(9, 1)], 550),
    ],
)
def test_totals(lines, total):
    assert total_of(lines) == total


@given(st.lists(st.builds(Scored, st.integers(1, 100), st.integers(1, 5)), min_size=1, max_size=15))
def test_a_total_lies_between_the_lowest_and_the_highest_score_and_a_better_score_never_lowers_it(lines):
    total = total_of(lines)
    assert min(line.score for line in lines) * 200 <= total <= max(line.score for line in lines) * 200
    better = [line._replace(score=min(5, line.score + 1)) for line in lines]
    assert total_of(better) >= total
    assert total_of([line._replace(weight=line.weight * 3) for line in lines]) == total


@pytest.mark.django_db
def test_a_card_keeps_scores_weights_author_and_total(sally, company):
    card = add_score_card(
        actor=sally.actor,
        company_id=company.id,
        scored_on=DAY,
        scores={"enthusiasm": 4, "distribution": 3, "capital": 5, "reputation": 4, "relation": 2},
        notes={"relation": "去年投诉过一次"},
        note="总体稳定",
    )
    assert (card.total, card.author_name, card.form) == (733, "Sally", "short")
    lines = {line.criterion: (line.weight, line.score, line.note) for line in card.lines.all()}
    assert lines["relation"] == (10, 2, "去年投诉过一次")
    assert len(lines) == 5
    assert AuditEntry.objects.filter(object_id=company.id, code="guests.score_card.added").count() == 1


@pytest.mark.django_db
def test_the_trend_is_told_against_the_card_before(sally, company):
    for day, score in ((1, 3), (9, 4), (5, 1)):
        add_score_card(
            actor=sally.actor, company_id=company.id, scored_on=date(2026, 3, day), scores={"capital": score}
        )
    told = [(line.card.total, line.change) for line in list_score_cards(company)]
    assert told == [(800, 600), (200, -400), (600, None)]


@pytest.mark.django_db
def test_weights_set_today_leave_the_cards_of_yesterday(adam, sally, company):
    before = add_score_card(
        actor=sally.actor, company_id=company.id, scored_on=DAY, scores={"capital": 5, "relation": 1}
    )
    changed = set_weights(actor=adam.actor, weights={"capital": 10, "relation": 90, "staff": 3})
    assert sorted(changed) == ["capital", "relation"]
    after = add_score_card(
        actor=sally.actor, company_id=company.id, scored_on=DAY, scores={"capital": 5, "relation": 1}
    )
    before.refresh_from_db()
    assert (before.total, after.total) == (680, 280)
    assert weights_now()["relation"] == 90
    assert AuditEntry.objects.filter(code="guests.score_weights.changed").get().fields == [
        "capital",
        "relation",
    ]
    set_weights(actor=adam.actor, weights={"relation": 80})
    noted = FieldChange.objects.get(table_name="guests_criterionweight")
    assert (noted.field, noted.old, noted.new, noted.actor_id) == ("weight", 90, 80, adam.user.id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scores": {}}, "scores"),
        ({"scores": {"capital": 6}}, "capital"),
        ({"scores": {"capital": 0}}, "capital"),
        ({"scores": {"beauty": 3}}, "beauty"),
        ({"note": "长" * 501}, "note"),
        ({"form": "tall"}, "form"),
    ],
)
def test_a_card_that_scores_nothing_is_refused(sally, company, refuses_to_write, wrong, field):
    given = {"scored_on": DAY, "scores": {"capital": 3}} | wrong
    with refuses_to_write(), pytest.raises(ScoreCardInvalid) as refused:
        add_score_card(actor=sally.actor, company_id=company.id, **given)
    assert list(refused.value.fields) == [field]


@pytest.mark.django_db
def test_criteria_that_do_not_count_give_no_total(adam, sally, company, refuses_to_write):
    set_weights(actor=adam.actor, weights={"staff": 0})
    with refuses_to_write(), pytest.raises(ScoreCardInvalid):
        add_score_card(actor=sally.actor, company_id=company.id, scored_on=DAY, scores={"staff": 5})


@pytest.mark.django_db
def test_weights_are_refused_out_of_range_and_without_the_right(adam, sally, refuses_to_write):
    for weights in ({"capital": 101}, {"capital": -1}, {"beauty": 5}, dict.fromkeys(Criterion.values, 0)):
        with refuses_to_write(), pytest.raises(ScoreCardInvalid):
            set_weights(actor=adam.actor, weights=weights)
    with refuses_to_write(), pytest.raises(Refused):
        set_weights(actor=sally.actor, weights={"capital": 20})


@pytest.mark.django_db
def test_nobody_scores_a_company_they_may_not_change(group, alma, company, refuses_to_write):
    hank = hire("hank", "sales", group.bay)
    given = {"company_id": company.id, "scored_on": DAY, "scores": {"capital": 3}}
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        add_score_card(actor=hank.actor, **given)
    with refuses_to_write(), pytest.raises(Refused):
        add_score_card(actor=alma.actor, **given)
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        add_score_card(actor=hank.actor, **(given | {"company_id": uuid4()}))
    assert not ScoreCard.objects.exists()
