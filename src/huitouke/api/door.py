"""What every address of the API passes: the caller's language, headers for personal data, problems for all."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from huitouke.access.switches import is_address_on
from huitouke.api.errors import own_problem
from huitouke.api.idempotency import answer_once

View = Callable[..., HttpResponse]

_LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that the house speaks, else that of the installation."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        known = _LANGUAGES.get(wanted.split("-")[0])
        if known:
            return known
    return settings.LANGUAGE_CODE


def through_door(
    view: View, writes: frozenset[str] = frozenset(), *, tells_secret: bool = False, takes_file: bool = False
) -> View:
    """`view` as the API shows it; requests of the methods `writes` are done once under an Idempotency-Key, whose answer
    is not kept where it `tells_secret`, and whose body is not read ahead where it `takes_file`. It is free
    of the login of pages, since tokens are asked for inside, and of CSRF tokens, since no cookie counts."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            try:
                if not is_address_on("", request.path):
                    raise Http404
                answer = partial(view, request, *args, **kwargs)
                is_write = request.method in writes
                response = (
                    answer_once(request, answer, is_secret=tells_secret, is_upload=takes_file)
                    if is_write
                    else answer()
                )
            except Http404:
                response = own_problem(404, "address_unknown")
            if response.status_code == 405:
                allowed = response.headers.get("Allow", "")
                response = own_problem(405, "method_not_allowed")
                response["Allow"] = allowed
        response["Content-Language"] = "zh-CN" if language.startswith("zh") else language
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    return entered


@through_door
def address_unknown(_request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for under the API's prefix."""
    return own_problem(404, "address_unknown")
