"""Logins, posts and passwords: who may give them, in which branch, and how nobody is locked out."""

import psycopg
import pytest
from django.db import connection

from huitouke.access.choices import Right
from huitouke.access.errors import (
    LastAdministrator,
    OwnLogin,
    PostNotFound,
    RightMissing,
    UserInvalid,
    UserNotFound,
)
from huitouke.access.models import Assignment, AuditEntry, User
from huitouke.access.queries import get_actor
from huitouke.access.services import (
    activate_user,
    change_user,
    deactivate_user,
    give_post,
    hire_user,
    reset_password,
    take_post,
)
from huitouke.access.staff import get_staff, list_staff, list_tokens, role_matrix
from huitouke.testing.personas import hire


@pytest.fixture
def bea(group):
    """Looks after BAY alone."""
    return hire("bea", "administrator", group.bay)


def codes():
    return list(AuditEntry.objects.order_by("id").values_list("code", flat=True))


def test_a_new_login_has_a_post_and_a_password_for_one_sign_in(adam, group):
    user, password = hire_user(
        actor=adam.actor, username="lin", role="concierge", branch_code="MAIN", shift="night"
    )
    assert user.check_password(password)
    assert user.must_change_password
    assert len(password) == 19
    post = Assignment.objects.get(user=user)
    assert (post.role, post.branch, post.shift) == ("concierge", group.main, "night")


def test_who_looks_after_one_branch_hires_for_that_branch_only(bea, group, refuses_to_write):
    hire_user(actor=bea.actor, username="lin", role="concierge", branch_code="BAY")
    for branch in ("MAIN", None):
        with refuses_to_write(), pytest.raises(RightMissing):
            hire_user(actor=bea.actor, username="kai", role="concierge", branch_code=branch)


def test_posts_are_given_and_taken_in_ones_own_branch_only(bea, alma, chiara, group, refuses_to_write):
    post = give_post(actor=bea.actor, user=chiara.user, role="concierge", branch_code="BAY", shift="night")
    assert get_actor(chiara.user).has_right(Right.GUESTS_EDIT, group.bay.id)
    take_post(actor=bea.actor, post_id=post.id)
    almas = Assignment.objects.get(user=alma.user)
    with refuses_to_write():
        with pytest.raises(RightMissing):
            give_post(actor=bea.actor, user=chiara.user, role="concierge", branch_code="MAIN")
        with pytest.raises(RightMissing):
            give_post(actor=bea.actor, user=chiara.user, role="concierge")
        with pytest.raises(PostNotFound):
            take_post(actor=bea.actor, post_id=almas.id)


def test_the_same_post_is_held_once_and_may_be_held_at_two_shifts(adam, alma, refuses_to_write):
    give_post(actor=adam.actor, user=alma.user, role="front_desk", branch_code="MAIN", shift="night")
    with refuses_to_write(), pytest.raises(UserInvalid):
        give_post(actor=adam.actor, user=alma.user, role="front_desk", branch_code="MAIN", shift="night")
    assert len(get_actor(alma.user).posts) == 1


@pytest.mark.parametrize("given", [{"role": "king"}, {"shift": "tea"}, {"branch_code": "MOON"}])
def test_a_post_that_there_is_not_is_refused(adam, alma, refuses_to_write, given):
    with refuses_to_write(), pytest.raises(UserInvalid):
        give_post(actor=adam.actor, user=alma.user, **{"role": "concierge", "branch_code": "MAIN", **given})


def test_who_looks_after_one_branch_cannot_become_somebody_with_more_rights(
    bea, adam, bruno, refuses_to_write
):
    """A password of the group's manager, or of one who also works elsewhere, is not theirs to set."""
    both = hire("both", "front_desk", None)
    for victim in (adam, bruno, both):
        with refuses_to_write():
            for verb in (reset_password, deactivate_user):
                with pytest.raises(RightMissing):
                    verb(actor=bea.actor, user=victim.user)
            with pytest.raises(RightMissing):
                change_user(
                    actor=bea.actor, user=victim.user, display_name="x", email="bea@evil.example", language=""
                )


def test_a_reset_password_is_told_once_and_signs_out(adam, alma, signed_in):
    client = signed_in(alma)
    assert client.get("/guests/").status_code == 200
    password = reset_password(actor=adam.actor, user=alma.user)
    assert client.get("/guests/").status_code == 302
    alma.user.refresh_from_db()
    assert alma.user.check_password(password)
    assert password not in str(list(AuditEntry.objects.values()))


