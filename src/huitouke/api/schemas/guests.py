"""Guests as callers send them. What a value may look like is the services' to say, the same as at the desk."""

from datetime import date
from typing import Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from huitouke.api.schemas.base import LONGEST_LIST, Sent, Text, Texts, described, listed
from huitouke.guests.choices import NotePurpose
from huitouke.guests.queries import PAGE_SIZE

MOST_LIMIT: Final = 200


class GuestQuery(Sent):
    """The filters of the guest list. None holds a personal value, so all may stand in the address."""

    branch: Text = described("Code of the branch that came to know the guest.", examples=["MAIN"])
    nationality: Text = described("Two-letter country code (code table `country`).", examples=["CN"])
    tag: Text = described("A tag, whole.", examples=["VIP"])
    guest_type: Text = described(
        "Code of a guest type that the guest has now (`GET /guest-types`).", examples=["family"]
    )
    follow_up: Text = described("Login of the colleague who follows the guest up.", examples=["mei"])
    has_warning: bool = Field(default=False, description="Only guests with a taboo or an allergy.")
    is_incomplete: bool = Field(default=False, description="Only profiles less than 60 % complete.")
    birthday_within: int = Field(
        default=0,
        ge=0,
        le=366,
        description="Only guests whose birthday is kept within so many days from today.",
    )
    new_within: int = Field(
        default=0, ge=0, le=3660, description="Only guests first known in the last so many days."
    )
    cursor: Text = described("`next` or `previous` of an earlier answer; empty for the newest guests.")
    limit: int = Field(default=PAGE_SIZE, ge=1, le=MOST_LIMIT, description="The most guests of one answer.")


class GuestTexts(Sent):
    """Fields of a guest that hold one value."""

    name: Text = described("The name as the guest writes it.", examples=["王小明"])
    latin_name: Text = described("The name in Latin letters.", examples=["Wang Xiaoming"])
    form_of_address: Text = described("How the guest is to be addressed.", examples=["王总"])
    sex: Text = described("`male`, `female` or empty.", examples=["male"])
    birth_date: Text = described("Birth date on the document, ISO 8601.", examples=["1990-02-03"])
    kept_birthday: Text = described(
        "The birthday the guest keeps, with or without year; lunar ones in Chinese.",
        examples=["02-03", "农历八月十五"],
    )
    nationality: Text = described("Two-letter country code, or the country's name.", examples=["CN"])
    language: Text = described("Language code, or the language's name.", examples=["zh"])
    company: Text = described("The company, as text.", examples=["归雁贸易有限公司"])
    position: Text = described("The post the guest holds there.", examples=["采购经理"])
    address: Text = described("Postal address, as text.", examples=["上海市黄浦区中山东一路 1 号"])
    card_number: Text = described("Number of the membership card.", examples=["M2026-0001"])
    follow_up: Text = described("Login of the colleague who follows the guest up.", examples=["mei"])
    referred_by: Text = described("Who recommended the hotel to the guest.", examples=["李女士"])

    region: Text = described(
        "Province, city and county of the address in Chinese, or six digits of GB/T 2260; by default what the "
        "address itself tells.",
        examples=["浙江省宁波市鄞州区"],
    )
    postcode: Text = described("Post code of the address.", examples=["315100"])
    home_address: Text = described("Address at home.", examples=["浙江省宁波市鄞州区天童南路 588 号"])
    home_region: Text = described("Region of the address at home.", examples=["330212"])
    home_postcode: Text = described("Post code at home.", examples=["315100"])
    work_address: Text = described("Address at work.", examples=["上海市黄浦区中山东一路 1 号"])
    work_region: Text = described("Region of the address at work.", examples=["310101"])
    work_postcode: Text = described("Post code at work.", examples=["200002"])
    occupation: Text = described("Occupation.", examples=["医生"])
    native_place: Text = described("Native place.", examples=["浙江宁波"])
    family: Text = described("Family and household, in words.", examples=["夫妻二人，女儿 6 岁"])
    family_structure: Text = described(
        "Code of the table `family_structure`, or its words.", examples=["young_children"]
    )
    decision_maker: Text = described("Whether the guest decides: yes, no or empty.", examples=["yes"])
    budget: Text = described("What the guest is ready to spend.", examples=["CNY 500-800"])
    need: Text = described("What the guest needs.", examples=["长期住宿，需要办公桌"])
    usage: Text = described("What the guest uses the hotel for.", examples=["出差"])
    birthday_reminder: Text = described("`no` mutes the reminder of the birthday.", examples=["no"])
    birthday_lead_days: Text = described(
        "Days before the birthday from which it is told, 0 to 60; empty: a week.", examples=["3"]
    )
    vip_grade: Text = described("V1 to V4, or empty.", examples=["V2"])
    contact_preference: Text = described("call, sms, wechat, wecom, email or empty.", examples=["wechat"])
    heard_from: Text = described("Code of the table `heard_from`, or its words.", examples=["friend"])
    choice_reason: Text = described("Code of the table `choice_reason`, or its words.", examples=["location"])
    stay_confidential: Text = described("`yes`: the guest is not to be named to others.", examples=["yes"])
    rate_confidential: Text = described("`yes`: the price is not to be told.", examples=["no"])
    custom: dict[Text, Text | bool | int | float | None] = Field(
        default_factory=dict,
        max_length=LONGEST_LIST,
        description="Values of fields that an administrator added, by code; null clears.",
        examples=[{"shoe_size": 42}],
    )

    def texts(self) -> dict[str, str]:
        """The texts by target, own fields as `custom:<code>`, without those left out."""
        given = self.model_dump(exclude_unset=True, include=set(GuestTexts.model_fields))
        custom = given.pop("custom", {})
        return {**given, **{f"custom:{code}": _as_text(value) for code, value in custom.items()}}


