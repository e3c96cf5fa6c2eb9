"""The profile."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.access.models import Branch, LegalEntity, User
from huitouke.guests.choices import BirthdayCalendar, ContactPreference, Sex, VipGrade
from huitouke.guests.policy import visible_condition
from huitouke.kernel import clock
from huitouke.kernel.models import Entity

LONG_TEXTS = (
    "latin_name",
    "form_of_address",
    "company",
    "address",
    "home_address",
    "work_address",
    "family",
    "need",
    "usage",
)
SHORT_TEXTS = ("position", "occupation", "native_place", "referred_by")
"""Texts that are searched for any piece: an index that holds them and nothing else is read through in a tenth of
the time that the table takes (ADR 0022). Their limits in `values.raw` keep a row of an index within a third of a
page, which is the most it may take."""


FEW_CODES = (
    "family_structure",
    "contact_preference",
    "heard_from",
    "choice_reason",
    "home_region",
    "work_region",
    "native_region",
)
FEW_AMOUNTS = ("budget_min", "budget_max")
FEW_FLAGS = ("is_decision_maker", "is_birthday_muted", "is_rate_confidential")
"""What few guests have: one index holds all of it, of those who have any."""


def _any_set(*conditions: Q) -> Q:
    return reduce(or_, conditions)


def _texts(name: str, *columns: str) -> models.Index:
    """The texts of those who have any, in the order of the list."""
    known = _any_set(*(~Q(**{column: ""}) for column in columns))
    return models.Index(fields=["id"], name=name, include=columns, condition=known)


class GuestQuerySet(models.QuerySet["Guest"]):
    """Guests by what staff ask for."""

    def visible_to(self, actor: Actor) -> "GuestQuerySet":
        """Only the guests whom this actor may know of: the one predicate for web, API, search and counts."""
        return self.filter(visible_condition(actor))


class Guest(Entity):
    """One person as the hotel knows them. Appears when the first source record is linked to it.

    The columns are derived: from the origin record, or from the record that `field_sources` names for a
    field. `name_key` to `search_keys` serve the search box and are computed with the name (values/search.py).
    """

    name = models.TextField(default="", blank=True)
    latin_name = models.TextField(default="", blank=True)
    form_of_address = models.TextField(default="", blank=True)
    sex = models.TextField(choices=Sex.choices, default="", blank=True)
    birth_date = models.DateField(null=True, blank=True)
    birthday_calendar = models.TextField(choices=BirthdayCalendar.choices, default="", blank=True)
    birthday_year = models.SmallIntegerField(null=True, blank=True)
    birthday_month = models.SmallIntegerField(null=True, blank=True)
    birthday_day = models.SmallIntegerField(null=True, blank=True)
    birthday_leap = models.BooleanField(default=False)
    nationality = models.TextField(default="", blank=True)
    language = models.TextField(default="", blank=True)
    company = models.TextField(default="", blank=True)
    position = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    region = models.TextField(default="", blank=True, help_text="Six digits of GB/T 2260")
    postcode = models.TextField(default="", blank=True)
    home_address = models.TextField(default="", blank=True)
    home_region = models.TextField(default="", blank=True)
    home_postcode = models.TextField(default="", blank=True)
    work_address = models.TextField(default="", blank=True)
    work_region = models.TextField(default="", blank=True)
    work_postcode = models.TextField(default="", blank=True)
    occupation = models.TextField(default="", blank=True)
    native_place = models.TextField(default="", blank=True)
    native_region = models.TextField(default="", blank=True)
    family = models.TextField(default="", blank=True)
    family_structure = models.TextField(default="", blank=True, help_text="Code table family_structure")
    is_decision_maker = models.BooleanField(null=True, blank=True)
    budget_min = models.BigIntegerField(null=True, blank=True, help_text="Minor units of budget_currency")
    budget_max = models.BigIntegerField(null=True, blank=True)
    budget_currency = models.TextField(default="", blank=True)
    need = models.TextField(default="", blank=True)
    usage = models.TextField(default="", blank=True, help_text="What the guest uses the hotel for")
    is_birthday_muted = models.BooleanField(default=False, help_text="No reminder of the birthday")
    birthday_lead_days = models.SmallIntegerField(
        null=True, blank=True, help_text="Days before the birthday from which it is told; none: a week"
    )
    vip_grade = models.TextField(choices=VipGrade.choices, default="", blank=True)
    contact_preference = models.TextField(choices=ContactPreference.choices, default="", blank=True)
    heard_from = models.TextField(default="", blank=True, help_text="Code table heard_from")
    choice_reason = models.TextField(default="", blank=True, help_text="Code table choice_reason")
    is_stay_confidential = models.BooleanField(default=False, help_text="Not to be named to others")
    is_rate_confidential = models.BooleanField(default=False, help_text="The price is not to be told")
    custom = models.JSONField(
        default=dict, blank=True, help_text="Fields that an administrator added, by code"
    )
    card_number = models.TextField(default="", blank=True)
    follow_up = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    referred_by = models.TextField(default="", blank=True)

    other_names = ArrayField(
        models.TextField(),
        default=list,
        editable=False,
        help_text="What else the guest is called, since several profiles became this one; found by the search box",
    )
    name_key = models.TextField(default="", editable=False, db_collation="C")
    pinyin = models.TextField(default="", editable=False, db_collation="C")
    initials = models.TextField(default="", editable=False, db_collation="C")
    grams = ArrayField(models.TextField(), default=list, editable=False)
    search_keys = models.TextField(default="", editable=False)
    birthday_key = models.SmallIntegerField(
        null=True,
        editable=False,
        help_text="rows.birthday_key: the day to congratulate on",
    )
    completeness = models.SmallIntegerField(default=0, editable=False)
    has_warning = models.BooleanField(
        default=False, editable=False, help_text="A taboo or an allergy is known"
    )

    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    legal_entity = models.ForeignKey(
        LegalEntity, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    is_shared = models.BooleanField(
        default=False, help_text="Separate consent to be known across legal entities"
    )
    origin_record_id = models.UUIDField(editable=False)
    field_sources = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = GuestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["name_key", "id"], name="guest_name_key"),
            models.Index(fields=["pinyin", "id"], name="guest_pinyin"),
            models.Index(fields=["initials", "id"], name="guest_initials"),
            GinIndex(fields=["grams"], name="guest_grams"),
            GinIndex(fields=["search_keys"], name="guest_search_keys", opclasses=["gin_trgm_ops"]),
            GinIndex(
                fields=["card_number"],
                name="guest_card",
                opclasses=["gin_trgm_ops"],
                condition=~Q(card_number=""),
            ),
            models.Index(
                fields=["birthday_key", "id"], name="guest_birthday", condition=Q(birthday_key__isnull=False)
            ),
            models.Index(fields=["branch", "id"], name="guest_branch"),
            # For an entity that knows few of many: else every list and search walks the whole group first.
            models.Index(fields=["legal_entity", "id"], name="guest_entity"),
            models.Index(fields=["id"], name="guest_shared", condition=Q(is_shared=True)),
            models.Index(fields=["id"], name="guest_groupwide", condition=Q(legal_entity=None)),
            models.Index(fields=["nationality", "id"], name="guest_nationality"),
            models.Index(
                fields=["follow_up", "id"], name="guest_follow_up", condition=Q(follow_up__isnull=False)
            ),
            models.Index(fields=["id"], name="guest_warning", condition=Q(has_warning=True)),
            models.Index(fields=["id"], name="guest_incomplete", condition=Q(completeness__lt=60)),
            models.Index(fields=["vip_grade", "id"], name="guest_vip", condition=~Q(vip_grade="")),
            models.Index(fields=["region", "id"], name="guest_region", condition=~Q(region="")),
            GinIndex(
                fields=["custom"], name="guest_custom", opclasses=["jsonb_path_ops"], condition=~Q(custom={})
            ),
            models.Index(fields=["id"], name="guest_confidential", condition=Q(is_stay_confidential=True)),
            models.Index(
                fields=["birth_date", "id"], name="guest_birth_date", condition=Q(birth_date__isnull=False)
            ),
            models.Index(fields=["language", "id"], name="guest_language", condition=~Q(language="")),
            *(_texts(f"guest_texts_{column}", column) for column in LONG_TEXTS),
            _texts("guest_texts_short", *SHORT_TEXTS),
            models.Index(
                fields=["id"],
                name="guest_few",
                include=[*FEW_CODES, *FEW_AMOUNTS, *FEW_FLAGS],
                condition=_any_set(
                    *(~Q(**{column: ""}) for column in FEW_CODES),
                    *(Q(**{f"{column}__isnull": False}) for column in FEW_AMOUNTS),
                    *(Q(**{column: True}) for column in FEW_FLAGS),
                ),
            ),
            models.Index(fields=["id"], name="guest_own", condition=~Q(custom={})),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(birthday_calendar="")
                | Q(birthday_month__range=(1, 12), birthday_day__range=(1, 31)),
                name="guest_birthday_whole",
            ),
            models.CheckConstraint(condition=Q(completeness__range=(0, 100)), name="guest_completeness"),
        ]

    is_veiled = False
    """Whether values were taken out in memory (`masking.veil`): such a guest is to be read, never saved."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_veiled:
            raise RuntimeError("a veiled guest is not saved: lock the guest to change it")
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"guest {self.id}"