def test_a_login_that_is_closed_is_out_at_the_next_request(adam, alma, signed_in, bearer, client):
    page, headers = signed_in(alma), bearer(alma)
    assert page.get("/guests/").status_code == 200
    deactivate_user(actor=adam.actor, user=alma.user)
    assert page.get("/guests/").status_code == 302
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    activate_user(actor=adam.actor, user=User.objects.get(id=alma.user.id))
    assert client.get("/api/v1/me", headers=headers).status_code == 401, "the old token must not rise"
    assert page.get("/guests/").status_code == 302, "nor the old session"
    assert codes()[-2:] == ["access.user.deactivated", "access.user.activated"]
    assert client.get("/api/v1/me", headers=bearer(alma)).status_code == 200


def test_nobody_locks_themselves_out(adam, refuses_to_write):
    post = Assignment.objects.get(user=adam.user)
    with refuses_to_write():
        with pytest.raises(OwnLogin):
            deactivate_user(actor=adam.actor, user=adam.user)
        with pytest.raises(OwnLogin):
            take_post(actor=adam.actor, post_id=post.id)


def test_the_last_administrator_of_the_group_stays(adam, group, refuses_to_write):
    from huitouke.access.actors import SYSTEM

    post = Assignment.objects.get(user=adam.user)
    with refuses_to_write():
        with pytest.raises(LastAdministrator):
            deactivate_user(actor=SYSTEM, user=adam.user)
        with pytest.raises(LastAdministrator):
            take_post(actor=SYSTEM, post_id=post.id)
    hire("ada", "administrator")
    deactivate_user(actor=SYSTEM, user=adam.user)
    assert not User.objects.get(id=adam.user.id).is_active


def test_the_list_holds_those_of_ones_branches(adam, bea, alma, bruno, chiara):
    assert [line.user.username for line in list_staff(bea.actor)] == ["bea", "chiara"]
    assert {line.user.username for line in list_staff(adam.actor)} == {
        "adam",
        "alma",
        "bea",
        "bruno",
        "chiara",
    }
    assert [line.user.username for line in list_staff(adam.actor, text="ALM")] == ["alma"]
    assert [line.user.username for line in list_staff(adam.actor, role="manager")] == ["bruno"]
    with pytest.raises(UserNotFound):
        get_staff(bea.actor, alma.user.id)
    with pytest.raises(RightMissing):
        list_staff(alma.actor)


def test_who_also_works_elsewhere_is_seen_but_not_managed(bea, adam, chiara):
    give_post(actor=adam.actor, user=chiara.user, role="concierge", branch_code="MAIN")
    assert not get_staff(bea.actor, chiara.user.id).may_manage
    assert get_staff(adam.actor, chiara.user.id).may_manage
    chiara.token()
    assert list_tokens(bea.actor) == []
    assert len(list_tokens(adam.actor)) == 1


def test_the_matrix_names_the_holders_of_each_role(adam, bea, alma, chiara):
    holders = {
        column.role.code: [post.user.username for post in column.holders]
        for column in role_matrix(adam.actor)
    }
    assert holders["front_desk"] == ["chiara", "alma"]
    own = {
        column.role.code: [post.user.username for post in column.holders] for column in role_matrix(bea.actor)
    }
    assert own["front_desk"] == ["chiara"]


def test_a_change_of_a_login_is_noted_by_its_fields(adam, alma):
    changed = change_user(
        actor=adam.actor, user=alma.user, display_name="陈晓", email="chen@example.com", language=""
    )
    assert changed == ["display_name", "email"]
    entry = AuditEntry.objects.get(code="access.user.changed")
    assert entry.fields == ["display_name", "email"]
    assert "chen" not in str(entry.data)
    with pytest.raises(UserInvalid):
        change_user(actor=adam.actor, user=alma.user, display_name="", email="no address", language="")


def test_two_administrators_cannot_send_each_other_away_at_once(adam, group):
    """The second act waits until the first one is done, and then finds nobody else."""
    eva = hire("eva", "administrator")
    deactivate_user(actor=adam.actor, user=eva.user)
    with psycopg.connect(
        **connection.get_connection_params() | {"cursor_factory": None, "context": None}
    ) as other:
        asked = other.execute("SELECT pg_try_advisory_xact_lock(%s)", [0x48544B05]).fetchone()
    assert asked == (False,)
    with pytest.raises(LastAdministrator):
        deactivate_user(actor=eva.actor, user=adam.user)
