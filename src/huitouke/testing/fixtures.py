"""The pytest fixtures of the house, known to every test through the `conftest.py` at the repository root.

| fixture | what |
|---|---|
| `group` | the hotel group with branches `main`, `lake` (entity CN) and `bay` (entity HK): personas.HotelGroup |
| `adam` `alma` `bruno` `chiara` `dario` `irene` `mei` | staff, see personas.py: `.user`, `.actor`, `.token()` |
| `still_clock` | the house clock stands at `NOON`; the business date of every branch is `TODAY` |
| `guest_of` | `guest_of(branch, name="王小明", mobile=…)`: a guest made through the services |
| `company_of` | `company_of(branch, name="盛远科技", phone=…)`: a company made through the services |
| `signed_in` | `signed_in(alma)`: a Django test client with her session |
| `bearer` | `bearer(alma)`: headers with an API token of hers |
| `refuses_to_write` | context manager that fails where a row was written |
| `is_writing_golden` | whether pytest runs with `--write-golden` |

Persona fixtures open the database (`db`) and the group by themselves. Imports of Django stand inside the
fixtures, so that pure tests run without settings (`pytest -p no:django`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from huitouke.guests.models import Company, Guest
    from huitouke.testing.personas import HotelGroup, Persona

NOON: Final = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
"""Noon in Shanghai, a Monday."""
TODAY: Final = date(2026, 3, 16)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash passwords cheaply in every test."""
    from django.apps import apps

    if not apps.ready:
        yield
        return
    from django.test.utils import override_settings

    with override_settings(PASSWORD_HASHERS=["huitouke.testing.passwords.CheapArgon2PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def everything_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with every part switched on and known to be: read anew whenever some seconds have passed, the
    switches would count among the queries of one test in a hundred."""
    from django.apps import apps

    if not apps.ready:
        return
    from huitouke.access import switches

    monkeypatch.setattr(switches, "FRESH_SECONDS", 3600.0)
    monkeypatch.setattr(switches, "_known", (time.monotonic(), frozenset()))


@pytest.fixture(autouse=True)
def no_events_of_others(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits its rows, its events go too: the flush of Django leaves tables that it does not manage,
    and `deliver_pending` of a later test would hand over the oldest first."""
    yield
    marker = request.node.get_closest_marker("django_db")
    is_committed = bool(marker and marker.kwargs.get("transaction"))
    if not is_committed and "transactional_db" not in request.fixturenames:
        return
    from huitouke.kernel.models import OutboxEvent

    with request.getfixturevalue("django_db_blocker").unblock():
        OutboxEvent.objects.all().delete()


@pytest.fixture
def still_clock() -> Iterator[datetime]:
    from huitouke.kernel.clock import frozen_at

    with frozen_at(NOON):
        yield NOON


@pytest.fixture
def group(db: None) -> HotelGroup:
    from huitouke.testing.personas import make_group

    return make_group()


@pytest.fixture
def adam(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire

    return hire("adam", "administrator")


@pytest.fixture
def alma(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire

    return hire("alma", "front_desk", group.main)


@pytest.fixture
def bruno(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire

    return hire("bruno", "manager")


@pytest.fixture
def chiara(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire

    return hire("chiara", "front_desk", group.bay)


@pytest.fixture
def dario(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire_without_post

    return hire_without_post("dario")


@pytest.fixture
def irene(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire

    return hire("irene", "auditor")


@pytest.fixture
def mei(group: HotelGroup) -> Persona:
    from huitouke.testing.personas import hire

    return hire("mei", "guest_relations", group.main, display_name="梅")


@pytest.fixture
def guest_of(db: None) -> Callable[..., Guest]:
    from huitouke.testing.factories import make_guest

    return make_guest


@pytest.fixture
def company_of(db: None) -> Callable[..., Company]:
    from huitouke.testing.factories import make_company

    return make_company


@pytest.fixture
def signed_in() -> Callable[[Persona], Client]:
    from django.test import Client

    def sign_in(persona: Persona) -> Client:
        client = Client()
        client.force_login(persona.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def bearer() -> Callable[[Persona], dict[str, str]]:
    def headers(persona: Persona) -> dict[str, str]:
        return {"Authorization": f"Bearer {persona.token()}"}

    return headers


@pytest.fixture
def refuses_to_write(db: None) -> Callable[[], AbstractContextManager[None]]:
    from huitouke.testing.counts import nothing_written

    return nothing_written


@pytest.fixture
def is_writing_golden(request: pytest.FixtureRequest) -> bool:
    chosen: Any = request.config.getoption("--write-golden")
    return bool(chosen)
