"""The one translation of refusals into `application/problem+json` (RFC 9457)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic_core import to_json

from huitouke.api.problem_texts import (
    PARAMETER_NAMES,
    detail_of,
    field_text,
    is_chinese,
    pick,
    title_of,
)
from huitouke.guests.values.messages import field_name
from huitouke.kernel.errors import DomainError, Invalid, NotFound

PROBLEM_TYPE: Final = "application/problem+json"
_UNNAMED: Final = "body"
_FIELD_NAME: Final = re.compile(r"[A-Za-z][A-Za-z_-]{0,40}|\d{1,3}")


class CodeTableNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("code_table_not_found", detail_of("code_table_not_found", get_language()))


def request_invalid(code: str, field: str) -> Invalid:
    """One parameter or header that cannot be taken, by its code in `problem_texts`."""
    text = detail_of(code, get_language())
    return Invalid(code, text, {field: [text]})


def refuse_parameters(names: Sequence[str]) -> NoReturn:
    """Refuse parameters of the address that an operation does not have."""
    text = detail_of("parameter_unknown", get_language())
    raise Invalid("parameter_unknown", text, {_writable(name): [text] for name in names})


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    fields: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """A refusal for programs (`code`, stable) and people (`title`, `detail`, in the caller's language)."""
    body: dict[str, Any] = {
        "type": f"urn:huitouke:problem:{code}",
        "title": title_of(status, get_language()),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if fields:
        body["fields"] = {name: list(texts) for name, texts in fields.items()}
    return HttpResponse(to_json(body), status=status, content_type=PROBLEM_TYPE)


def own_problem(status: int, code: str) -> HttpResponse:
    """A refusal in the words of `problem_texts`."""
    return problem(status, code, detail_of(code, get_language()))


def add_handlers(api: NinjaAPI) -> None:
    """Answer every refusal that an operation may raise with a problem; bugs stay bugs."""
    api.add_exception_handler(DomainError, _domain_error)
    api.add_exception_handler(ValidationError, _validation_error)
    api.add_exception_handler(AuthenticationError, _not_authenticated)
    api.add_exception_handler(HttpError, lambda _request, _error: own_problem(400, "body_unreadable"))
    api.add_exception_handler(Http404, lambda _request, _error: own_problem(404, "address_unknown"))
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: own_problem(413, "body_too_large"))
    for unreadable in (SuspiciousOperation, UnreadablePostError):
        api.add_exception_handler(unreadable, lambda _request, _error: own_problem(400, "request_unreadable"))


def _domain_error(_request: HttpRequest, error: Any) -> HttpResponse:
    fields = error.fields if isinstance(error, Invalid) else None
    return problem(error.status, error.code, error.message, fields=fields)


def _not_authenticated(_request: HttpRequest, _error: Any) -> HttpResponse:
    response = own_problem(401, "token_missing_or_invalid")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _validation_error(_request: HttpRequest, error: Any) -> HttpResponse:
    language = get_language()
    fields: dict[str, list[str]] = {}
    for found in error.errors:
        text = field_text(found["type"], language, found.get("ctx", {}))
        texts = fields.setdefault(_path_of(found["loc"]), [])
        if text not in texts:
            texts.append(text)
    named = [_in_words(path, language) for path in fields]
    detail = detail_of(
        "request_invalid", language, fields=("、" if is_chinese(language) else ", ").join(named)
    )
    return problem(422, "request_invalid", detail, fields=fields)


def _path_of(location: Sequence[str | int]) -> str:
    """`("body", "payload", "add", "mobile", 0)` as `add.mobile.0`."""
    source, *parts = location
    if source == "body":
        parts = parts[1:]
    return ".".join(_writable(str(part)) for part in parts) or _UNNAMED


def _writable(name: str) -> str:
    """The name of a field. One that a caller made up may hold anything, also what is personal: told again is
    only what may be a slip of the pen in a real name."""
    return name if _FIELD_NAME.fullmatch(name) else "?"


def _in_words(path: str, language: str | None) -> str:
    """The label of the field that a path ends in, list positions aside; the path itself where it has none."""
    name = next((part for part in reversed(path.split(".")) if not part.isdigit()), path)
    if name in PARAMETER_NAMES:
        return pick(PARAMETER_NAMES[name], language)
    label = field_name(name, language or "zh")
    return label if label != name else path
