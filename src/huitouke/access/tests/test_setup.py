"""Group, branches, logins and tokens: made by those who may, refused without a trace otherwise."""

import hashlib

import pytest
from django.contrib.auth import authenticate

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import BranchNotFound, RightMissing, UserInvalid, UserNotFound
from huitouke.access.models import ApiToken, Assignment, AuditEntry, Group, LegalEntity, User
from huitouke.access.queries import find_token_user, get_actor, get_branch, get_group, get_user
from huitouke.access.services import create_user, issue_token, open_branch, set_up_group
from huitouke.kernel import clock
from huitouke.kernel.errors import Invalid

STRONG = "lantern-over-the-lake"


def test_a_login_gets_its_first_post_and_is_noted(group, adam):
    user = create_user(
        actor=adam.actor, username="nina", password=STRONG, role="front_desk", branch_code="MAIN"
    )
    post = Assignment.objects.get(user=user)
    assert (post.role, post.branch_id) == ("front_desk", group.main.id)
    entry = AuditEntry.objects.get(code="access.user.created", object_id=user.id)
    assert (entry.actor_id, entry.branch_id, entry.data) == (
        adam.user.id,
        group.main.id,
        {"role": "front_desk"},
    )


def test_a_login_without_a_branch_is_for_the_whole_group(adam):
    user = create_user(actor=adam.actor, username="nina", password=STRONG, role="manager")
    assert Assignment.objects.get(user=user).branch_id is None


def test_a_password_is_kept_as_an_argon2_hash_only(adam):
    user = create_user(actor=adam.actor, username="nina", password=STRONG, role="manager")
    assert user.password.startswith("argon2$")
    assert STRONG not in user.password
    assert user.check_password(STRONG)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "alma"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "x" * 65}, "username"),
        ({"username": "nul\x00"}, "username"),
        ({"role": "bell_captain"}, "role"),
        ({"branch_code": "NOWHERE"}, "branch"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "nina-nina"}, "password"),
        ({"email": "not an address"}, "email"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_its_field_and_nothing_is_written(
    adam, alma, refuses_to_write, change, field
):
    wanted = {"username": "nina", "password": STRONG, "role": "front_desk", "branch_code": "MAIN"} | change
    with refuses_to_write(), pytest.raises(UserInvalid) as refused:
        create_user(actor=adam.actor, **wanted)
    assert list(refused.value.fields) == [field]
    assert all(refused.value.fields[field])


def test_every_problem_is_told_at_once(adam):
    with pytest.raises(UserInvalid) as refused:
        create_user(actor=adam.actor, username="", password="1", role="x", branch_code="y")
    assert set(refused.value.fields) == {"username", "password", "role", "branch"}


@pytest.mark.parametrize("who", ["alma", "bruno", "chiara", "dario", "irene", "mei"])
def test_only_administrators_set_up(request, group, refuses_to_write, who):
    persona = request.getfixturevalue(who)
    other = request.getfixturevalue("adam").user
    with refuses_to_write():
        with pytest.raises(RightMissing):
            create_user(actor=persona.actor, username="nina", password=STRONG, role="administrator")
        with pytest.raises(RightMissing):
            open_branch(actor=persona.actor, code="X", labels={}, legal_entity_code="X")
        with pytest.raises(RightMissing):
            set_up_group(actor=persona.actor, labels={"zh": "别的"})
        with pytest.raises(RightMissing):
            issue_token(actor=persona.actor, user=other)
    assert LegalEntity.objects.count() == 2


def test_an_administrator_of_one_branch_gives_nobody_rights_elsewhere(group, refuses_to_write):
    from huitouke.testing.personas import hire

    local, overseer = hire("lara", "administrator", group.main), hire("greta", "administrator")
    colleague = hire("otto", "front_desk", group.main)
    with refuses_to_write(), pytest.raises(RightMissing):
        create_user(actor=local.actor, username="nina", password=STRONG, role="administrator")
    with refuses_to_write(), pytest.raises(RightMissing):
        create_user(
            actor=local.actor, username="nina", password=STRONG, role="administrator", branch_code="BAY"
        )
    with refuses_to_write(), pytest.raises(RightMissing):
        issue_token(actor=local.actor, user=overseer.user)
    create_user(actor=local.actor, username="nina", password=STRONG, role="front_desk", branch_code="MAIN")
    assert issue_token(actor=local.actor, user=colleague.user)


def test_the_group_is_one_and_takes_a_new_name(group, adam):
    set_up_group(actor=adam.actor, labels={"zh": "新名"})
    assert Group.objects.count() == 1
    assert get_group().labels == {"zh": "新名"}


def test_a_branch_has_its_clock_and_money(group):
    branch = get_branch("BAY")
    assert (branch.time_zone, branch.currency, branch.legal_entity.code) == ("Asia/Hong_Kong", "HKD", "HK")
    assert group.main.legal_entity_id == group.lake.legal_entity_id


def test_a_branch_in_no_time_zone_is_refused(group, adam, refuses_to_write):
    entities = LegalEntity.objects.count()
    for zone in ("Mars/Olympus", "", "../etc/passwd"):
        with refuses_to_write(), pytest.raises(Invalid) as refused:
            open_branch(actor=adam.actor, code="X", labels={}, legal_entity_code="NEW", time_zone=zone)
        assert list(refused.value.fields) == ["time_zone"]
    assert LegalEntity.objects.count() == entities


def test_who_and_what_is_not_there_is_said_by_name(group):
    with pytest.raises(BranchNotFound) as refused:
        get_branch("NOWHERE")
    assert (refused.value.code, refused.value.data) == ("branch_not_found", {"branch": "NOWHERE"})
    with pytest.raises(UserNotFound):
        get_user("nobody")


def test_a_token_opens_and_only_its_digest_is_kept(alma):
    token = issue_token(actor=SYSTEM, user=alma.user)
    row = ApiToken.objects.get(user=alma.user)
    assert bytes(row.digest) == hashlib.sha256(token.encode()).digest()
    assert token.encode() not in bytes(row.digest)
    assert find_token_user(token) == alma.user
    entry = AuditEntry.objects.get(code="access.token.issued")
    assert token not in str(entry.data) + str(entry.fields)


def test_a_token_has_the_rights_of_its_user(alma):
    token = issue_token(actor=alma.actor, user=alma.user)
    assert get_actor(find_token_user(token)).posts == alma.actor.posts


def test_tokens_differ(alma):
    assert issue_token(actor=SYSTEM, user=alma.user) != issue_token(actor=SYSTEM, user=alma.user)


def test_a_revoked_token_opens_nothing(alma):
    token = issue_token(actor=SYSTEM, user=alma.user)
    ApiToken.objects.update(revoked_at=clock.now())
    assert find_token_user(token) is None


def test_the_token_of_somebody_who_left_opens_nothing(alma):
    token = issue_token(actor=SYSTEM, user=alma.user)
    User.objects.filter(id=alma.user.id).update(is_active=False)
    assert find_token_user(token) is None


@pytest.mark.parametrize("token", ["", "htk_", "htk_unknown", "\x00", "a\ud800", "x" * 100_000])
def test_a_token_that_nobody_issued_opens_nothing(alma, token):
    alma.token()
    assert find_token_user(token) is None


def test_who_has_left_cannot_sign_in(alma, rf):
    from huitouke.testing.personas import PASSWORD

    request = rf.post("/accounts/login/")
    assert authenticate(request, username="alma", password=PASSWORD) == alma.user
    User.objects.filter(id=alma.user.id).update(is_active=False)
    assert authenticate(request, username="alma", password=PASSWORD) is None
