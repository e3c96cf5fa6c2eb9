"""A company: who sends guests, books for them, or pays for them."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from huitouke.access.actors import Actor
from huitouke.access.models import Branch, LegalEntity, User
from huitouke.guests.company_choices import EXPIRY_WARNING_DAYS, CompanyKind, SettlementCycle
from huitouke.guests.company_policy import visible_companies
from huitouke.guests.models.guest import Guest
from huitouke.intake.models import ImportRun
from huitouke.kernel import clock
from huitouke.kernel.models import Entity
from huitouke.kernel.money import Money


class CompanyQuerySet(models.QuerySet["Company"]):
    """Companies by what staff ask for."""

    def visible_to(self, actor: Actor) -> "CompanyQuerySet":
        """Only those that this actor may know of: the one predicate for web, API, search and counts."""
        return self.filter(visible_companies(actor))


class Company(Entity):
    """One company as the hotel knows it: agreement company, agency, OTA, partner. Appears with its first record.

    The columns are derived, as a guest's are: from the origin record, or from the record that `field_sources`
    names for a target. `name_key` to `search_keys` serve the search box (values/company_search.py).
    """

    name = models.TextField()
    short_name = models.TextField(default="", blank=True)
    english_name = models.TextField(default="", blank=True)
    aliases = ArrayField(models.TextField(), default=list, blank=True)
    code = models.TextField(default="", blank=True, help_text="The house's own number of the company")
    kinds = ArrayField(models.TextField(choices=CompanyKind.choices), default=list, blank=True)
    credit_code = models.TextField(default="", blank=True, help_text="GB 32100, 18 signs")
    legal_representative = models.TextField(default="", blank=True)
    trade = models.TextField(default="", blank=True, help_text="Code table `trade`")
    invoice_title = models.TextField(default="", blank=True)
    tax_number = models.TextField(default="", blank=True)
    invoice_address = models.TextField(default="", blank=True)
    invoice_phone = models.TextField(default="", blank=True)
    bank_name = models.TextField(default="", blank=True)
    bank_account = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    region = models.TextField(default="", blank=True, help_text="Code table `region`")
    distance_m = models.IntegerField(null=True, blank=True, help_text="Metres to the branch")
    avoid_times = models.TextField(default="", blank=True)
    website = models.TextField(default="", blank=True)
    remark = models.TextField(default="", blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )

    agreement_number = models.TextField(default="", blank=True)
    agreement_from = models.DateField(null=True, blank=True)
    agreement_to = models.DateField(null=True, blank=True, help_text="The last day on which it holds")
    rate_code = models.TextField(default="", blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    credit_limit = models.BigIntegerField(null=True, blank=True, help_text="Minor units of `currency`")
    credit_term = models.SmallIntegerField(null=True, blank=True, help_text="Days")
    settlement_cycle = models.TextField(choices=SettlementCycle.choices, default="", blank=True)
    credit_officer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    annual_spend = models.BigIntegerField(null=True, blank=True, help_text="Declared; minor units")
    annual_spend_year = models.SmallIntegerField(null=True, blank=True)
    follow_up = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    custom = models.JSONField(
        default=dict, blank=True, help_text="Fields that an administrator added, by code"
    )

    name_key = models.TextField(default="", editable=False, db_collation="C")
    pinyin = models.TextField(default="", editable=False, db_collation="C")
    initials = models.TextField(default="", editable=False, db_collation="C")
    grams = ArrayField(models.TextField(), default=list, editable=False)
    search_keys = models.TextField(default="", editable=False)

    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    legal_entity = models.ForeignKey(
        LegalEntity, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    is_shared = models.BooleanField(default=False, help_text="Open to all legal entities of the group")
    is_closed = models.BooleanField(default=False, help_text="No longer worked with; kept and found")
    origin_record_id = models.UUIDField(editable=False)
    field_sources = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["name_key", "id"], name="company_name_key"),
            models.Index(fields=["pinyin", "id"], name="company_pinyin"),
            models.Index(fields=["initials", "id"], name="company_initials"),
            GinIndex(fields=["grams"], name="company_grams"),
            GinIndex(fields=["search_keys"], name="company_search_keys", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["kinds"], name="company_kinds"),
            GinIndex(
                fields=["custom"],
                name="company_custom",
                opclasses=["jsonb_path_ops"],
                condition=~Q(custom={}),
            ),
            models.Index(fields=["credit_code"], name="company_credit_code", condition=~Q(credit_code="")),
            models.Index(fields=["code"], name="company_code", condition=~Q(code="")),
            models.Index(fields=["region", "id"], name="company_region"),
            models.Index(fields=["trade", "id"], name="company_trade"),
            models.Index(fields=["branch", "id"], name="company_branch"),
            models.Index(fields=["legal_entity", "id"], name="company_entity"),
            models.Index(fields=["id"], name="company_shared", condition=Q(is_shared=True)),
            models.Index(fields=["id"], name="company_groupwide", condition=Q(legal_entity=None)),
            models.Index(fields=["parent"], name="company_parent", condition=Q(parent__isnull=False)),
            models.Index(
                fields=["follow_up", "id"], name="company_follow_up", condition=Q(follow_up__isnull=False)
            ),
            models.Index(
                fields=["agreement_to", "id"],
                name="company_agreement",
                condition=Q(agreement_to__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="company_named"),
            models.CheckConstraint(
                condition=Q(agreement_from=None)
                | Q(agreement_to=None)
                | Q(agreement_to__gte=F("agreement_from")),
                name="company_agreement_days",
            ),
            models.CheckConstraint(
                condition=Q(credit_limit=None) | Q(credit_limit__gte=0), name="company_credit_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"company {self.id}"

    @property
    def short(self) -> str:
        """What it is called in speech."""
        return self.short_name or self.name

    @property
    def credit_money(self) -> Money | None:
        return None if self.credit_limit is None else Money(self.credit_limit, self.currency)

    @property
    def annual_spend_money(self) -> Money | None:
        return None if self.annual_spend is None else Money(self.annual_spend, self.currency)

    def agreement_state(self, today: date) -> str:
        """none, coming, valid, ending (within `EXPIRY_WARNING_DAYS` days) or ended."""
        if not (self.agreement_number or self.agreement_from or self.agreement_to or self.rate_code):
            return "none"
        if self.agreement_to and self.agreement_to < today:
            return "ended"
        if self.agreement_from and self.agreement_from > today:
            return "coming"
        if self.agreement_to and (self.agreement_to - today).days <= EXPIRY_WARNING_DAYS:
            return "ending"
        return "valid"


class CompanyLink(models.Model):
    """This record tells of this company. The only truth of whose a record is, as `identity.Link` is for guests."""

    record_id = models.UUIDField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="links", db_index=False)
    linked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company"], name="companylink_company")]

    def __str__(self) -> str:
        return f"{self.record_id} -> {self.company_id}"


class CompanyPart(Entity):
    """A row of a company that a record told. History names it under the company's id."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="%(class)s_rows", db_index=False
    )
    record_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True


