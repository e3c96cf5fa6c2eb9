"""A part of a page whose address is opened in a tab of its own stands inside the shell."""

import pytest
from django.urls import reverse

from huitouke.testing.personas import Persona

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_dialog_opened_in_a_tab_of_its_own_stands_inside_the_shell(alma: Persona, client):
    client.force_login(alma.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("guests:note-start"), headers=BROWSER)
    page = answer.content.decode()
    assert page.startswith("<!doctype html>")
    assert "<title>随手记" in page.replace("\n", "")
    assert 'id="quick-dialog"' in page


def test_htmx_gets_the_bare_part(alma: Persona, client):
    client.force_login(alma.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("guests:note-start"), headers={**BROWSER, "HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="quick-dialog"' in page
