"""A caller of the API in tests."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

SECRET_SIGNS = ("11010519491231002X", "E12345678", "810000199408230021")


@dataclass
class Api:
    """Calls the API as one persona, without cookies, and proves of every answer what holds for all."""

    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, **headers: str):
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        response = Client().generic(
            method,
            "/api/v1" + path,
            data,
            content_type="application/json",
            headers={**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}},
        )
        assert response.status_code < 500, response.content
        assert response["Cache-Control"] == "no-store"
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json", response.content
            told = response.json()
            assert told["status"] == response.status_code
            assert set(told) <= {"type", "title", "status", "code", "detail", "fields"}
            assert all(told[name] for name in ("type", "title", "code", "detail"))
        text = response.content.decode()
        assert path == "/openapi.json" or not any(number in text for number in SECRET_SIGNS), (
            "a full document number was answered"
        )
        return response

    def get(self, path: str, **headers: str):
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str):
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str):
        return self.call("PATCH", path, body, **headers)


@pytest.fixture
def as_caller(bearer):
    """`as_caller(alma)`: the API as she calls it."""

    def call_as(persona):
        return Api(bearer(persona))

    return call_as


@pytest.fixture
def stranger(db):
    """The API without a token."""
    return Api()


@pytest.fixture
def caller_cache(as_caller):
    """`as_caller` with one token a persona, for tests that run many examples."""
    known = {}

    def call_as(persona):
        if persona.user.id not in known:
            known[persona.user.id] = as_caller(persona)
        return known[persona.user.id]

    return call_as


@pytest.fixture
def shared_guest(group, guest_of):
    """A guest whom many examples change."""
    return guest_of(group.main, name="王小明", company="柳岸贸易有限公司")
