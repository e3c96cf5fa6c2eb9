"""The settings page leads to what a person may set, and to nothing else."""

import pytest
from django.urls import reverse

from huitouke.web.settings.places import PLACES, SECTIONS


@pytest.mark.parametrize("name", ["adam", "bruno", "alma", "irene", "dario"])
def test_leads_to_the_pages_that_a_person_may_open(name, request, signed_in):
    person = request.getfixturevalue(name)
    page = signed_in(person).get(reverse("settings:settings")).content.decode()
    for place in PLACES:
        assert (f'href="{reverse(place.url_name)}"' in page) == place.is_open_to(person.actor)


def test_every_place_stands_under_a_heading():
    assert {place.section for place in PLACES} <= set(SECTIONS)
