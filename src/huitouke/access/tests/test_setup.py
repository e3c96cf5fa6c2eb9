"""Group, branches, logins and tokens: made by those who may, refused without a trace otherwise."""

import hashlib

import pytest
from django.contrib.auth import authenticate

from huitouke.access.actors import SYSTEM
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound, RightMissing, UserInvalid, UserNotFound
from huitouke.access.models import ApiToken, Assignment, AuditEntry, Group, LegalEntity, User
from huitouke.access.queries import find_speaker, get_actor, get_branch, get_group, get_user
from huitouke.access.services import create_user, give_post, issue_token, open_branch, set_up_group, take_post
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
    assert find_speaker(token).user == alma.user
    entry = AuditEntry.objects.get(code="access.token.issued")
    assert token not in str(entry.data) + str(entry.fields)


def test_a_token_has_the_rights_of_its_user(alma):
    token = issue_token(actor=alma.actor, user=alma.user)
    assert find_speaker(token).actor == get_actor(alma.user)


def test_a_token_gains_nothing_that_its_user_is_given_later(alma, group):
    token = issue_token(actor=SYSTEM, user=alma.user)
    give_post(actor=SYSTEM, user=alma.user, role="manager", branch_code="MAIN")
    give_post(actor=SYSTEM, user=alma.user, role="front_desk", branch_code="LAKE")
    give_post(actor=SYSTEM, user=alma.user, role="administrator")
    risen, speaker = get_actor(alma.user), find_speaker(token).actor
    assert risen.has_group_right(Right.SYSTEM_MANAGE)
    for right in Right:
        assert speaker.has_right(right, group.main.id) == alma.actor.has_right(right, group.main.id), right
        assert not speaker.has_group_right(right)
        assert not speaker.has_right(right, group.lake.id)
        assert speaker.branches_with(right) == alma.actor.branches_with(right)
        assert speaker.legal_entities_with(right) == alma.actor.legal_entities_with(right)


def test_a_token_keeps_its_branch_when_its_user_rises_to_the_group(alma, group):
    token = issue_token(actor=SYSTEM, user=alma.user)
    give_post(actor=SYSTEM, user=alma.user, role="manager")
    take_post(actor=SYSTEM, post_id=Assignment.objects.get(user=alma.user, role="front_desk").id)
    speaker = find_speaker(token).actor
    assert speaker.branches_with(Right.GUESTS_EDIT) == {group.main.id}
    assert speaker.legal_entities_with(Right.GUESTS_EDIT) == {group.main.legal_entity_id}
    assert not speaker.has_right(Right.GUESTS_EXPORT)


def test_a_token_loses_what_its_user_loses_and_passes_on_no_more_than_it_has(alma):
    give_post(actor=SYSTEM, user=alma.user, role="revenue", branch_code="MAIN")
    first = issue_token(actor=SYSTEM, user=alma.user)
    take_post(actor=SYSTEM, post_id=Assignment.objects.get(user=alma.user, role="front_desk").id)
    speaker = find_speaker(first).actor
    assert not speaker.has_right(Right.GUESTS_EDIT)
    give_post(actor=SYSTEM, user=alma.user, role="administrator")
    second = issue_token(actor=find_speaker(first).actor, user=alma.user)
    assert find_speaker(second).actor == find_speaker(first).actor


def test_tokens_differ(alma):
    assert issue_token(actor=SYSTEM, user=alma.user) != issue_token(actor=SYSTEM, user=alma.user)


def test_a_revoked_token_opens_nothing(alma):
    token = issue_token(actor=SYSTEM, user=alma.user)
    ApiToken.objects.update(revoked_at=clock.now())
    assert find_speaker(token) is None


def test_the_token_of_somebody_who_left_opens_nothing(alma):
    token = issue_token(actor=SYSTEM, user=alma.user)
    User.objects.filter(id=alma.user.id).update(is_active=False)
    assert find_speaker(token) is None


@pytest.mark.parametrize("token", ["", "htk_", "htk_unknown", "\x00", "a\ud800", "x" * 100_000])
def test_a_token_that_nobody_issued_opens_nothing(alma, token):
    alma.token()
    assert find_speaker(token) is None


def test_who_has_left_cannot_sign_in(alma, rf):
    from huitouke.testing.personas import PASSWORD

    request = rf.post("/accounts/login/")
    assert authenticate(request, username="alma", password=PASSWORD) == alma.user
    User.objects.filter(id=alma.user.id).update(is_active=False)
    assert authenticate(request, username="alma", password=PASSWORD) is None
