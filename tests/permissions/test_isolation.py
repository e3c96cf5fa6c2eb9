"""Branch BAY (entity HK) can neither find, count, guess nor infer a guest whom only MAIN (entity CN) knows."""

import pytest

from huitouke.guests.models import Guest
from huitouke.testing.factories import share
from huitouke.testing.permissions import isolation
from huitouke.testing.permissions.isolation import leaks, probes
from huitouke.testing.permissions.subjects import make_secret_guest
from huitouke.testing.permissions.walk import visitors

pytestmark = pytest.mark.long


@pytest.fixture
def in_bay(group, still_clock, settings, tmp_path):
    """People of every kind of sight in BAY."""
    settings.HOME = tmp_path
    roles = ("administrator", "front_desk", "manager", "sales_manager", "auditor")
    return [one for one in visitors(group, roles=roles, places=("BAY",)) if one.place]


def test_no_answer_tells_that_the_guest_exists(group, in_bay):
    tried = list(leaks(group, in_bay, turns=2))
    assert len(tried) > 2 * len(list(probes()))
    told = [leak for leak in tried if leak]
    assert not told, "\n".join(told)
    assert Guest.objects.count() == 1


def test_the_comparison_notices_what_consent_opens(group, in_bay, monkeypatch):
    """The same two worlds, but the guest is shared: were nothing noticed, the test above would prove nothing."""

    def make_shared(branch):
        guest, note_id = make_secret_guest(branch)
        return share(guest), note_id

    monkeypatch.setattr("huitouke.testing.permissions.subjects.make_secret_guest", make_shared)
    told = [leak for leak in leaks(group, in_bay[1:2]) if leak]
    for door in ("guests:guest-list", "search:guests", "guests:note-find", "hint-contact", "hint-document"):
        assert any(door in leak for leak in told), door
    for operation in ("api:list_guests", "api:get_guest", "api:search_guests", "api:list_guest_history"):
        assert any(operation in leak for leak in told), operation
    assert isolation.FILTERS
