"""Why a message was not read, or carried nothing that is kept: codes and sentences, Chinese and English.

Every sentence says what happened and what to do. None holds a value of the message: at most the name of an element.
"""

from collections.abc import Mapping
from typing import Final

UNREAD: Final[dict[str, tuple[str, str]]] = {
    "empty_message": (
        "消息是空的，没有任何内容。请让发送方重新发送。",
        "The message is empty. Let its sender send it again.",
    ),
    "message_too_large": (
        "消息超过 {limit_mb} MB，没有读取。请让发送方分批发送。",
        "The message is over {limit_mb} MB and was not read. Let its sender send it in parts.",
    ),
    "message_too_deep": (
        "消息的层级超过 {limit} 层，不像正常的消息，没有读取。请联系发送方。",
        "The message is nested over {limit} levels deep, as none should be; it was not read. Ask its sender.",
    ),
    "too_many_parts": (
        "一条消息里超过 {limit} 项，没有读取。请让发送方分批发送。",
        "The message tells of over {limit} things and was not read. Let its sender send it in parts.",
    ),
    "not_xml": (
        "内容不是完整的 XML（可能被截断）。请让发送方重新发送，或补全后重放。",
        "This is no whole XML; it may be cut off. Let its sender send it again, or mend and replay it.",
    ),
    "xml_unsafe": (
        "XML 里带有文档类型或实体定义，可能用于攻击，没有读取。请联系发送方去掉。",
        "The XML brings a document type or entities, which attacks use; it was not read. Ask its sender to leave "
        "them out.",
    ),
    "not_json": (
        "内容不是完整的 JSON（可能被截断）。请让发送方重新发送，或补全后重放。",
        "This is no whole JSON; it may be cut off. Let its sender send it again, or mend and replay it.",
    ),
    "template_with_variables": (
        "消息里还有没有填写的变量（如 {{{{…}}}}），是一份模板。请填好变量后重放。",
        "The message has variables to be filled in ({{{{...}}}}): it is a template. Fill them in, then replay it.",
    ),
    "unknown_message": (
        "这一种系统没有这样的消息。请检查是否选错了系统。",
        "This kind of system has no such message. See whether the right kind was chosen.",
    ),
    "sender_error": (
        "发送方报告了错误，消息里没有预订。请按错误代码联系发送方。",
        "The sender reports an error; the message holds no reservation. Ask the sender about its code.",
    ),
    "no_reservation_id": (
        "{at} 没有预订编号，无法知道是哪一个预订。请补上编号后重放。",
        "{at} bears no id, so nobody can know which reservation it is. Add the id, then replay it.",
    ),
    "no_profile_id": (
        "{at} 没有档案编号，无法知道是谁。请补上编号后重放。",
        "{at} bears no id, so nobody can know whose profile it is. Add the id, then replay it.",
    ),
    "dates_missing": (
        "{at} 没有到店或离店日期。请补上日期后重放。",
        "{at} lacks its arrival or departure. Add the dates, then replay it.",
    ),
    "dates_reversed": (
        "{at} 的离店日期早于到店日期。请改正后重放。",
        "{at} departs before it arrives. Correct the dates, then replay it.",
    ),
    "stay_too_long": (
        "{at} 的入住超过 {limit} 晚，多半是占位日期。请改正日期后重放。",
        "{at} lasts over {limit} nights: most likely its date is a filler. Correct the dates, then replay it.",
    ),
    "value_unreadable": (
        "{at} 的内容无法识别（日期、数量或金额的格式不对）。请改正后重放。",
        "The value of {at} cannot be read as a date, a number or an amount. Correct it, then replay it.",
    ),
    "hotel_unknown": (
        "消息里的酒店代码还没有对应到门店。请在“设置”里对应后重放。",
        "The hotel code of the message belongs to no branch yet. Map it under Settings, then replay the message.",
    ),
}
"""Why a message or a part of it is not read. `hotel_unknown` is for the intake to say: readers know no branches."""

IGNORED: Final[dict[str, tuple[str, str]]] = {
    "acknowledgement": (
        "收到预订的回执，没有预订内容",
        "An acknowledgement of a booking, without the booking",
    ),
    "answer": ("对方的应答，没有预订内容", "An answer of the other side, without a booking"),
    "read_request": ("向我们查询预订的请求，没有预订内容", "A request to read bookings, without a booking"),
    "merged_profiles": (
        "对方系统合并了档案；这里的合并由我们自己决定",
        "Profiles that the sender merged; we decide our own",
    ),
    "anonymised": ("对方系统已匿名化的档案，不再有个人信息", "A profile that its sender made anonymous"),
    "group_profile": ("团队资料，没有预订内容", "The profile of a group, without a booking"),
    "bill": ("没有明细的账单", "A bill without any of its lines"),
    "rates": ("房价，不是某个预订的", "Prices that belong to no reservation"),
    "resources": ("房间状态，不是某个预订的", "States of rooms that belong to no reservation"),
    "age_class": ("既非成人也非儿童的年龄分类", "A class of age that is neither grown-ups nor children"),
    "loyalty_tiers": ("对方系统的会员等级", "Tiers of the sender's loyalty scheme"),
    "conversation": ("客人与酒店的聊天记录", "Messages between a guest and the hotel"),
    "notice": ("只通知有变化，内容要向对方另取", "A notice that something changed; what, must be fetched"),
    "payment_redirect": ("支付跳转地址", "An address where to pay"),
    "service_requests": ("客房服务请求，不是预订", "Service requests, which are no reservations"),
    "folio_request": (
        "让对方开账单或拆分预订的请求",
        "A request to the sender to make a bill or to split a reservation",
    ),
    "product_orders": ("没有日期和金额的商品订单", "Orders of products without dates or amounts"),
    "payment": ("不属于任何预订的付款", "A payment that belongs to no reservation"),
    "company_address": ("单位的地址或已停用的地址", "The address of a company, or one no longer in use"),
    "nothing_told": ("列表是空的", "An empty list"),
}
"""What was understood and carries nothing that is kept."""

_ALL: Final = UNREAD | IGNORED


def sentence(code: str, data: Mapping[str, str], language: str = "zh") -> str:
    """The sentence of a code with its places filled in; `language` is "zh" (also "zh-hans") or "en"."""
    chinese, english = _ALL[code]
    text = chinese if language.startswith("zh") else english
    return text.format(**{"at": "?", "limit": "?", "limit_mb": "?", **data})
