"""With each part switched off: its own doors are gone, and every other door does what the table says."""

import pytest
from django.urls import reverse

from huitouke.access import switches
from huitouke.access.services import set_switch
from huitouke.access.switches import SWITCHES, is_address_on
from huitouke.kernel.outbox import deliver_pending, handles
from huitouke.testing.permissions.doors import DOORS
from huitouke.testing.permissions.subjects import make_subjects, make_things
from huitouke.testing.permissions.walk import API, API_PREFIX, expected_of, found_at, patterns, visitors

PARTS = sorted(code for code, switch in SWITCHES.items() if switch.url_names)
"""Switches of parts with pages; one of a job alone closes no door."""


@pytest.fixture
def switch_off(adam):
    """Switches a part off, and everything on again at the end."""

    def act(code):
        set_switch(actor=adam.actor, code=code, is_on=False)

    yield act
    switches.forget()


def path_of(door):
    return (API_PREFIX if door.name.startswith(API) else "") + patterns()[door.name]


@pytest.mark.parametrize("code", PARTS)
def test_the_rest_runs_while_a_part_is_off(code, group, switch_off, settings, tmp_path):
    settings.HOME = tmp_path
    [*_others, visitor] = visitors(group, roles=("administrator",), places=("GROUP",))
    subjects = make_subjects(group, make_things(group))
    switch_off(code)
    wrong, gone = [], 0
    for door in DOORS:
        is_open = is_address_on(door.name, path_of(door))
        gone += not is_open
        found = found_at(door, visitor, subjects)
        if found not in (expected_of(door, visitor) if is_open else ("absent",)):
            wrong.append(f"{door}: {found}")
    assert not wrong, "\n".join(wrong)
    assert gone


@pytest.mark.parametrize("code", PARTS)
def test_nothing_leads_to_a_part_that_is_off(code, adam, signed_in, switch_off):
    client = signed_in(adam)
    own = SWITCHES[code].url_names
    places = [name for name, path in patterns().items() if "<" not in path and not name.startswith(API)]
    names = [name for name in places if name in own or name.rpartition(":")[0] in own]
    links = [f'href="{reverse(name)}"' for name in names]
    assert any(link in client.get("/settings/").content.decode() for link in links)
    switch_off(code)
    for address in ("/", "/settings/", "/guests/"):
        page = client.get(address).content.decode()
        assert not [link for link in links if link in page]
    assert [client.get(reverse(name)).status_code for name in names] == [404] * len(names)


def test_events_pass_a_part_that_is_off_and_reach_the_others(switch_off, adam, group, guest_of):
    from huitouke.connectors.webhooks.models import Delivery, Subscription

    heard = []
    handles("guests.profile.created")(lambda event: heard.append(event.id))
    Subscription.objects.create(url="https://pms.example/hook", secret=b"x" * 32, events=[])
    switch_off("webhooks")
    guest_of(group.main, name="王建国")
    deliver_pending()
    assert heard
    assert not Delivery.objects.exists()
