"""Staff logins: the list, one login with its posts, a new one, and what an administrator does with it."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.access.services import (
    activate_user,
    change_user,
    deactivate_user,
    give_post,
    hire_user,
    remove_second_factor,
    reset_password,
    take_post,
)
from huitouke.access.staff import get_staff, list_sessions, list_staff, list_tokens
from huitouke.kernel.errors import Invalid
from huitouke.web.access.words import device_words, place_choices, post_words, role_choices, shift_choices
from huitouke.web.base.requests import actor_of

LANGUAGES: Final = [("zh-hans", "中文"), ("en", "English")]
TOLD_KEY: Final = "told_password"
"""Where the session carries a password from the act to the one page that shows it."""


@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    """Who may sign in, with their posts."""
    actor = actor_of(request)
    text = request.GET.get("q", "").strip()[:60]
    role, has_left = request.GET.get("role", ""), "left" in request.GET
    lines = list_staff(actor, text=text, role=role, has_left=has_left)
    words = ngettext("%(count)s login", "%(count)s logins", len(lines)) % {"count": len(lines)}
    context = {
        "rows": [(line, [post_words(post) for post in line.posts]) for line in lines],
        "text": text,
        "role": role,
        "has_left": has_left,
        "roles": role_choices(),
        "count": words,
        "columns": [
            {"label": _("Name")},
            {"label": _("Posts")},
            {"label": _("Second factor")},
            {"label": _("Last seen")},
        ],
    }
    return render(request, "access/user_list.html", context)


@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """A new login with its first post; the password is made here, and told once on the next page."""
    actor = actor_of(request)
    actor.require(Right.SYSTEM_MANAGE)
    typed = {
        name: request.POST.get(name, "").strip()
        for name in ("username", "display_name", "email", "language", "role", "branch", "shift")
    }
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            user, password = hire_user(
                actor=actor,
                username=typed["username"],
                display_name=typed["display_name"],
                email=typed["email"],
                language=typed["language"],
                role=typed["role"],
                branch_code=typed["branch"] or None,
                shift=typed["shift"],
            )
        except Invalid as error:
            errors = error.fields
        else:
            request.session[TOLD_KEY] = [str(user.id), password]
            return redirect("access:user-detail", user.id)
    context = {"typed": typed, "errors": errors, **_post_choices(request)}
    return render(request, "access/user_new.html", context, status=422 if errors else 200)


@require_GET
def user_detail(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One login: posts, sign-ins, tokens, and the acts. A password that was just made is shown this once."""
    told = request.session.pop(TOLD_KEY, None)
    password = told[1] if told and told[0] == str(user_id) else ""
    return _detail(request, user_id, {"password": password})


def _detail(request: HttpRequest, user_id: UUID, more: dict[str, Any], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    line = get_staff(actor, user_id)
    user = line.user
    sessions = list_sessions(actor, user) if line.may_manage else []
    tokens = (
        [token for token in list_tokens(actor, user) if token.revoked_at is None] if line.may_manage else []
    )
    context = {
        "line": line,
        "person": user,
        "posts": [
            (post, post_words(post), actor.has_right(Right.SYSTEM_MANAGE, post.branch_id or UUID(int=0)))
            for post in line.posts
        ],
        "is_self": user.id == actor.id,
        "sessions": [(session, device_words(session.device)) for session in sessions],
        "tokens": tokens,
        "typed": {"display_name": user.display_name, "email": user.email, "language": user.language},
        "post_typed": {},
        "errors": {},
        "post_errors": {},
        **_post_choices(request),
        **more,
    }
    return render(request, "access/user_detail.html", context, status=status)


def _post_choices(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    return {
        "roles": role_choices(),
        "shifts": shift_choices(),
        "places": place_choices(list_branches(actor, Right.SYSTEM_MANAGE)),
        "languages": LANGUAGES,
        "is_group_wide": actor.has_group_right(Right.SYSTEM_MANAGE),
    }


@require_POST
def change(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Name, e-mail and language of a login."""
    actor = actor_of(request)
    line = get_staff(actor, user_id)
    typed = {name: request.POST.get(name, "") for name in ("display_name", "email", "language")}
    try:
        changed = change_user(actor=actor, user=line.user, **typed)
    except Invalid as error:
        return _detail(request, user_id, {"typed": typed, "errors": error.fields}, status=422)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("access:user-detail", user_id)


@require_POST
def add_post(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a post."""
    actor = actor_of(request)
    actor.require(Right.SYSTEM_MANAGE)
    user = get_staff(actor, user_id).user
    typed = {name: request.POST.get(name, "") for name in ("role", "branch", "shift")}
    try:
        give_post(
            actor=actor,
            user=user,
            role=typed["role"],
            branch_code=typed["branch"] or None,
            shift=typed["shift"],
        )
    except Invalid as error:
        return _detail(request, user_id, {"post_typed": typed, "post_errors": error.fields}, status=422)
    messages.success(request, _("The post is given."))
    return redirect("access:user-detail", user_id)


@require_POST
def remove_post(request: HttpRequest, user_id: UUID, post_id: UUID) -> HttpResponse:
    """Take a post back; one click gives it again, so nobody is asked twice."""
    take_post(actor=actor_of(request), post_id=post_id)
    messages.success(request, _("The post is taken back. Give it again below if that was a slip."))
    return redirect("access:user-detail", user_id)


@require_POST
def close(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """The user has left."""
    actor = actor_of(request)
    deactivate_user(actor=actor, user=get_staff(actor, user_id).user)
    messages.success(request, _("The login is closed, and signed out everywhere."))
    return redirect("access:user-detail", user_id)


@require_POST
def open_again(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """The user is back."""
    actor = actor_of(request)
    activate_user(actor=actor, user=get_staff(actor, user_id).user)
    messages.success(request, _("The login is open again, with the posts of before."))
    return redirect("access:user-detail", user_id)


@require_POST
def give_password(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """A new password, told once on the page that follows."""
    actor = actor_of(request)
    user = get_staff(actor, user_id).user
    request.session[TOLD_KEY] = [str(user.id), reset_password(actor=actor, user=user)]
    return redirect("access:user-detail", user_id)


@require_POST
def drop_second_factor(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """The telephone is lost, and the codes too."""
    actor = actor_of(request)
    is_gone = remove_second_factor(actor=actor, user=get_staff(actor, user_id).user)
    words = _("The second factor is taken off. The next sign-in is by password alone.")
    messages.success(request, words if is_gone else _("Nothing was changed."))
    return redirect("access:user-detail", user_id)
