"""The purposes that come with Huitouke, with their grounds and first wordings. For the hotel's lawyer to confirm."""

from dataclasses import dataclass
from typing import Final

from huitouke.guests.choices import ContactChannel, Ground

SHARE_ENTITIES: Final = "share_entities"
MARKETING: Final = "marketing"
SERVICE_NOTICE: Final = "service_notice"
MATCH_DOCUMENT: Final = "match_document"
MEMBERSHIP: Final = "membership"
STAY_CONTRACT: Final = "stay_contract"
REGISTRATION: Final = "registration"

_ALL_CHANNELS: Final = tuple(ContactChannel.values)


@dataclass(frozen=True, slots=True)
class StandardPurpose:
    """A purpose in both languages: name, what is done, the words put to guests ("" where none are)."""

    code: str
    ground: Ground
    zh: str
    en: str
    about_zh: str
    about_en: str
    channels: tuple[str, ...] = ()
    words_zh: str = ""
    words_en: str = ""


STANDARD_PURPOSES: Final = (
    StandardPurpose(
        STAY_CONTRACT,
        Ground.CONTRACT,
        "履行住宿合同",
        "Stay contract",
        "预订、入住、结账和在店服务所必需。",
        "Needed to book, stay, settle the bill and be served.",
    ),
    StandardPurpose(
        REGISTRATION,
        Ground.LEGAL_DUTY,
        "住宿实名登记",
        "Registration by law",
        "法律要求酒店登记住客身份，单独保存，到期清除。",
        "The law makes hotels register who stays; kept apart, disposed of on its day.",
    ),
    StandardPurpose(
        SERVICE_NOTICE,
        Ground.CONTRACT,
        "服务通知",
        "Service notices",
        "预订确认、到店提醒、账单等与本次住宿有关的通知。",
        "Confirmations, reminders and bills of a stay.",
        _ALL_CHANNELS,
        "我们会就您的预订和住宿与您联系。您可以拒绝某一种联系方式。",
        "We contact you about your booking and stay. You may decline a way of contact.",
    ),
    StandardPurpose(
        MARKETING,
        Ground.CONSENT,
        "营销信息",
        "Marketing",
        "优惠、活动和生日问候，按渠道分别同意，可随时撤回。",
        "Offers, events and birthday greetings, agreed to channel by channel, withdrawn at any time.",
        _ALL_CHANNELS,
        "我同意酒店通过所选方式向我发送优惠和活动信息。我可以随时撤回同意，不影响住宿服务。",
        "I agree that the hotel sends me offers and news in the ways chosen. I may withdraw at any time; my stay is "
        "not affected.",
    ),
    StandardPurpose(
        SHARE_ENTITIES,
        Ground.SEPARATE,
        "在集团各法人主体间共享档案",
        "Sharing between legal entities",
        "集团内其他公司经营的门店也能看到档案。撤回后立即不可见。",
        "Branches run by other companies of the group see the profile too. Unseen at once when withdrawn.",
        (),
        "我单独同意酒店将我的客史档案提供给集团内其他公司经营的门店，用于识别我并提供服务。我可以随时撤回。",
        "I separately agree that the hotel gives my profile to branches run by other companies of the group, so that "
        "they know me and serve me. I may withdraw at any time.",
    ),
    StandardPurpose(
        MATCH_DOCUMENT,
        Ground.SEPARATE,
        "用证件号码识别回头客",
        "Matching by document number",
        "把登记用的证件号码用于认出回头客。",
        "Uses the document number of the registration to know a returning guest.",
        (),
        "我单独同意酒店使用我的证件号码识别我以往的住店记录。",
        "I separately agree that the hotel uses my document number to find my earlier stays.",
    ),
    StandardPurpose(
        MEMBERSHIP,
        Ground.CONSENT,
        "会员画像",
        "Membership profile",
        "根据住店和消费记录了解喜好，提供会员权益。",
        "Learns preferences from stays and spending, for benefits of members.",
        (),
        "我同意酒店根据我的住店和消费记录了解我的喜好，用于会员服务。我可以随时撤回。",
        "I agree that the hotel learns my preferences from my stays and spending, for the service of members. I may "
        "withdraw at any time.",
    ),
)
