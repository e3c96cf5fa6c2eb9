"""Who somebody being typed in may be: known guests, weighed, with reasons, and only those whom the reader may know."""

import pytest
from django.utils.translation import override

from huitouke.access.errors import RightMissing
from huitouke.guests.models import Guest
from huitouke.identity import candidates
from huitouke.identity.candidates import find_candidates
from huitouke.identity.evidence import words_of
from huitouke.identity.matching.default import default_model
from huitouke.identity.matching.features import FEW
from huitouke.identity.models import KeptRow
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.telling import told_here
from huitouke.testing.factories import SOME_ID_CARD, let_papers_serve

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17"}
TYPED = {"name": ["Wang Xiaoming"], "mobile": ["+86 138 1234 8765"], "birth_date": ["1980-05-17"]}


@pytest.fixture
def ask(group):
    def find(persona, raw=TYPED, **options):
        return find_candidates(persona.actor, told_here(raw, group.main), **options)

    return find


def test_a_guest_known_under_another_spelling_is_found_with_reasons_that_sum_up(group, guest_of, bruno, ask):
    wang = guest_of(group.main, **WANG)
    guest_of(group.main, name="李静怡", mobile="13900001112", birth_date="1980-05-17")
    assert ask(bruno) == []
    keep_missing_rows()
    [found] = ask(bruno)
    assert found.line.id == wang.id
    assert found.is_sure
    assert {each.comparison: each.level for each in found.score.evidence} == {
        "name": "whole", "phone": "own", "birth": "same",
    }  # fmt: skip
    with override("en"):
        assert "Phone: the same" in [words_of(each) for each in found.score.evidence]
    assert found.score.bits == pytest.approx(
        found.score.prior_bits + sum(each.bits for each in found.score.evidence)
    )
    assert ask(bruno, but=[wang.id]) == []


def test_only_guests_whom_the_reader_may_know_are_told_of(
    group, guest_of, alma, bruno, dario, ask, refuses_to_write
):
    wang = guest_of(group.main, **WANG)
    guest_of(group.bay, **WANG)
    keep_missing_rows()
    assert len(ask(bruno)) == 2
    assert [each.line.id for each in ask(alma)] == [wang.id]
    Guest.objects.filter(id=wang.id).update(is_stay_confidential=True)
    assert ask(alma) == []
    with refuses_to_write(), pytest.raises(RightMissing):
        ask(dario)


def test_a_phone_of_several_people_speaks_less(group, guest_of, bruno, ask):
    guest_of(group.main, name="王小明", mobile="13812348765")
    keep_missing_rows()
    raw = {"name": ["王小明"], "mobile": ["13812348765"]}
    [alone] = ask(bruno, raw)
    for name in ("李静怡", "赵云飞", "陈大文")[:FEW]:
        guest_of(group.main, name=name, mobile="13812348765")
    keep_missing_rows()
    found = ask(bruno, raw)
    assert [each.line.name for each in found][:1] == ["王小明"]
    levels = {each.comparison: each.level for each in found[0].score.evidence}
    assert levels["phone"] == "few"
    assert found[0].score.bits < alone.score.bits


def test_different_identity_numbers_are_never_sure(group, guest_of, bruno, ask):
    let_papers_serve(guest_of(group.main, **{**WANG, "id_card": SOME_ID_CARD}))
    keep_missing_rows()
    [same] = ask(bruno, {**TYPED, "id_card": [SOME_ID_CARD]})
    assert {each.comparison: each.level for each in same.score.evidence}["document"] == "same"
    assert all(not each.is_sure for each in ask(bruno, {**TYPED, "id_card": ["110101199003074514"]}))


def test_parts_of_what_stands_masked_are_not_told(group, guest_of, bruno, ask, monkeypatch):
    guest_of(group.main, **WANG)
    keep_missing_rows()
    near = {**TYPED, "birth_date": ["1980-05-18"]}
    [clear] = ask(bruno, near)
    assert "birth" in {each.comparison for each in clear.score.evidence}
    monkeypatch.setattr(candidates, "in_clear_of", lambda _actor, _guests: set())
    [masked] = ask(bruno, near)
    assert {each.comparison for each in masked.score.evidence} == {"name", "phone"}
    assert masked.score.bits == pytest.approx(
        masked.score.prior_bits + sum(each.bits for each in masked.score.evidence)
    )


@pytest.mark.parametrize(
    "told",
    [
        {"birth_date": ["1975-01-01"]},
        {"birth_date": ["1980-01-01"]},
        {"birth_date": ["1980-09-17"]},
        {"birth_date": ["1980-05-18"]},
        {"birth_date": ["1980-05-17"], "mobile": ["13812348766"]},
        {"birth_date": ["1980-05-17"], "mobile": ["13899995555"]},
    ],
    ids=["no part", "the year", "year and day", "a slip", "a digit of the phone", "another phone"],
)
def test_what_agrees_in_part_looks_like_what_does_not_agree(group, guest_of, bruno, ask, monkeypatch, told):
    guest_of(group.main, **WANG, email="wang.xm@example.com")
    keep_missing_rows()
    monkeypatch.setattr(candidates, "in_clear_of", lambda _actor, _guests: set())
    whole = {"name": ["王小明"], "mobile": ["13812348765"], "email": ["wang.xm@example.com"]}
    [found] = ask(bruno, {**whole, **told})
    wrong = "phone" if "mobile" in told else "birth"
    assert wrong not in {each.comparison for each in found.score.evidence}
    assert not found.is_sure


def test_a_phone_of_anothers_guests_weighs_as_if_they_were_not(group, guest_of, bruno, chiara, ask):
    raw = {"name": ["Chan Tai Man"], "mobile": ["13812348765"]}
    guest_of(group.bay, name="Chan Tai Man", mobile="13812348765")
    keep_missing_rows()
    [before] = ask(chiara, raw)
    for name in ("李静怡", "赵云飞", "陈大文")[:FEW]:
        guest_of(group.main, name=name, mobile="13812348765")
    keep_missing_rows()
    [after] = ask(chiara, raw)
    assert after.score == before.score
    levels = {each.comparison: each.level for each in ask(bruno, raw)[0].score.evidence}
    assert levels["phone"] == "few"


def test_what_very_many_have_in_common_brings_nobody(group, guest_of, bruno, ask, monkeypatch):
    guest_of(group.main, **WANG)
    guest_of(group.main, **WANG)
    keep_missing_rows()
    assert len(ask(bruno)) == 2
    monkeypatch.setattr(candidates, "LARGEST_BLOCK", 1)
    assert ask(bruno) == []
    assert KeptRow.objects.count() == 2


def test_the_prior_of_the_shipped_model_falls_as_the_table_grows():
    small, large = default_model(10_000), default_model(1_000_000)
    assert large.prior == pytest.approx(small.prior / 100)
    assert (small.weights, small.link_at) == (large.weights, large.link_at)