class CompanyContact(CompanyPart):
    """A person at a company: who books, decides, pays, signs or comes. The same person may stand at several
    companies, once at each; `guest` says who that is where the house knows them as a guest too."""

    name = models.TextField()
    roles = ArrayField(models.TextField(), default=list, blank=True)
    department = models.TextField(default="", blank=True)
    position = models.TextField(default="", blank=True)
    remark = models.TextField(default="", blank=True)
    sign_limit = models.BigIntegerField(
        null=True, blank=True, help_text="Minor units of the company's currency"
    )
    guest = models.ForeignKey(
        Guest, null=True, blank=True, on_delete=models.SET_NULL, related_name="company_posts", db_index=False
    )
    is_typed = models.BooleanField(default=False, help_text="Staff added or changed it: files leave it alone")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company"], name="companycontact_company"),
            models.Index(fields=["guest"], name="companycontact_guest", condition=Q(guest__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="companycontact_named"),
        ]

    def __str__(self) -> str:
        return f"contact of {self.company_id}"


class CompanyReach(CompanyPart):
    """A way to reach a company, or one of its contacts."""

    contact = models.ForeignKey(
        CompanyContact, null=True, on_delete=models.CASCADE, related_name="reaches", db_index=False
    )
    kind = models.TextField(help_text="Of `COMPANY_REACH_KINDS`")
    value = models.TextField(db_collation="C", help_text="E.164 for phones, lower case for e-mail")
    shown = models.TextField()
    extension = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company"], name="companyreach_company"),
            models.Index(fields=["contact"], name="companyreach_contact", condition=Q(contact__isnull=False)),
            models.Index(Func(F("value"), function="reverse"), name="companyreach_tail"),
            GinIndex(fields=["value"], name="companyreach_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.company_id}"


class CompanyGuest(CompanyPart):
    """A guest who works, or worked, at a company. Shown only to those who may see the guest."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="company_links", db_index=False)
    role = models.TextField(default="employee")
    since = models.DateField(null=True, blank=True)
    linked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="companyguest_guest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "guest"], name="companyguest_once"),
        ]

    def __str__(self) -> str:
        return f"guest of {self.company_id}"

    @property
    def company_name(self) -> str:
        return self.company.name


class CompanyImage(Entity):
    """A company as it stood before an import changed it for the first time, so that the import can be taken back: what
    `identity.GuestImage` is of a guest, sealed for this company."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="company_images", db_index=False
    )
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="images", db_index=False)
    before = models.BinaryField()
    after = models.BinaryField(max_length=16, default=b"")
    left_at = models.DateTimeField(
        null=True, help_text="When the company was last changed, as the import left it"
    )
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "run"], name="companyimage_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["run"], name="companyimage_run")]

    def __str__(self) -> str:
        return f"image of {self.company_id}"
