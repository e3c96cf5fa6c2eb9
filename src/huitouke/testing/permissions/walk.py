"""Going to every door as every person, and comparing what happens with the table. What a door does is taken back."""

import json
import re
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huitouke.api.app import api
from huitouke.testing.permissions.door import GONE, OPEN, STAFF, Door
from huitouke.testing.permissions.doors import DOORS
from huitouke.testing.permissions.roles import POWERS, one_of_each_kind
from huitouke.testing.permissions.subjects import Subjects
from huitouke.testing.personas import HotelGroup, Persona, hire, hire_without_post

API: Final = "api:"
API_PREFIX: Final = "/api/v1"
HIDING: Final = ("guest", "stay", "thing", "another")
PLACES: Final = ("MAIN", "LAKE", "BAY", "GROUP")
_PLACEHOLDER: Final = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}")
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the doors: a role at a place, nobody at all, or a login without a post."""

    role: str
    place: str
    client: Client
    token: str

    def __str__(self) -> str:
        return f"{self.role} {self.place}".strip()


@dataclass(frozen=True, slots=True)
class Breach:
    """A door that did not do what the table says."""

    door: str
    visitor: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.door} as {self.visitor}: {self.found} instead of {self.expected}"


@cache
def patterns() -> dict[str, str]:
    """Every address of the site by its name, as its path with placeholders; operations of the API as `api:` and id."""
    found = {f"{API}{told['operationId']}": path for path, _method, told in operations()}
    known = {API_PREFIX + _shape(path) for path in found.values()}
    for name, path in _web_patterns(get_resolver().url_patterns, "", "/"):
        if path.startswith("/static/") or _shape(path.removesuffix("/")) in known or _shape(path) in known:
            continue
        found[name] = path
    return found


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of every operation of the API."""
    for path, methods in api.get_openapi_schema(path_prefix="/")["paths"].items():
        for method, told in methods.items():
            yield path, method.upper(), told


def _web_patterns(
    resolved: Iterable[URLPattern | URLResolver], namespace: str, prefix: str
) -> Iterator[tuple[str, str]]:
    for one in resolved:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _web_patterns(one.url_patterns, inner, path)
        elif one.name or not path.startswith(f"{API_PREFIX}/"):
            yield f"{namespace}{one.name or path}", path


def _shape(path: str) -> str:
    return _PLACEHOLDER.sub("*", path)


def doors_missing() -> set[str]:
    """Doors of the site that the table does not name: method and operation, or address."""
    named = {(door.method, door.name) for door in DOORS}
    missing = {
        f"{method} {API}{told['operationId']}"
        for _path, method, told in operations()
        if (method, f"{API}{told['operationId']}") not in named
    }
    addresses = {door.name for door in DOORS}
    return missing | {name for name in patterns() if name not in addresses and not name.startswith(API)}


def doors_gone() -> set[str]:
    """Lines of the table for which the site has no door."""
    return {str(door) for door in DOORS if door.name not in patterns()}


def visitors(group: HotelGroup, *, roles: Iterable[str], places: Iterable[str] = PLACES) -> list[Visitor]:
    """A stranger, a login without a post, and each role at each place."""
    branches = {"MAIN": group.main, "LAKE": group.lake, "BAY": group.bay, "GROUP": None}
    found = [Visitor("stranger", "", _client(), ""), _entered("no post", "", hire_without_post("nobody"))]
    for role in roles:
        for place in places:
            persona = hire(f"{role}.{place.lower()}", role, branches[place])
            found.append(_entered(role, place, persona))
    return found


def few_visitors(group: HotelGroup) -> tuple[list[Visitor], list[Visitor]]:
    """For every run of the tests: four kinds of roles at every place, and one role of each other kind at MAIN."""
    kinds = one_of_each_kind()
    elsewhere = visitors(group, roles=("administrator", "front_desk", "manager", "auditor"))
    met = {(visitor.role, visitor.place) for visitor in elsewhere}
    roles = [role for role in kinds if (role, "MAIN") not in met]
    return elsewhere, [_entered(role, "MAIN", hire(f"{role}.main", role, group.main)) for role in roles]


def _client() -> Client:
    return Client(raise_request_exception=False)


