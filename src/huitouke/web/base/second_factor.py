"""The second step of the sign-in with allauth: secrets sealed, guesses counted by the same lock-out as passwords."""

import base64
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.utils.translation import gettext as _

from huitouke.access.models import User
from huitouke.access.queries import get_group
from huitouke.kernel.crypto import sealer

_CONTEXT = b"access.second_factor"


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keys and recovery codes stand sealed in the database; passkeys bear the name of the hotel group."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(sealer().seal(text.encode(), _CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealer().open(base64.b64decode(encrypted_text), _CONTEXT).decode()

    def _get_site_name(self) -> str:
        return str(get_group() or "Huitouke")

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return _("Passkey")


class _Counted(forms.Form):
    """Wrong guesses count towards the lock-out of the name and address, with those at the sign-in; while it lasts
    nothing is even tried."""

    user: User

    def counted(self, check: Callable[[], str]) -> str:
        """What `check` finds, where this person may still try."""
        credentials = {"username": self.user.username}
        request = context.request
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            raise forms.ValidationError(_("Too many wrong tries. Try again in a quarter of an hour."))
        try:
            return check()
        except forms.ValidationError:
            user_login_failed.send(sender=type(self), credentials=credentials, request=request)
            raise


class CountedAuthenticateForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The second step."""

    def clean_code(self) -> str:
        return self.counted(super().clean_code)


class CountedReauthenticateForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before something weighty."""

    def clean_code(self) -> str:
        return self.counted(super().clean_code)


class CountedChangePasswordForm(_Counted, ChangePasswordForm):  # type: ignore[misc]
    """One's own new password, after the one of now."""

    def clean_oldpassword(self) -> str:
        return self.counted(super().clean_oldpassword)
