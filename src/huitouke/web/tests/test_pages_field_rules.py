"""The pages on which an administrator sets which of several values shows."""

import pytest
from django.urls import reverse

from huitouke.guests.models import Guest
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.services.field_rules import run_rules
from huitouke.identity.services.merging import merge_guests


@pytest.fixture
def guest(group, guest_of, mei):
    kept = guest_of(group.main, name="张伟", company="苏州丝绸")
    gone = guest_of(group.main, name="ZHANG WEI", company="盛远科技")
    merge_guests(actor=mei.actor, kept_id=kept.id, gone_ids=[gone.id])
    return kept


def test_rules_are_tried_applied_and_set_back_on_their_pages(guest, adam, signed_in):
    client, page = signed_in(adam), reverse("settings:field-rules")
    sent = client.post(page, {"work_1": "source", "work_2": "newer", "rank_desk": "1"})
    proposal = FieldRuleSet.objects.get()
    assert sent.headers["Location"] == reverse("settings:field-rules-proposal", args=[proposal.id])
    assert proposal.rules == {"orders": {"work": ["source", "newer"]}, "systems": ["desk"]}
    progress = reverse("settings:field-rules-progress", args=[proposal.id])
    assert "hx-get" in client.get(progress).content.decode()
    run_rules(proposal.id)
    assert "HX-Redirect" in client.get(progress).headers
    shown = client.get(sent.headers["Location"]).content.decode()
    assert "苏州丝绸" in shown
    assert "盛远科技" in shown
    act = "settings:field-rules-act"
    assert client.post(reverse(act, args=[proposal.id, "apply"])).status_code == 302
    run_rules(proposal.id)
    assert Guest.objects.get().company == "盛远科技"
    for values in ({}, None):
        answer = (
            client.post(page, values)
            if values == {}
            else client.post(reverse(act, args=[proposal.id, "again"]))
        )
        fresh = FieldRuleSet.objects.get(state="looking")
        assert str(fresh.id) in answer.headers["Location"]
        run_rules(fresh.id)
        client.post(reverse(act, args=[fresh.id, "apply"]))
        run_rules(fresh.id)
    assert Guest.objects.get().company == "盛远科技"
    shown = client.get(page).content.decode()
    assert shown.count(reverse(act, args=[proposal.id, "again"])) == 1
    assert f'class="push" method="post" action="{page}"' in shown


def test_a_wrong_order_is_told_at_its_group(guest, adam, alma, signed_in):
    page = reverse("settings:field-rules")
    answer = signed_in(adam).post(page, {"work_1": "newer", "work_2": "newer"})
    assert answer.status_code == 422
    assert 'id="error-work"' in answer.content.decode()
    assert not FieldRuleSet.objects.exists()
    assert signed_in(alma).get(page).status_code == 403
