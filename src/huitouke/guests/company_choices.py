"""Words that a company is filled with; the codes are those that `values/company.py` reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyKind(models.TextChoices):
    AGREEMENT = "agreement", _("Agreement company")
    AGENCY = "agency", _("Travel agency")
    OTA = "ota", _("OTA")
    PARTNER = "partner", _("Partner")
    OTHER = "other", _("Other")


class ContactRole(models.TextChoices):
    BOOKER = "booker", _("Booker")
    DECISION_MAKER = "decision_maker", _("Decision maker")
    FINANCE = "finance", _("Finance")
    SIGNER = "signer", _("Authorised signer")
    VISITOR = "visitor", _("Comes to stay")
    ADMINISTRATION = "administration", _("Administration")
    OTHER = "other", _("Other")


class SettlementCycle(models.TextChoices):
    NONE = "", _("Not agreed")
    STAY = "stay", _("Each stay")
    WEEK = "week", _("Weekly")
    HALF_MONTH = "half_month", _("Twice a month")
    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")


class AgreementState(models.TextChoices):
    """How an agreement stands on a day, as `Company.agreement_state` tells it."""

    NONE = "none", _("No agreement")
    COMING = "coming", _("Not begun yet")
    VALID = "valid", _("In force")
    ENDING = "ending", _("Ends within 30 days")
    ENDED = "ended", _("Ended")


class CooperationKind(models.TextChoices):
    VISIT = "visit", _("Visit")
    NEGOTIATION = "negotiation", _("Negotiation")
    ORDER = "order", _("Order")
    JOINT_ACTION = "joint_action", _("Joint action")
    DISPUTE = "dispute", _("Dispute")


class GuestRole(models.TextChoices):
    """What a guest is to a company."""

    EMPLOYEE = "employee", _("Works there")
    LEADER = "leader", _("Leads it")
    FORMER = "former", _("Worked there")
    OTHER = "other", _("Other")


COMPANY_REACH_KINDS = ("phone", "mobile", "fax", "email", "wechat")
"""Ways to reach a company, in the order of its form."""
CONTACT_REACH_KINDS = ("mobile", "phone", "email", "wechat")


class CardForm(models.TextChoices):
    SHORT = "short", _("Short card")
    LONG = "long", _("Long card")


class Criterion(models.TextChoices):
    """The fifteen criteria of an account's appraisal, in their order."""

    ENTHUSIASM = "enthusiasm", _("Enthusiasm for working with us")
    FLEXIBILITY = "flexibility", _("Flexibility")
    DISTRIBUTION = "distribution", _("Ability to bring in guests")
    CAPITAL = "capital", _("Capital and promptness of payment")
    BRANDS = "brands", _("Well-selling brands they carry")
    STORAGE = "storage", _("Room to hold goods or events")
    VEHICLES = "vehicles", _("Vehicles")
    STAFF = "staff", _("Staff")
    REPUTATION = "reputation", _("Reputation over time")
    SOCIAL = "social", _("Standing in society")
    MANAGEMENT = "management", _("Management of sales")
    NETWORK = "network", _("Sales network")
    PROMOTION = "promotion", _("Ability to promote")
    AFTER_SALES = "after_sales", _("Care after the sale")
    RELATION = "relation", _("Relation with us")


DEFAULT_WEIGHTS = {
    Criterion.ENTHUSIASM: 10,
    Criterion.FLEXIBILITY: 5,
    Criterion.DISTRIBUTION: 15,
    Criterion.CAPITAL: 15,
    Criterion.BRANDS: 3,
    Criterion.STORAGE: 2,
    Criterion.VEHICLES: 2,
    Criterion.STAFF: 3,
    Criterion.REPUTATION: 10,
    Criterion.SOCIAL: 5,
    Criterion.MANAGEMENT: 5,
    Criterion.NETWORK: 5,
    Criterion.PROMOTION: 5,
    Criterion.AFTER_SALES: 5,
    Criterion.RELATION: 10,
}
"""Weights until an administrator sets others; they add up to 100."""

SHORT_CARD = (
    Criterion.ENTHUSIASM,
    Criterion.DISTRIBUTION,
    Criterion.CAPITAL,
    Criterion.REPUTATION,
    Criterion.RELATION,
)
"""What a card asks for unless somebody opens the long one."""

WEIGHT_LIMIT = 100
SCORES = (1, 2, 3, 4, 5)
EXPIRY_WARNING_DAYS = 30
"""An agreement that ends within so many days is shown as about to end."""
