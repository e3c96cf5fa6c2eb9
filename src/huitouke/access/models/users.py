"""Staff logins, the posts they hold and the tokens of their programs."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from huitouke.access.choices import Shift
from huitouke.access.models.organisation import Branch
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class User(Entity, AbstractBaseUser):
    """A member of staff who signs in. Leaves by `is_active`, never by deletion: the audit trail names them."""

    username = models.CharField(max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.TextField(default="", blank=True)
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, default="", blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)
    must_change_password = models.BooleanField(
        default=False, help_text="The password was given by an administrator, and is good for one sign-in"
    )

    objects: ClassVar[Any] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    def __str__(self) -> str:
        return self.display_name or self.username


class Assignment(Entity):
    """A post that a user holds in one branch, or in the whole group where `branch` is empty; at one shift, or at any.

    The shift tells the others who is on duty. It is no lock: rights hold around the clock, since shifts are swapped.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.TextField(
        help_text="A code of choices.ROLES; no database choice, so that a new role is one line"
    )
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments"
    )
    shift = models.TextField(choices=Shift.choices, default=Shift.ANY, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "branch", "shift"], name="assignment_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class ApiToken(Entity):
    """A token with its user's rights, as far as the user had them when it was issued. Only the digest is kept: the
    token is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.BinaryField(max_length=32, unique=True)
    purpose = models.TextField(default="", blank=True, help_text="Which program it is for")
    rights = models.JSONField(
        default=dict, help_text="The most it may do: rights by the id of a branch, or by * in the whole group"
    )
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.id} of {self.user_id}"


class StaffSession(Entity):
    """One sign-in on one device, from the first page to the end. `digest` is that of the cookie's key: who reads this
    table, or a copy of it, can take over no session."""

    digest = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    data = models.TextField()
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now, help_text="To the minute")
    address = models.GenericIPAddressField(null=True)
    device = models.TextField(default="", help_text="The browser's own words, cut")

    def __str__(self) -> str:
        return f"session {self.id} of {self.user_id}"
