"""Reading a request: who asks, whether htmx asks for a part, and the answers that htmx understands."""

import json
import re
from html import unescape
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from huitouke.access.actors import Actor

ZONE_KEY: Final = "zone"
"""Where the session keeps the zone of the branch, while it is not the installation's own."""
_HEADING: Final = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


def actor_of(request: HttpRequest) -> Actor:
    """The person asking, with the rights of this moment (put there by ActorMiddleware)."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page instead of the whole."""
    return request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")


def part(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A part of a page: rendered without the shell, so that nothing of the shell is read. Somebody who opens its
    address in a tab of its own gets it inside the shell, under its own heading."""
    piece = render_to_string(template, {**context, "csrf_token": get_token(request)})
    if not _is_opened_alone(request):
        return HttpResponse(piece, status=status)
    found = _HEADING.search(piece)
    title = unescape(strip_tags(found[1])).strip() if found else ""
    return render(request, "base/alone.html", {"title": title, "piece": piece}, status=status)


def _is_opened_alone(request: HttpRequest) -> bool:
    """Whether a browser opens the address itself: it then asks for HTML, and htmx for anything."""
    return (
        request.method == "GET"
        and "HX-Request" not in request.headers
        and "text/html" in request.headers.get("Accept", "")
    )


def go_to(url: str) -> HttpResponse:
    """Tell htmx to open another page; a form that came without it is sent there by `PlainFormMiddleware`."""
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def toast(text: str, kind: str = "good", trigger: dict[str, Any] | None = None) -> HttpResponse:
    """An answer that is only a toast; `trigger` are events for the page."""
    response = HttpResponse(render_to_string("today/_toast.html", {"text": text, "kind": kind}))
    response.headers["HX-Reswap"] = "none"
    if trigger:
        response.headers["HX-Trigger"] = json.dumps(trigger)
    return response
