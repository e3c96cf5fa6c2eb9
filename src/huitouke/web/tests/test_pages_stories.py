"""Where a value comes from, opened from the guest's page."""

import pytest
from django.urls import reverse

from huitouke.guests.models import Guest
from huitouke.identity.services.field_rules import apply_rules, propose_rules, run_rules
from huitouke.identity.services.merging import merge_guests


@pytest.fixture
def guest(group, guest_of, mei):
    kept = guest_of(
        group.main, name="张伟", mobile="13812345678", company="苏州丝绸", kept_birthday="农历八月十五"
    )
    gone = guest_of(group.main, name="ZHANG WEI", company="盛远科技")
    merge_guests(actor=mei.actor, kept_id=kept.id, gone_ids=[gone.id])
    return kept


def test_each_value_of_the_page_opens_its_story(guest, mei, signed_in):
    client = signed_in(mei)
    page = client.get(reverse("guests:guest-detail", args=[guest.id])).content.decode()
    for field in ("name", "company", "kept_birthday", "mobile"):
        assert reverse("guests:value-story", args=[guest.id, field]) in page
    shown = client.get(reverse("guests:value-story", args=[guest.id, "kept_birthday"])).content.decode()
    assert "农历八月十五" in shown


def test_a_press_uses_the_other_value(guest, mei, signed_in):
    client = signed_in(mei)
    story = client.get(reverse("guests:value-story", args=[guest.id, "company"])).content.decode()
    assert story.index("苏州丝绸") < story.index("盛远科技")
    mark = story.split('name="mark" value="')[1].split('"')[0]
    seen = story.split('name="seen_at" value="')[1].split('"')[0]
    use = reverse("guests:value-use", args=[guest.id, "company"])
    answer = client.post(use, {"mark": mark, "seen_at": seen}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("guests:guest-detail", args=[guest.id])
    assert Guest.objects.get().company == "盛远科技"
    late = client.post(use, {"mark": mark, "seen_at": seen}, headers={"HX-Request": "true"})
    assert "HX-Redirect" not in late.headers


def test_a_save_that_a_rule_hides_says_so(group, guest_of, guest, mei, adam, signed_in):
    others = [guest_of(group.main, name=name, company="苏州丝绸").id for name in ("张小伟", "张大伟")]
    merge_guests(actor=mei.actor, kept_id=guest.id, gone_ids=others)
    proposal = propose_rules(actor=adam.actor, orders={"work": ["frequent"]})
    run_rules(proposal.id)
    apply_rules(actor=adam.actor, rules_id=proposal.id)
    client = signed_in(mei)
    story = client.get(reverse("guests:value-story", args=[guest.id, "company"])).content.decode()
    mark = story.split('name="mark" value="')[1].split('"')[0]
    client.post(reverse("guests:value-use", args=[guest.id, "company"]), {"mark": mark})
    assert Guest.objects.get().company == "苏州丝绸"
    page = client.get(reverse("guests:guest-detail", args=[guest.id])).content.decode()
    assert "按取值规则" in page
