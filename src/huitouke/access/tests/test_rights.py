"""Who may do what where: one table, and what becomes of those who leave."""

from uuid import UUID

import pytest

from huitouke.access.actors import SYSTEM, Actor, Post, nobody, role_labels
from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import Assignment, User
from huitouke.access.queries import get_actor, list_branches

MAIN, LAKE, BAY = UUID(int=1), UUID(int=2), UUID(int=3)
MAINLAND, HONG_KONG = UUID(int=11), UUID(int=12)

HELD = {
    # guests: view edit export history clear reveal confidential merge · registration consent privacy ·
    # companies: view edit export · stays: view edit prepare, rates: view edit, folios: view post, close day ·
    # share import configure audit backup system
    "administrator": "yyyyyyyy yyy yyy yyyyyyyy yyyyyy",
    "front_desk": "yy-yyy-- yy- y-- yyyy-yy- ------",
    "reservations": "yy--y--- -y- y-- yyyy---- ------",
    "concierge": "yy------ --- --- y-y----- ------",
    "guest_service_centre": "yy--y--- --- --- y-y----- ------",
    "assistant_manager": "yy-yyyyy yy- y-- yyyy-yy- ------",
    "duty_manager": "yy-yyyyy yy- y-- yyyy-yy- ------",
    "guest_relations": "yy-yyyyy yy- y-- yyyy-yy- y-----",
    "housekeeping": "yy------ --- --- y-y----- ------",
    "food_and_beverage": "yy------ --- --- y-y--yy- ------",
    "cashier": "yy------ --- y-- y-yy-yy- ------",
    "accounts_receivable": "y------- --- y-- y--y-y-- ------",
    "night_audit": "yy-yyy-- yy- y-- yyyy-yyy ------",
    "revenue": "y------- --- y-- y--yy--- ------",
    "sales": "yy--y--- --- yy- yyyy---- ------",
    "sales_manager": "yy-yy--- --- yyy yyyy---- y--y--",
    "sales_assistant": "yy--y--- --- yy- yyyy---- ------",
    "customer_relations": "yy--y--- -y- y-- y-y----- ------",
    "customer_relations_supervisor": "yy-yyyyy yyy y-- yyyy-yy- y-----",
    "marketing": "y--y---- --- y-- y------- y-----",
    "service_team": "yy------ --- --- y-y----- ------",
    "manager": "yyyyyyyy yyy yyy yyyyyyyy yyyy--",
    "group_manager": "yyyyyyyy yyy yyy yyyyyyyy yyyy--",
    "auditor": "y--y---- --- y-- y--y-y-- ---y--",
}
TABLE = [
    (role, right, answer == "y")
    for role, answers in HELD.items()
    for right, answer in zip(Right, answers.replace(" ", ""), strict=True)
]


def holding(role, branch=None, entity=None):
    return Actor(id=UUID(int=9), name="someone", posts=(Post(role, branch, entity),))


def test_every_role_stands_in_the_table():
    assert set(HELD) == set(ROLES)


@pytest.mark.parametrize(("role", "right", "expected"), TABLE)
def test_a_post_in_a_branch_gives_its_rights_there_and_nowhere_else(role, right, expected):
    actor = holding(role, MAIN, MAINLAND)
    assert actor.has_right(right, MAIN) is expected
    assert actor.has_right(right) is expected
    assert not actor.has_right(right, LAKE)
    assert not actor.has_group_right(right)
    assert actor.branches_with(right) == (frozenset({MAIN}) if expected else frozenset())
    assert actor.legal_entities_with(right) == (frozenset({MAINLAND}) if expected else frozenset())


@pytest.mark.parametrize(("role", "right", "expected"), TABLE)
def test_a_group_post_gives_its_rights_everywhere(role, right, expected):
    actor = holding(role)
    assert actor.has_group_right(right) is expected
    assert actor.has_right(right, MAIN) is expected
    assert actor.has_right(right) is expected
    assert actor.branches_with(right) == frozenset()


@pytest.mark.parametrize("right", Right)
def test_the_system_may_do_all_and_nobody_nothing(right):
    SYSTEM.require(right, MAIN)
    with pytest.raises(RightMissing) as refused:
        nobody().require(right, MAIN)
    assert (refused.value.status, refused.value.data) == (403, {"right": right.value})


def test_posts_add_up_each_in_its_own_branch():
    actor = Actor(
        id=UUID(int=9),
        name="someone",
        posts=(
            Post("front_desk", MAIN, MAINLAND),
            Post("auditor", BAY, HONG_KONG),
            Post("manager", LAKE, MAINLAND),
        ),
    )
    assert actor.branches_with(Right.GUESTS_VIEW) == {MAIN, LAKE, BAY}
    assert actor.branches_with(Right.GUESTS_EDIT) == {MAIN, LAKE}
    assert actor.branches_with(Right.IMPORTS_RUN) == {LAKE}
    assert actor.legal_entities_with(Right.GUESTS_EDIT) == {MAINLAND}
    assert not actor.has_right(Right.GUESTS_EDIT, BAY)
    assert not actor.has_right(Right.IMPORTS_RUN, MAIN)


def test_posts_have_names_for_the_menu():
    assert len(role_labels(holding("front_desk").posts)) == 1


def test_the_posts_of_this_moment_are_read_in_one_query(group, alma, django_assert_num_queries):
    with django_assert_num_queries(1):
        actor = get_actor(alma.user)
    assert actor.posts == (Post("front_desk", group.main.id, group.main.legal_entity_id),)


def test_who_has_left_has_lost_all_rights(alma, adam):
    for persona in (alma, adam):
        User.objects.filter(id=persona.user.id).update(is_active=False)
        actor = get_actor(User.objects.get(id=persona.user.id))
        assert actor.posts == ()
        assert not any(actor.has_right(right) for right in Right)


def test_a_post_of_a_role_that_is_no_more_gives_nothing_and_breaks_nothing(alma, group):
    Assignment.objects.filter(user=alma.user).update(role="bell_captain")
    actor = get_actor(alma.user)
    assert not any(actor.has_right(right) for right in Right)


def test_a_post_taken_away_counts_at_once(alma):
    Assignment.objects.filter(user=alma.user).delete()
    assert get_actor(alma.user).posts == ()


def test_branches_are_listed_by_the_right_held_there(group, alma, bruno, chiara, dario, irene):
    def codes(persona, right):
        return [branch.code for branch in list_branches(persona.actor, right)]

    assert codes(bruno, Right.IMPORTS_RUN) == ["BAY", "LAKE", "MAIN"]
    assert codes(alma, Right.GUESTS_EDIT) == ["MAIN"]
    assert codes(chiara, Right.GUESTS_VIEW) == ["BAY"]
    assert codes(alma, Right.IMPORTS_RUN) == []
    assert codes(irene, Right.GUESTS_VIEW) == ["BAY", "LAKE", "MAIN"]
    assert codes(dario, Right.GUESTS_VIEW) == []


def test_a_closed_branch_is_listed_no_more(group, bruno):
    group.lake.is_closed = True
    group.lake.save()
    assert [branch.code for branch in list_branches(bruno.actor, Right.GUESTS_VIEW)] == ["BAY", "MAIN"]
