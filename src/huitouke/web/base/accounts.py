"""Staff accounts with allauth: logins are made by an administrator, nobody signs up; guessing locks out."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from huitouke.access.models import User
from huitouke.access.queries import get_actor
from huitouke.access.services import note_own_password, record_audit

RECOVERY: Final = Authenticator.Type.RECOVERY_CODES


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No door for strangers."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_password_change_redirect_url(self, request: Any) -> str:
        return reverse("today")


@receiver(user_logged_in)
def note_sign_in(sender: Any, request: HttpRequest | None, user: User, **_given: Any) -> None:
    """A line of the trail for each sign-in."""
    if request is not None and request.resolver_match is not None:
        record_audit(get_actor(user), "access.user.signed_in", object_type="user", object_id=user.id)


@receiver(password_changed)
def note_password(sender: Any, request: HttpRequest, user: User, **_given: Any) -> None:
    """The password that was given is gone."""
    note_own_password(actor=get_actor(user), user=user)


@receiver(authenticator_added)
def note_factor_added(sender: Any, user: User, authenticator: Any, **_given: Any) -> None:
    """A line of the trail for a second factor that was set up."""
    if authenticator.type != RECOVERY:
        record_audit(
            get_actor(user),
            "access.second_factor.added",
            object_type="user",
            object_id=user.id,
            kind=str(authenticator.type),
        )


@receiver(authenticator_removed)
def note_factor_removed(sender: Any, user: User, authenticator: Any, **_given: Any) -> None:
    """A line of the trail for a second factor that was taken off."""
    if authenticator.type != RECOVERY:
        record_audit(
            get_actor(user),
            "access.second_factor.removed",
            object_type="user",
            object_id=user.id,
            kind=str(authenticator.type),
        )


def attempted_login(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The login that is being tried, for the lock-out: allauth's form calls it `login`, Django `username`."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or (request.POST.get("login") if request else None)
    return str(name).strip().lower() if name else None