def _entered(role: str, place: str, persona: Persona) -> Visitor:
    client = _client()
    client.force_login(persona.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Visitor(role, place, client, persona.token())


def expected_of(door: Door, visitor: Visitor) -> tuple[str, ...]:
    """`passed`, `sign in`, `refused` (403) or `absent` (404). Two answers where the power is missing and
    the thing may be hidden: which of the two is asked first tells nobody anything, since it is so for every id."""
    if door.power == OPEN:
        return ("passed",)
    if door.power == GONE:
        return ("absent",)
    if visitor.role == "stranger":
        return ("sign in",)
    if door.power == STAFF:
        return ("absent",) if door.whose == "another" else ("passed",)
    powers = POWERS.get(visitor.role, frozenset())
    is_elsewhere = visitor.place not in (
        {"MAIN", "LAKE", "GROUP"} if door.whose == "guest" else {"MAIN", "GROUP"}
    )
    if door.power not in powers or (door.also and door.also not in powers):
        return ("refused", "absent") if door.whose in HIDING else ("refused",)
    if door.whose == "another":
        return ("absent", "refused")
    if door.whose == "anywhere" or visitor.place == "GROUP":
        return ("passed",)
    if door.whose == "group":
        return ("refused",)
    if not is_elsewhere:
        return ("passed",)
    if door.whose == "stay" and visitor.place == "LAKE":
        return ("refused",)
    return ("absent",) if door.whose in HIDING else ("refused",)


def found_at(door: Door, visitor: Visitor, subjects: Subjects) -> str:
    """What really happens, in the words of `expected_of`; else the status as a number. Leaves no trace."""
    with transaction.atomic():
        response, _body = knock(door, visitor, subjects)
        transaction.set_rollback(True)
    status = int(response.status_code)
    location = response.headers.get("Location", "")
    if status == 401 or (status == 302 and location.startswith(reverse("account_login") + "?")):
        return "sign in"
    if status in (403, 404):
        return "refused" if status == 403 else "absent"
    return "passed" if status in door.passed else str(status)


def knock(door: Door, visitor: Visitor, subjects: Subjects) -> tuple[Any, bytes]:
    """Send the door's request: the response, and its body read to the end."""
    path = address_of(door, subjects)
    query = f"?{subjects.fill(door.query)}" if door.query else ""
    sent = subjects.fill(dict(door.sent))
    options: dict[str, Any] = {}
    if door.name.startswith(API):
        options["headers"] = {"Authorization": f"Bearer {visitor.token}"} if visitor.token else {}
        if door.method != "GET":
            options |= {"data": json.dumps(sent), "content_type": "application/json"}
        client = _client()
    else:
        client = visitor.client
        if door.method == "POST":
            options["data"] = sent
    # A door may sign its visitor out: the cookie of the next one is the one before.
    cookies = copy(client.cookies)
    response = getattr(client, door.method.lower())(path + query, **options)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    client.cookies = cookies
    return response, body


def address_of(door: Door, subjects: Subjects) -> str:
    """The path of a door, with the ids of the subjects."""
    path = patterns()[door.name]

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return subjects.values[door.ids.get(name, name)]

    return (API_PREFIX if door.name.startswith(API) else "") + _PLACEHOLDER.sub(value, path)


def breaches(
    group: HotelGroup, subjects: Subjects, people: Iterable[Visitor], doors: Iterable[Door] = DOORS
) -> Iterator[Breach | None]:
    """Every visitor at every door: a breach, or None where the table held."""
    doors = tuple(doors)
    for visitor in people:
        for door in doors:
            expected, found = expected_of(door, visitor), found_at(door, visitor, subjects)
            is_held = found in expected
            yield None if is_held else Breach(str(door), str(visitor), " or ".join(expected), found)


def unnamed_methods() -> Iterator[tuple[str, str]]:
    """Methods of named addresses that the table leaves out: they must do nothing."""
    named: dict[str, set[str]] = {}
    for door in DOORS:
        named.setdefault(door.name, set()).add(door.method)
    for name, methods in named.items():
        if not name.startswith(API):
            yield from ((method, name) for method in METHODS if method not in methods)
