"""What every request passes: who asks, in which language, and the one translation of refusals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor, nobody
from huitouke.access.models import User
from huitouke.access.queries import Standing, get_standing
from huitouke.access.services.attachments import LIMIT_BYTES
from huitouke.kernel.errors import DomainError
from huitouke.web.base.duty import duty_of
from huitouke.web.base.requests import ZONE_KEY, toast, wants_part

FILES_AT_ONCE = 5
"""How many attachments of full size one form may carry."""

GetResponse = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class ClosedMiddleware:
    """Says to browsers what the site never needs, and that no other site may load its answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class NoStoreMiddleware:
    """Lets no browser keep a page, unless the view says otherwise: at a shared desk the way back after signing
    out must not show a guest. Static files are answered before and are kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class FileLimitMiddleware:
    """Refuses files where none is taken, and those over the limit, before a byte is written: Django lays the files
    of a form aside as it looks for the CSRF token, whoever sent them and however large they are."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == "multipart/form-data":
            limit = self._limit_of(request.path)
            # A body without a length is empty to Django.
            size = request.META.get("CONTENT_LENGTH") or "0"
            is_number = size.isascii() and size.isdecimal() and len(size) < 16
            if not is_number or int(size) > limit + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                raise RequestDataTooBig("The form is larger than what may be sent here.")
        return self.get_response(request)

    @staticmethod
    def _limit_of(path: str) -> int:
        """Bytes of files that an address takes; 0 for one that takes none."""
        try:
            name = resolve(path).view_name
        except Resolver404:
            return 0
        taken: dict[str, int] = {
            "imports:import-upload": settings.UPLOAD_LIMIT_BYTES,
            "privacy:file-add": FILES_AT_ONCE * LIMIT_BYTES,
        }
        return taken.get(name, 0)


class PlainTextMiddleware:
    """Takes NUL out of what a browser sends, once for every page: PostgreSQL holds none, nobody types one, and a page
    must not break of it. The API says so instead (api/schemas/base.py)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_given: Any) -> None:
        if request.path.startswith("/api/"):
            return
        request.GET = _without_nul(request.GET)
        if request.method == "POST":
            request.POST = _without_nul(request.POST)


def _without_nul(sent: QueryDict) -> Any:
    if not any("\x00" in text for name, texts in sent.lists() for text in (name, *texts)):
        return sent
    plain = QueryDict(mutable=True, encoding=sent.encoding)
    for name, texts in sent.lists():
        plain.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in texts])
    plain._mutable = False
    return plain


class ActorMiddleware:
    """Gives the request its `actor`, read from the database only when somebody asks for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def standing() -> Standing:
            return get_standing(request.user) if isinstance(request.user, User) else Standing(nobody(), False)

        def on_duty() -> Actor:
            actor: Actor = request.standing.actor  # type: ignore[attr-defined]
            duty = duty_of(request)
            holds = duty is not None and any(post.role == duty.role for post in actor.posts)
            return replace(actor, duty=duty) if holds else actor

        request.standing = SimpleLazyObject(standing)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(on_duty)  # type: ignore[attr-defined]
        return self.get_response(request)


class LanguageMiddleware:
    """The language of the cookie, else of the user, else of the installation: never the browser's guess, since
    a hotel's shared computers speak the hotel's language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
        known = {code for code, _name in settings.LANGUAGES}
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault(
                "Content-Language", "zh-CN" if language.startswith("zh") else language
            )
        return response


class ZoneMiddleware:
    """Tells times in the zone of the branch that somebody works in, once a page has said which; else in that of the
    installation."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.session.get(ZONE_KEY)
        with timezone.override(ZoneInfo(name) if name else None):
            return self.get_response(request)


class PlainFormMiddleware:
    """A form that the browser sent itself, since htmx had not taken hold of it yet, gets a redirect where htmx would
    be told by a header: else the act would be done and nothing be seen of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        target = response.headers.get("HX-Redirect")
        if target and not wants_part(request):
            response.status_code = 303
            response.headers["Location"] = target
        return response


class DomainErrorMiddleware:
    """Turns a `DomainError` that a view let pass into a toast (htmx) or a page with its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if wants_part(request):
            # 422 is the status that the page's htmx settings let speak; the toast says the rest.
            response = toast(exception.message, "watch")
            response.status_code = 422
            return response
        headings = {403: _("Not for your role"), 404: _("Nothing is here"), 409: _("Somebody else was first")}
        context = {"heading": headings.get(exception.status, _("This could not be done"))}
        return render(
            request, "refused.html", {**context, "message": exception.message}, status=exception.status
        )
