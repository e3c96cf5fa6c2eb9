"""Sign-ins and tokens: what is kept of them, and that ending one counts at the next request."""

from datetime import timedelta

import pytest

from huitouke.access.errors import RightMissing, SessionNotFound, TokenNotFound
from huitouke.access.models import ApiToken, AuditEntry, StaffSession
from huitouke.access.services import end_session, end_sessions, issue_token, revoke_token
from huitouke.access.sessions import SessionStore, digest_of
from huitouke.access.staff import list_sessions
from huitouke.kernel import clock
from huitouke.kernel.clock import frozen_at
from huitouke.testing.personas import hire

CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/120"


def test_a_session_tells_who_where_and_on_what_but_not_its_key(alma, signed_in):
    client = signed_in(alma)
    client.get("/", headers={"User-Agent": CHROME})
    [session] = list_sessions(alma.actor, alma.user)
    assert (session.user, session.address, session.device) == (alma.user, "127.0.0.1", CHROME)
    key = client.cookies["sessionid"].value
    assert bytes(session.digest) == digest_of(key)
    row = StaffSession.objects.values().get()
    assert key not in str(row)


def test_a_session_is_seen_once_a_minute(alma, signed_in, still_clock):
    client = signed_in(alma)
    client.get("/")
    with frozen_at(still_clock + timedelta(seconds=30)):
        client.get("/")
        assert StaffSession.objects.get().last_seen_at == still_clock
    with frozen_at(still_clock + timedelta(seconds=90)):
        client.get("/")
        assert StaffSession.objects.get().last_seen_at == still_clock + timedelta(seconds=90)


def test_a_session_that_was_ended_is_out_at_the_next_request(adam, alma, signed_in):
    phone, desk = signed_in(alma), signed_in(alma)
    assert phone.get("/").status_code == desk.get("/").status_code == 200
    lost = StaffSession.objects.get(digest=digest_of(phone.cookies["sessionid"].value))
    end_session(actor=adam.actor, session_id=lost.id)
    assert phone.get("/").status_code == 302
    assert desk.get("/").status_code == 200
    assert AuditEntry.objects.filter(code="access.session.ended", object_id=alma.user.id).count() == 1


def test_everybody_signs_out_at_once_but_who_asked(adam, alma, bruno, signed_in):
    own, others = signed_in(adam), [signed_in(alma), signed_in(bruno)]
    here = StaffSession.objects.get(digest=digest_of(own.cookies["sessionid"].value))
    assert end_sessions(actor=adam.actor, user=None, but=here.id) == 2
    assert own.get("/settings/").status_code == 200
    assert [client.get("/").status_code for client in others] == [302, 302]


def test_sessions_of_others_are_not_ones_own_to_end(
    adam, alma, bruno, chiara, group, signed_in, refuses_to_write
):
    bea = hire("bea", "administrator", group.bay)
    signed_in(bruno)
    session = StaffSession.objects.get()
    for stranger in (alma, bea):
        with refuses_to_write(), pytest.raises(SessionNotFound):
            end_session(actor=stranger.actor, session_id=session.id)
        with refuses_to_write(), pytest.raises(RightMissing):
            end_sessions(actor=stranger.actor, user=bruno.user)
        with refuses_to_write(), pytest.raises(RightMissing):
            end_sessions(actor=stranger.actor, user=None)
    assert StaffSession.objects.count() == 1
    with pytest.raises(RightMissing):
        list_sessions(alma.actor)
    assert list_sessions(bea.actor) == []
    assert len(list_sessions(adam.actor)) == 1


def test_an_ended_session_does_not_rise_again_by_a_page_under_way(alma, signed_in):
    client = signed_in(alma)
    store = SessionStore(client.cookies["sessionid"].value)
    store["last"] = "seen"
    StaffSession.objects.all().delete()
    from django.contrib.sessions.backends.base import UpdateError

    with pytest.raises(UpdateError):
        store.save()
    assert not StaffSession.objects.exists()


def test_sessions_end_after_twelve_hours_and_are_cleared(alma, signed_in, still_clock):
    client = signed_in(alma)
    with frozen_at(still_clock + timedelta(hours=11, minutes=59)):
        assert client.get("/").status_code == 200
    with frozen_at(still_clock + timedelta(hours=12, minutes=1)):
        assert client.get("/").status_code == 302
        SessionStore.clear_expired()
        assert not StaffSession.objects.filter(user=alma.user).exists()


def test_a_token_ends_when_it_is_revoked(adam, alma, chiara, client, refuses_to_write):
    token = issue_token(actor=alma.actor, user=alma.user, purpose="门锁系统")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    row = ApiToken.objects.get()
    assert row.last_used_at is not None
    assert clock.now() - row.last_used_at < timedelta(minutes=1)
    with refuses_to_write(), pytest.raises(TokenNotFound):
        revoke_token(actor=chiara.actor, token_id=row.id)
    revoke_token(actor=adam.actor, token_id=row.id)
    assert client.get("/api/v1/me", headers=headers).status_code == 401
