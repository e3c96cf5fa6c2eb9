"""The form that a guest opens by the printed code, without a login. It asks, keeps and thanks; it looks nothing up."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huitouke.capture.choices import FORM_FIELDS
from huitouke.capture.errors import FormClosed, TooManyForms
from huitouke.capture.form_models import FormLink
from huitouke.capture.forms import TEXT_LIMIT, asked_of, submit_form
from huitouke.capture.links import count_knock, get_open_link
from huitouke.guests.choices import Sex
from huitouke.hotels.queries import list_choices
from huitouke.kernel.errors import Invalid

TRAP: Final = "website"
"""A box that no person sees: who fills it in is a machine, and is thanked like everybody."""
WORDS: Final[dict[str, str | Promise]] = {
    "name": _("Your name"),
    "latin_name": _("Name in Latin letters"),
    "mobile": _("Mobile"),
    "email": _("E-mail"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "nationality": _("Nationality"),
    "company": _("Company"),
    "preference": _("What should we know? (wishes, allergies)"),
}
KINDS: Final = {"mobile": "tel", "email": "email", "birth_date": "date"}
FILLED: Final = {
    "name": "name",
    "mobile": "tel",
    "email": "email",
    "birth_date": "bday",
    "company": "organization",
}
"""What a telephone may fill in by itself."""


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, token: str) -> HttpResponse:
    """The empty form; then keeping what was sent, or the form again with what is wrong at its box."""
    try:
        link = get_open_link(token)
    except FormClosed as error:
        return render(request, "forms/closed.html", {"words": error.message}, status=error.status)
    if request.method != "POST":
        return _form(request, link)
    try:
        count_knock(link, request.META.get("REMOTE_ADDR", ""))
    except TooManyForms as error:
        return _form(request, link, refused=error.message, status=error.status)
    if not request.POST.get(TRAP):
        texts = {target: request.POST.get(target, "") for target in FORM_FIELDS}
        try:
            submit_form(link=link, texts=texts, ticked=request.POST.getlist("agree"))
        except Invalid as error:
            return _form(request, link, refused=error.message, errors=error.fields, status=422)
    return redirect("forms:thanks", token=token)


@login_not_required
@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The same thanks to everybody, known or new."""
    return render(request, "forms/thanks.html", {})


def _form(
    request: HttpRequest,
    link: FormLink,
    *,
    refused: str = "",
    errors: dict[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    choices = {"sex": [(code, word) for code, word in Sex.choices if code]}
    errors = errors or {}
    context: dict[str, Any] = {
        "hotel": link.branch,
        "boxes": [
            {
                "name": target,
                "word": WORDS[target],
                "kind": KINDS.get(target, "text"),
                "filled": FILLED.get(target, "off"),
                "choices": list_choices("country") if target == "nationality" else choices.get(target),
                "value": request.POST.get(target, ""),
                "errors": errors.get(target, ()),
                "is_needed": target == "name",
            }
            for target in FORM_FIELDS
        ],
        "asked": asked_of(link),
        # After a change of the words nothing stays ticked that was not read.
        "ticked": [] if "agree" in errors else request.POST.getlist("agree"),
        "refused": refused,
        "others": [text for target, texts in errors.items() if target not in WORDS for text in texts],
        "limit": TEXT_LIMIT,
        "trap": TRAP,
    }
    return render(request, "forms/form.html", context, status=status)
