"""The one door to guests: the same people behind it, whether asked by the ORM or by the search's SQL."""

from itertools import product
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.access.actors import SYSTEM, Actor, Post
from huitouke.access.choices import ROLES, Right
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit, visible_condition, visible_sql
from huitouke.guests.queries import (
    GuestFilter,
    find_guests,
    get_guest,
    get_guest_detail,
    list_guests,
)
from huitouke.guests.today import find_soonest_birthdays
from huitouke.testing.factories import share
from huitouke.testing.fixtures import TODAY


@pytest.fixture
def archive(group, guest_of):
    """Guests of both legal entities and of the group, one of each shared and one not, by name."""
    found = {}
    for branch, shared in product(("main", "lake", "bay"), (False, True)):
        guest = guest_of(
            getattr(group, branch), name=f"{branch} {'shared' if shared else 'own'}", birth_date="1980-03-17"
        )
        found[guest.name] = share(guest) if shared else guest
    homeless = guest_of(group.main, name="group own")
    Guest.objects.filter(id=homeless.id).update(branch=None, legal_entity=None)
    found["group own"] = homeless
    return found


def by_sql(actor):
    condition, parameters = visible_sql(actor, "g")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT g.id FROM guests_guest g WHERE {condition}", parameters)
        return {guest_id for (guest_id,) in cursor.fetchall()}


def by_condition(actor, right=Right.GUESTS_VIEW):
    return set(Guest.objects.filter(visible_condition(actor, right)).values_list("id", flat=True))


WHO_SEES_WHOM = {
    "alma": {"main own", "lake own", "main shared", "lake shared", "bay shared", "group own"},
    "mei": {"main own", "lake own", "main shared", "lake shared", "bay shared", "group own"},
    "chiara": {"bay own", "main shared", "lake shared", "bay shared", "group own"},
    "bruno": {"main own", "lake own", "bay own", "main shared", "lake shared", "bay shared", "group own"},
    "irene": {"main own", "lake own", "bay own", "main shared", "lake shared", "bay shared", "group own"},
    "dario": set(),
}


@pytest.mark.parametrize("who", WHO_SEES_WHOM)
def test_each_person_sees_the_guests_of_their_legal_entity_the_shared_ones_and_the_groups(
    request, archive, who
):
    actor = request.getfixturevalue(who).actor
    wanted = {archive[name].id for name in WHO_SEES_WHOM[who]}
    assert by_condition(actor) == wanted
    assert by_sql(actor) == wanted
    assert set(Guest.objects.visible_to(actor).values_list("id", flat=True)) == wanted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_forms_of_the_predicate_agree_for_any_posts(archive, group, data):
    places = [
        (None, None),
        *((branch.id, branch.legal_entity_id) for branch in (group.main, group.lake, group.bay)),
    ]
    posts = data.draw(
        st.lists(
            st.builds(
                lambda role, place: Post(role, *place), st.sampled_from(list(ROLES)), st.sampled_from(places)
            ),
            max_size=4,
        )
    )
    actor = Actor(id=UUID(int=7), name="anyone", posts=tuple(posts))
    assert by_condition(actor) == by_sql(actor)
    for guest in Guest.objects.all():
        editable = guest.id in by_condition(actor, Right.GUESTS_EDIT)
        assert may_edit(actor, guest.legal_entity_id, guest.is_shared) == editable


def test_the_system_sees_everybody(archive):
    assert by_condition(SYSTEM) == by_sql(SYSTEM) == {guest.id for guest in archive.values()}


def test_no_door_shows_a_guest_whom_another_one_hides(archive, chiara, still_clock):
    wanted = {archive[name].id for name in WHO_SEES_WHOM["chiara"]}
    listed = {line.id for line in list_guests(chiara.actor, GuestFilter(), today=TODAY).lines}
    searched = {line.id for scrap in ("own", "shared") for line in find_guests(chiara.actor, scrap)[0]}
    congratulated = {each.guest_id for each in find_soonest_birthdays(chiara.actor, TODAY)}
    assert listed == searched == wanted
    assert congratulated == wanted - {archive["group own"].id}
    for guest in archive.values():
        if guest.id in wanted:
            assert get_guest(chiara.actor, guest.id).id == guest.id
        else:
            for door in (get_guest, lambda actor, guest_id: get_guest_detail(actor, guest_id, TODAY)):
                with pytest.raises(GuestNotFound):
                    door(chiara.actor, guest.id)
