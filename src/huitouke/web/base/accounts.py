"""Staff accounts with allauth: logins are made by an administrator, nobody signs up; guessing locks out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No door for strangers."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False


def attempted_login(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The login that is being tried, for the lock-out: allauth's form calls it `login`, Django `username`."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or (request.POST.get("login") if request else None)
    return str(name).strip().lower() if name else None
