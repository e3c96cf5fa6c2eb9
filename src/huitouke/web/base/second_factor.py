"""The second step of the sign-in with allauth: secrets sealed, guesses counted by the same lock-out as passwords."""

import base64
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.choices import SECOND_FACTOR_CONTEXT
from huitouke.access.models import User
from huitouke.access.queries import get_group
from huitouke.kernel.crypto import sealer


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keys and recovery codes stand sealed in the database; passkeys bear the name of the hotel group."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(sealer().seal(text.encode(), SECOND_FACTOR_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealer().open(base64.b64decode(encrypted_text), SECOND_FACTOR_CONTEXT).decode()

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


def claim_code(authenticator: Authenticator, code: str) -> None:
    """Let a code of an app open once, in every process and as long as it is good: its step in time must be later than
    the last one that opened (RFC 6238, 5.2)."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(id=authenticator.id)
        secret = get_adapter().decrypt(row.data["secret"])
        steps = (
            step
            for step in yield_hotp_counters_from_time()
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
        )
        step = max(steps, default=None)
        if step is None or step <= row.data.get("last_step", 0):
            raise get_adapter().validation_error("incorrect_code")
        row.data["last_step"] = step
        row.save(update_fields=["data"])


class CountedAuthenticateForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The second step."""

    def clean_code(self) -> str:
        return self.counted(lambda: _claimed(self, super(CountedAuthenticateForm, self).clean_code()))


class CountedReauthenticateForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before something weighty."""

    def clean_code(self) -> str:
        return self.counted(lambda: _claimed(self, super(CountedReauthenticateForm, self).clean_code()))


def _claimed(form: Any, code: str) -> str:
    claim_code(form.authenticator, code)
    return code


class CountedChangePasswordForm(_Counted, ChangePasswordForm):  # type: ignore[misc]
    """One's own new password, after the one of now."""

    def clean_oldpassword(self) -> str:
        return self.counted(super().clean_oldpassword)