def _as_text(value: str | bool | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


class GuestLists(Sent):
    """Fields of a guest that hold any number of values."""

    mobile: Texts = listed(
        "Mobile phones; without country code they are read as Chinese.", examples=[["13812345678"]]
    )
    home_phone: Texts = listed("Phones at home.", examples=[["021-62345678"]])
    office_phone: Texts = listed("Phones at work.", examples=[["021-62345678 转 801"]])
    fax: Texts = listed("Fax numbers.", examples=[["021-62345679"]])
    phone: Texts = listed("Phones of an unknown kind.", examples=[["+44 20 7946 0958"]])
    email: Texts = listed("E-mail addresses.", examples=[["wang@example.com"]])
    wechat: Texts = listed("WeChat ids.", examples=[["wang_xm_88"]])
    qq: Texts = listed("QQ numbers.", examples=[["123456789"]])
    wechat_unionid: Texts = listed("WeChat UnionIDs.", examples=[["oT5Bcv0FSXhq3C1Zk9pQwEr7TyUi"]])
    wechat_openid: Texts = listed("WeChat OpenIDs.", examples=[["ocPaJ5Fj2kQwEr7TyUiOpAsDfGhJ"]])
    wecom: Texts = listed("WeCom ids.", examples=[["wangxm"]])
    alipay: Texts = listed("Alipay ids.", examples=[["2088123412341234"]])
    msn: Texts = listed("MSN ids of old files.", examples=[["wang@live.cn"]])
    id_card: Texts = listed(
        "Citizen ID numbers; kept sealed and shown masked.", examples=[["11010519491231002X"]]
    )
    passport: Texts = listed(
        "Passport numbers, with country and last day behind them where known; kept sealed and shown masked.",
        examples=[["E12345678 (JP / 2030-05-12)"]],
    )
    hkmo_permit: Texts = listed("Permits of Hong Kong and Macau residents.", examples=[["H12345678"]])
    taiwan_permit: Texts = listed("Permits of Taiwan residents.", examples=[["12345678"]])
    residence_permit: Texts = listed(
        "Residence permits (HK, Macau, Taiwan).", examples=[["810000199408230021"]]
    )
    foreign_id: Texts = listed("Foreigners' permanent residence cards.", examples=[["911124198108030024"]])
    plate: Texts = listed(
        "Number plates, with model and colour behind them where known.",
        examples=[["沪A12345 (特斯拉 Model Y / 白)"]],
    )
    preference: Texts = listed("Wishes, in words that say what to do.", examples=[["高楼层"]])
    taboo: Texts = listed("Taboos, in words that say what to avoid.", examples=[["不吃香菜"]])
    allergy: Texts = listed("Allergies.", examples=[["花生"]])
    hobby: Texts = listed("Hobbies.", examples=[["高尔夫"]])
    tag: Texts = listed("Tags.", examples=[["VIP"]])


class GuestIn(GuestLists, GuestTexts):
    """A new guest. At least a name, a contact, a document or a card number must be there."""

    branch: Text = Field(default="MAIN", description="Code of the branch that comes to know the guest.")
    family_name: Text = described("Family name, where the whole name is not given.", examples=["王"])
    given_name: Text = described("Given name, where the whole name is not given.", examples=["小明"])
    document_type: Text = described("Kind of `document_number`, in words or as a code.", examples=["护照"])
    document_number: Text = described(
        "Number of a document of the kind `document_type`.", examples=["E12345678"]
    )
    document_country: Text = described("Country that issued it, as a code or in words.", examples=["JP"])
    document_expiry: Text = described("The last day on which it is valid.", examples=["2030-05-12"])
    vehicle_model: Text = described("Make and model of the first of `plate`.", examples=["特斯拉 Model Y"])
    vehicle_colour: Text = described("Its colour.", examples=["白"])
    note: Texts = listed("Notes, written so that the guest may read them.", examples=[["喜欢安静的房间"]])

    def raw(self) -> dict[str, list[str]]:
        """The texts by target, without those left out."""
        own = {"branch", *GuestTexts.model_fields}
        given = {**self.texts(), **self.model_dump(exclude_unset=True, exclude=own)}
        raw = {target: [value] if isinstance(value, str) else value for target, value in given.items()}
        return {target: texts for target, texts in raw.items() if any(texts)}


class Removals(Sent):
    """Ids of what is to be taken off, as the profile lists them."""

    contact: list[UUID] = listed("Ids of contacts.", max_length=LONGEST_LIST)
    document: list[UUID] = listed("Ids of documents.", max_length=LONGEST_LIST)
    vehicle: list[UUID] = listed("Ids of vehicles.", max_length=LONGEST_LIST)
    preference: list[UUID] = listed(
        "Ids of preferences, taboos, allergies and hobbies.", max_length=LONGEST_LIST
    )
    tag: list[UUID] = listed("Ids of the guest's tags, as the profile lists them.", max_length=LONGEST_LIST)


class GuestChange(Sent):
    """What is to change. All of it is saved, or nothing."""

    fields: GuestTexts = Field(
        default_factory=GuestTexts,
        description="New values of single fields; an empty text clears, a field left out stays.",
    )
    add: GuestLists = Field(
        default_factory=GuestLists, description="Values to add; those known already stay as they are."
    )
    remove: Removals = Field(default_factory=Removals, description="Rows to take off.")
    seen_at: AwareDatetime | None = Field(
        default=None,
        description="`updated_at` of the profile that the change is based on; the same as If-Match with its ETag.",
    )


class RevealIn(Sent):
    """Which masked value somebody needs, and what for."""

    field: Text = Field(
        description="contact or document (with `row`), address, home_address, work_address, card_number, "
        "birth_date or kept_birthday.",
        examples=["contact"],
    )
    row: UUID | None = Field(default=None, description="Id of the contact or document.")
    reason: Text = Field(
        description="contact, check_in, booking, complaint, guest_asks, authority or other.",
        examples=["contact"],
    )
    text: Text = described("In words, for `other`. Kept with the guest.", examples=["核对快递地址"])


class NoteIn(Sent):
    """A note about a guest, written so that the guest may read it."""

    text: Text = Field(description="The note.", examples=["喜欢安静的房间，离电梯远一些。"])
    purpose: NotePurpose = Field(default=NotePurpose.SERVICE, description="What the note is kept for.")
    expires_on: date | None = Field(
        default=None, description="The last day on which it is shown; null: no end."
    )
