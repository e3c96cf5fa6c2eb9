"""The make-believe group itself."""

from zoneinfo import ZoneInfo

import pytest

from huitouke.demo.companies import companies
from huitouke.demo.group import make_group


def test_has_three_branches_of_two_legal_entities():
    group = make_group()
    assert [branch.code for branch in group.branches] == ["MAIN", "HGH", "HKG"]
    assert len(group.entities) == 2
    assert {branch.entity for branch in group.branches} == {entity.code for entity in group.entities}
    assert {branch.currency for branch in group.branches} == {"CNY", "HKD"}


@pytest.mark.parametrize("branches", [1, 20, 21, 60, 999])
def test_makes_as_many_branches_as_asked_for(branches):
    made = make_group(branches).branches
    assert len(made) == branches
    assert len({branch.code for branch in made}) == branches
    assert len({branch.zh for branch in made}) == len({branch.en for branch in made}) == branches
    assert all(ZoneInfo(branch.time_zone) and len(branch.currency) == 3 for branch in made)


@pytest.mark.parametrize("branches", [0, -1, 1000])
def test_refuses_no_branch_and_too_many(branches):
    with pytest.raises(ValueError):
        make_group(branches)


def test_companies_are_several_thousand_with_a_few_large_ones():
    curve = companies()
    assert len({company.zh for company in curve.items}) == len(curve.items) >= 5_000
    assert len({company.switchboard for company in curve.items}) > 0.99 * len(curve.items)
    shares = [
        later - earlier for earlier, later in zip([0.0, *curve.cumulative], curve.cumulative, strict=False)
    ]
    assert shares[0] > 5 * shares[len(shares) // 2]
