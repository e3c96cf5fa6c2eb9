"""What the program logs holds nobody: a guest planted with markers, then found, shown, refused and broken."""

import io
import logging

import pytest

from huitouke.kernel.log_lines import LineFormatter
from huitouke.testing.permissions.subjects import SECRETS, make_secret_guest


@pytest.fixture
def written():
    """Everything that any part of the program logs, as the log file would hold it, from DEBUG on."""
    file = io.StringIO()
    handler = logging.StreamHandler(file)
    handler.setFormatter(LineFormatter("{asctime} {levelname} {name} {message}", style="{"))
    names = [
        "",
        "django",
        "django.request",
        "django.security",
        "axes",
        "huitouke",
        "procrastinate",
        "allauth",
    ]
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level, logger.propagate) for logger in loggers]
    root = logging.getLogger()
    root.addHandler(handler)
    for logger in loggers[1:]:
        logger.setLevel(logging.INFO)
        logger.propagate = True
    root.setLevel(logging.INFO)
    yield file
    root.removeHandler(handler)
    for logger, level, propagate in before:
        logger.setLevel(level)
        logger.propagate = propagate


def test_no_line_of_the_log_names_a_guest(
    written, alma, chiara, group, signed_in, bearer, client, monkeypatch
):
    guest, _note = make_secret_guest(group.main)
    clerk, stranger = signed_in(alma), signed_in(chiara)
    clerk.raise_request_exception = stranger.raise_request_exception = False
    for value in SECRETS.values():
        clerk.post("/search/", {"q": value})
        stranger.post("/search/", {"q": value})
        clerk.post("/guests/note/find/", {"who": value})
        client.post("/api/v1/search", {"text": value}, content_type="application/json", headers=bearer(alma))
        client.post(
            "/api/v1/search",
            {"text": value, value: value},
            content_type="application/json",
            headers=bearer(alma),
        )
        clerk.get("/guests/", {"tag": value, "after": value})
        clerk.get(f"/nowhere/{guest.id}/")
        client.post("/accounts/login/", {"login": value, "password": value})
    clerk.post(f"/guests/{guest.id}/edit/", {"name": SECRETS["name"], "document_number": SECRETS["passport"]})
    stranger.get(f"/guests/{guest.id}/")

    def breaks(*_given, **_more):
        raise RuntimeError("the query broke")

    monkeypatch.setattr("huitouke.web.search.views.search_guests", breaks)
    assert clerk.post("/search/", {"q": SECRETS["mobile"]}).status_code == 500
    lines = written.getvalue()
    assert "the query broke" in lines
    assert "django.request" in lines
    told = {field for field, value in SECRETS.items() if value in lines}
    assert not told, f"the log holds {told}"
