from huitouke.guests.models.alias import GuestAlias
from huitouke.guests.models.classification import GuestType, GuestTypeMembership
from huitouke.guests.models.company import (
    Company,
    CompanyContact,
    CompanyGuest,
    CompanyImage,
    CompanyLink,
    CompanyQuerySet,
    CompanyReach,
)
from huitouke.guests.models.consent import (
    ConsentContent,
    ConsentEntry,
    ConsentRoot,
    ConsentState,
    Purpose,
    Wording,
)
from huitouke.guests.models.cooperation import Cooperation, CriterionWeight, ScoreCard, ScoreLine
from huitouke.guests.models.evaluation import Evaluation
from huitouke.guests.models.facts import ContactPoint, Document, GuestTag, Note, Preference, Vehicle
from huitouke.guests.models.guest import Guest, GuestQuerySet
from huitouke.guests.models.registration import RegistrationFact, RetentionRule
from huitouke.guests.models.relation import Relation, RelationEnd
from huitouke.guests.models.reveals import Reveal
from huitouke.guests.models.tags import Tag, TagGroup, TagRule
from huitouke.guests.models.views import SavedView

__all__ = [
    "Company",
    "CompanyContact",
    "CompanyGuest",
    "CompanyImage",
    "CompanyLink",
    "CompanyQuerySet",
    "CompanyReach",
    "ConsentContent",
    "ConsentEntry",
    "ConsentRoot",
    "ConsentState",
    "ContactPoint",
    "Cooperation",
    "CriterionWeight",
    "Document",
    "Evaluation",
    "Guest",
    "GuestAlias",
    "GuestQuerySet",
    "GuestTag",
    "GuestType",
    "GuestTypeMembership",
    "Note",
    "Preference",
    "Purpose",
    "RegistrationFact",
    "Relation",
    "RelationEnd",
    "RetentionRule",
    "Reveal",
    "SavedView",
    "ScoreCard",
    "ScoreLine",
    "Tag",
    "TagGroup",
    "TagRule",
    "Vehicle",
    "Wording",
]
