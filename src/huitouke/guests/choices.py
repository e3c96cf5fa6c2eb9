"""Words that a profile is filled with."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    UNKNOWN = "", _("Not stated")
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class BirthdayCalendar(models.TextChoices):
    NONE = "", _("Not stated")
    SOLAR = "solar", _("Solar")
    LUNAR = "lunar", _("Lunar")


class ContactKind(models.TextChoices):
    MOBILE = "mobile", _("Mobile")
    HOME = "home", _("Home phone")
    OFFICE = "office", _("Office phone")
    PHONE = "phone", _("Phone")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    WECHAT_UNIONID = "wechat_unionid", _("WeChat UnionID")
    WECHAT_OPENID = "wechat_openid", _("WeChat OpenID")
    WECOM = "wecom", _("WeCom")
    ALIPAY = "alipay", _("Alipay")
    QQ = "qq", _("QQ")
    MSN = "msn", _("MSN")


PHONE_KINDS = (ContactKind.MOBILE, ContactKind.HOME, ContactKind.OFFICE, ContactKind.PHONE, ContactKind.FAX)


class DocumentKind(models.TextChoices):
    ID_CARD = "id_card", _("Citizen ID card")
    PASSPORT = "passport", _("Passport")
    HKMO_PERMIT = "hkmo_permit", _("Hong Kong/Macau permit")
    TAIWAN_PERMIT = "taiwan_permit", _("Taiwan permit")
    RESIDENCE_PERMIT = "residence_permit", _("Residence permit (HK, Macau, Taiwan)")
    FOREIGN_ID = "foreign_id", _("Foreigner's permanent residence card")
    OTHER = "other", _("Other paper")
    NAME_HASH = "name_hash", _("Digest of the name")
    DOCUMENT_HASH = "document_hash", _("Digest of the document")


class PreferenceKind(models.TextChoices):
    PREFERENCE = "preference", _("Preference")
    TABOO = "taboo", _("Taboo")
    ALLERGY = "allergy", _("Allergy")
    HOBBY = "hobby", _("Hobby")


WARNING_KINDS = (PreferenceKind.TABOO, PreferenceKind.ALLERGY)


class VipGrade(models.TextChoices):
    NONE = "", _("No VIP")
    V1 = "V1", "V1"
    V2 = "V2", "V2"
    V3 = "V3", "V3"
    V4 = "V4", "V4"


class ContactPreference(models.TextChoices):
    """How the guest wishes to be reached."""

    NONE = "", _("Not stated")
    CALL = "call", _("By telephone")
    SMS = "sms", _("By text message")
    WECHAT = "wechat", _("By WeChat")
    WECOM = "wecom", _("By WeCom")
    EMAIL = "email", _("By e-mail")


class RevealReason(models.TextChoices):
    """Why somebody sees a masked value in clear."""

    CONTACT = "contact", _("To reach the guest")
    CHECK_IN = "check_in", _("Check-in: compare with the document")
    BOOKING = "booking", _("To verify a booking")
    COMPLAINT = "complaint", _("To settle a complaint")
    GUEST_ASKS = "guest_asks", _("The guest asks for it")
    AUTHORITY = "authority", _("Lawful request of an authority")
    OTHER = "other", _("Another reason")


class NotePurpose(models.TextChoices):
    SERVICE = "service", _("Service during the stay")
    CARE = "care", _("Guest care")
    SALES = "sales", _("Sales")
    SAFETY = "safety", _("Safety")


class RegistrationKind(models.TextChoices):
    """What stands in the registration compartment."""

    PAPER = "paper", _("Paper shown at registration")
    CARD = "card", _("Registration card")
    MINOR = "minor", _("Answers about a guest under 18")
    VISITOR = "visitor", _("Visitor")


class RetentionKind(models.TextChoices):
    """Kinds of data that the law keeps for a time."""

    REGISTRATION = "registration", _("Registration of guests")
    INVOICE = "invoice", _("Invoices and accounts")
    CONTRACT = "contract", _("Orders and contracts")
    PROCESSING = "processing", _("Records of processing personal data")


class Ground(models.TextChoices):
    """Why the law allows to process data for a purpose (PIPL art. 13, 14, 29, 39)."""

    CONTRACT = "contract", _("Performing the contract")
    LEGAL_DUTY = "legal_duty", _("Legal duty")
    CONSENT = "consent", _("Consent")
    SEPARATE = "separate_consent", _("Separate consent")


CONSENT_GROUNDS = (Ground.CONSENT, Ground.SEPARATE)


class ContactChannel(models.TextChoices):
    """A way on which a guest may be written to or called."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    PHONE = "phone", _("Phone call")


class ConsentAct(models.TextChoices):
    """What a guest said about a purpose."""

    GIVEN = "given", pgettext_lazy("consent", "Agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")


class ConsentSource(models.TextChoices):
    """How the hotel came to know it."""

    DESK = "desk", _("Said at the desk")
    PHONE = "phone", _("Said on the phone")
    PAPER = "paper", _("Signed on paper")
    FORM = "form", _("Registration form of the guest")
    MESSAGE = "message", _("Written by the guest")
    IMPORT = "import", _("Taken in from a file")
    API = "api", _("Sent by a program")


class EvaluationScale(models.TextChoices):
    IMPORTANCE = "importance", _("Importance")
    FRIENDLINESS = "friendliness", _("Friendliness")
    SATISFACTION = "satisfaction", _("Satisfaction")


EVALUATION_MARKS = (1, 2, 3, 4, 5)


class TagColour(models.TextChoices):
    """How a tag stands out, by the tokens of the look; deep red is kept for taboos and what is overdue."""

    PLAIN = "", _("Plain")
    ACCENT = "accent", _("Ink-teal")
    GOOD = "good", _("Jade")
    WATCH = "watch", _("Amber")
    TIER = "tier", _("Gold")
