"""No page is forgotten: every address that needs no argument is looked at, in both languages and at both widths, here
where no other test names it; and the day of each post."""

from importlib import import_module

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huitouke.access.models import User
from huitouke.testing.personas import hire

OTHERS = (
    "test_pages",
    "test_access_pages",
    "test_administration",
    "test_companies",
    "test_settings_of_stays",
    "test_stays",
)
"""Tests that name their pages in PAGES."""
NOT_WALKED = frozenset({"accounts/logout/", "accounts/signup/", "accounts/2fa/authenticate/"})
POSTS = ("sales", "customer_relations_supervisor", "manager", "administrator", "auditor")


def plain_addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address of the site that needs no argument."""
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append(route)
        else:
            found += plain_addresses(entry, route)
    return sorted({route for route in found if not set("<(^") & set(route)})


def named_elsewhere() -> set[str]:
    """The addresses that other tests look at."""
    modules = [import_module(f"tests.browser.{name}") for name in OTHERS]
    return {address.partition("?")[0].lstrip("/") for module in modules for address in module.PAGES.values()}


def forgotten_pages(user: User) -> list[str]:
    """The pages that no other test names: whole pages that answer to somebody with every right."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = []
    for route in plain_addresses(get_resolver()):
        if route in named_elsewhere() | NOT_WALKED or route.startswith("api/"):
            continue
        answer = client.get(f"/{route}")
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and is_html and not answer.streaming and b"<html" in answer.content:
            pages.append(f"/{route}")
    return pages


def test_every_page_that_needs_no_argument_is_clean(enter, house, looks_right_at_both, language):
    page = enter("adam", language)
    pages = forgotten_pages(User.objects.get(username="adam"))
    assert "/capture/report/asked/" in pages
    for address in pages:
        page.goto(house.url + address)
        looks_right_at_both(f"page{address.replace('/', '-')}{language[:2]}")


def test_the_day_of_each_post_is_clean(enter, house, page, looks_right_at_both, language):
    for post in POSTS:
        hire(f"lin.{post}", post, display_name="林值班")
        enter(f"lin.{post}", language)
        looks_right_at_both(f"today-{post}-{language[:2]}")
        page.context.clear_cookies()


@pytest.mark.django_db
def test_the_walk_finds_pages_and_leaves_out_what_others_name():
    assert "guests/" in plain_addresses(get_resolver())
    assert "guests/" in named_elsewhere()
