"""The audit trail and the history of a guest speak in words, and tell times where the reader works."""

from datetime import UTC

import pytest

from huitouke.access.models import AuditEntry
from huitouke.access.services import record_audit
from huitouke.identity.services import change_guest
from huitouke.testing.factories import make_company, make_guest

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_an_entry_tells_its_fields_its_object_and_what_was_noted_in_words(adam, group, client):
    guest = make_guest(group.main, name="王小明")
    company = make_company(group.main, name="盛远科技有限公司")
    noted = {"object_type": "guest", "object_id": guest.id, "branch_id": group.main.id}
    record_audit(
        adam.actor, "identity.copy.made", fields=["guests.contactpoint", "guests.guest"], form="page", **noted
    )
    record_audit(
        adam.actor, "guests.profile.exported", object_type="export", object_id=None, rows=7, format="xlsx"
    )
    record_audit(
        adam.actor,
        "guests.company.changed",
        object_type="company",
        object_id=company.id,
        fields=["credit_limit"],
    )
    client.force_login(adam.user, backend=BACKEND)
    page = client.get("/access/trail/").content.decode()
    for words in ("打印版", "行数 7", "Excel", "信用额度", "盛远科技有限公司", "王小明"):
        assert words in page, words
    for raw in ("guests.contactpoint", "form page", "format xlsx", "credit_limit</td>"):
        assert raw not in page, raw


def test_the_history_of_a_guest_shows_codes_by_their_labels(adam, group, client):
    guest = make_guest(group.main, name="王小明", nationality="CN")
    change_guest(
        actor=adam.actor, guest_id=guest.id, fields={"choice_reason": "service"}, additions={}, removals={}
    )
    change_guest(actor=adam.actor, guest_id=guest.id, fields={"nationality": "JP"}, additions={}, removals={})
    client.force_login(adam.user, backend=BACKEND)
    page = client.get(f"/guests/{guest.id}/?tab=records").content.decode()
    history = page[page.index('id="history"') :]
    assert "服务好" in history
    assert "日本" in history
    assert ">service<" not in history


def test_times_are_told_in_the_zone_of_the_branch_where_somebody_works(adam, group, client):
    branch = group.main
    branch.time_zone = "Asia/Tokyo"
    branch.save(update_fields=["time_zone"])
    guest = make_guest(branch, name="王小明")
    client.force_login(adam.user, backend=BACKEND)
    client.post("/branch/", {"branch": branch.code, "next": "/"})
    entry = AuditEntry.objects.filter(object_id=guest.id).latest("id")
    hour = (entry.created_at.astimezone(UTC).hour + 9) % 24
    page = client.get(f"/access/trail/?guest={guest.id}").content.decode()
    assert f"{hour:02}:{entry.created_at:%M:%S}</time>" in page
