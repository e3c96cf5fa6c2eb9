"""The proof of erasure, small: plant, look, erase, look again, in the database of the tests."""

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import RegistrationFact
from huitouke.guests.services.consent_chain import verify_consents
from huitouke.identity.services.erasure import erase_guest
from huitouke.testing.erasure.markers import make_markers, needles_of
from huitouke.testing.erasure.planting import LAW, plant_more, share_file, write_files
from huitouke.testing.erasure.scanning import scan

SEED = 5


@pytest.fixture
def planted(group, bruno, settings, tmp_path):
    settings.HOME = tmp_path / "home"
    markers = make_markers(SEED)
    path = write_files(tmp_path, markers, "麴义")
    name = f"{markers['name']}.csv"
    import_guests(path, actor=SYSTEM, system="pms", map_file=path.with_suffix(".map"), file_name=name)
    guest_id, more = plant_more(bruno.actor, markers, SEED)
    share_file(markers, SEED, "麴义")
    return path, guest_id, needles_of(markers) | more


def test_nothing_planted_is_found_after_an_erasure(
    planted, bruno, django_capture_on_commit_callbacks, settings
):
    path, guest_id, needles = planted
    before = scan(needles)
    assert {what for what, _where in before} == set(needles)
    with django_capture_on_commit_callbacks(execute=True):
        erase_guest(actor=bruno.actor, guest_id=guest_id, typed=needles["name"], reason="asked")
    assert scan(needles) == []
    assert RegistrationFact.objects.get(guest_id=guest_id).open() == LAW
    tally = import_guests(path, actor=SYSTEM, system="pms", map_file=path.with_suffix(".map")).tally
    assert (tally.created, tally.unchanged, tally.rejected) == (0, 1, 1)
    assert scan(needles) == []
    assert verify_consents().broken is None
