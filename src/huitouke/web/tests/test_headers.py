"""The headers of every kind of answer, graded: what is missing is named with what it would let happen."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse

# Header, what it must say, what happens where it does not.
GRADES = (
    ("Content-Security-Policy", r"default-src 'self'", "scripts of others run"),
    ("Content-Security-Policy", r"object-src 'none'", "plug-ins run"),
    ("Content-Security-Policy", r"base-uri 'none'", "addresses are bent"),
    ("Content-Security-Policy", r"form-action 'self'", "forms are sent elsewhere"),
    ("Content-Security-Policy", r"frame-ancestors 'none'", "the page is framed and clicks are stolen"),
    ("X-Frame-Options", r"^DENY$", "old browsers frame the page"),
    ("X-Content-Type-Options", r"^nosniff$", "a file is taken for a script"),
    ("Referrer-Policy", r"^(same-origin|no-referrer)$", "other sites learn addresses"),
    ("Cross-Origin-Opener-Policy", r"^same-origin$", "a page that opened ours can reach into it"),
    ("Cross-Origin-Resource-Policy", r"^same-origin$", "other sites load our answers"),
    (
        "Permissions-Policy",
        r"camera=\(\).*geolocation=\(\).*microphone=\(\)",
        "camera and place may be asked for",
    ),
    ("Cache-Control", r"no-store", "the next person at the desk goes back to it"),
)
FORBIDDEN = r"unsafe-inline|unsafe-eval|\*|https?:"
WITH_HTTPS = {
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.fixture
def answers(alma, signed_in, bearer, guest_of, group):
    """One of each kind: pages in and out, part, file, refusal, nothing there, API, API's refusal, description."""
    guest = guest_of(group.main, name="王建国")
    clerk, stranger = signed_in(alma), Client()
    return {
        "page": clerk.get("/"),
        "guest": clerk.get(f"/guests/{guest.id}/"),
        "part": clerk.post("/search/", {"q": "王"}, headers={"HX-Request": "true"}),
        "refused": clerk.get("/access/users/"),
        "nothing": clerk.get("/nowhere/"),
        "sign-in": stranger.get("/accounts/login/"),
        "led to sign-in": stranger.get("/"),
        "second factor": clerk.get("/accounts/2fa/"),
        "api": stranger.get("/api/v1/me", headers=bearer(alma)),
        "api refuses": stranger.get("/api/v1/me"),
        "description": stranger.get(reverse("api-1:openapi-json")),
        "health": stranger.get("/healthz"),
    }


def test_every_kind_of_answer_has_every_header(answers):
    missing = [
        f"{kind}: {name} must say {pattern}, else {harm}"
        for kind, answer in answers.items()
        for name, pattern, harm in GRADES
        if not re.search(pattern, answer.headers.get(name, ""))
    ]
    assert not missing, "\n".join(missing)


def test_no_answer_opens_the_policy_again_or_tells_the_machine(answers):
    for kind, answer in answers.items():
        assert not re.search(FORBIDDEN, answer.headers["Content-Security-Policy"]), kind
        assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(answer.headers), kind


@override_settings(**WITH_HTTPS)
def test_behind_https_the_browser_is_held_to_it_and_cookies_are_closed(alma):
    client = Client()
    entered = client.post(
        "/accounts/login/", {"login": "alma", "password": "lantern-over-the-lake"}, secure=True
    )
    page = client.get("/", secure=True)
    assert "max-age=31536000" in page["Strict-Transport-Security"]
    assert "includeSubDomains" in page["Strict-Transport-Security"]
    assert entered.status_code == 302
    session = client.cookies["sessionid"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert session["max-age"] == ""
    csrf = client.cookies.get("csrftoken")
    assert csrf is None or (csrf["secure"] and csrf["samesite"] == "Lax")


def test_in_the_clear_nothing_pretends_to_be_https(alma, signed_in):
    assert "Strict-Transport-Security" not in signed_in(alma).get("/").headers
