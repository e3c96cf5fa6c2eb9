"""What a refusal of the API itself says, in Chinese and English. No value that was sent stands in it.

Refusals of the services bring their own words; these are for what never reached a service.
"""

from typing import Any, Final

TITLES: Final[dict[int, tuple[str, str]]] = {
    400: ("请求读不懂", "The request cannot be read"),
    401: ("需要有效的令牌", "A valid token is needed"),
    403: ("没有这项权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("这个地址不支持此方法", "Method not allowed"),
    409: ("内容已被他人修改", "Changed meanwhile"),
    413: ("内容太大", "Too large"),
    422: ("有内容不能接受", "Some content cannot be accepted"),
}

DETAILS: Final[dict[str, tuple[str, str]]] = {
    "token_missing_or_invalid": (
        "请在 Authorization 请求头中写 Bearer 和有效的令牌；令牌由 ./huitouke token 生成。",
        "Send the header Authorization: Bearer with a valid token, as ./huitouke token prints it.",
    ),
    "address_unknown": (
        "没有这个地址。全部地址见 /api/v1/openapi.json。",
        "There is no such address. See /api/v1/openapi.json for all of them.",
    ),
    "method_not_allowed": (
        "这个地址不支持此方法。支持的方法见 Allow 响应头。",
        "This address does not take that method. The header Allow names those it takes.",
    ),
    "body_unreadable": (
        "请求正文不是有效的 JSON（UTF-8）。",
        "The body is not valid JSON in UTF-8.",
    ),
    "request_unreadable": (
        "请求读不懂：参数太多或不完整。",
        "The request cannot be read: too many parameters, or cut short.",
    ),
    "body_too_large": (
        "请求正文太大。请分几次发送；成批数据请用文件导入。",
        "The body is too large. Send less at a time; for many guests import a file.",
    ),
    "request_invalid": ("请改正：{fields}。", "Please correct: {fields}."),
    "if_match_unreadable": (
        "If-Match 请求头不是本接口给出的 ETag。",
        "The header If-Match is not an ETag that this API gave.",
    ),
    "idempotency_key_unreadable": (
        "Idempotency-Key 请求头应为 1 到 255 个可见的 ASCII 字符，写在引号内。",
        "The header Idempotency-Key must be 1 to 255 visible ASCII signs in quotes.",
    ),
    "idempotency_key_running": (
        "带这个 Idempotency-Key 的请求还在处理。请稍候再发一次。",
        "The request with this Idempotency-Key is still running. Send it again in a moment.",
    ),
    "idempotency_key_reused": (
        "这个 Idempotency-Key 已用于另一个请求。新的请求请用新的键。",
        "This Idempotency-Key was sent with another request. Use a new key for a new request.",
    ),
    "idempotency_rights_changed": (
        "该请求已完成，但您的权限此后有变，原来的答复不再给出。请直接读取结果。",
        "The request was done, but your posts have changed since, so its answer is not given again. Read the result"
        " by its own address.",
    ),
    "idempotency_secret_told": (
        "该请求已完成；其中的密码、令牌或密钥只在首次答复中告知，系统不保存。若未收到，请另发一个新的，并作废旧的。",
        "The request was done. The password, token or secret was told in the first answer alone and is kept nowhere: if"
        " it was lost, ask for a new one and end the old one.",
    ),
    "cursor_unreadable": (
        "这不是本接口给出的翻页标记。请从第一页重新开始。",
        "This is not a cursor that this API gave. Start again from the first page.",
    ),
    "column_unknown": (
        "文件里没有这一列。请按“读取列”给出的表头填写。",
        "The file has no such column. Use the headings that get_import_columns tells.",
    ),
    "target_unknown": (
        "没有这个目标字段。请从“读取列”给出的目标中选择。",
        "There is no such target. Choose one that get_import_columns tells.",
    ),
    "parameter_unknown": ("没有这个参数。", "There is no such parameter."),
    "not_base64": ("文件内容应为 base64。", "The content of a file must be base64."),
    "code_table_not_found": ("没有这张代码表。", "There is no such code table."),
}

FIELD_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("必填。", "Required."),
    "extra_forbidden": ("没有这一项。", "There is no such field."),
    "unsafe_signs": ("含有不能保存的字符。", "Holds signs that cannot be stored."),
    "string_unicode": ("含有不能保存的字符。", "Holds signs that cannot be stored."),
    "string_type": ("应为文字。", "Must be a text."),
    "string_too_long": ("最多 {max_length} 个字。", "At most {max_length} signs."),
    "string_too_short": ("至少 {min_length} 个字。", "At least {min_length} signs."),
    "too_long": ("最多 {max_length} 项。", "At most {max_length} entries."),
    "list_type": ("应为列表。", "Must be a list."),
    "model_type": ("应为 JSON 对象。", "Must be a JSON object."),
    "model_attributes_type": ("应为 JSON 对象。", "Must be a JSON object."),
    "dict_type": ("应为 JSON 对象。", "Must be a JSON object."),
    "bool_parsing": ("应为 true 或 false。", "Must be true or false."),
    "bool_type": ("应为 true 或 false。", "Must be true or false."),
    "int_parsing": ("应为整数。", "Must be a whole number."),
    "int_parsing_size": ("数字太大。", "The number is too large."),
    "int_type": ("应为整数。", "Must be a whole number."),
    "int_from_float": ("应为整数。", "Must be a whole number."),
    "finite_number": ("应为整数。", "Must be a whole number."),
    "greater_than_equal": ("至少为 {ge}。", "At least {ge}."),
    "less_than_equal": ("最多为 {le}。", "At most {le}."),
    "uuid_parsing": ("不是有效的编号（UUID）。", "Not a valid id (UUID)."),
    "uuid_type": ("不是有效的编号（UUID）。", "Not a valid id (UUID)."),
    "enum": ("只能是：{expected}。", "One of: {expected}."),
    "literal_error": ("只能是：{expected}。", "One of: {expected}."),
    "date_type": ("应为日期，如 2026-03-16。", "Must be a date such as 2026-03-16."),
    "date_parsing": ("应为日期，如 2026-03-16。", "Must be a date such as 2026-03-16."),
    "date_from_datetime_parsing": ("应为日期，如 2026-03-16。", "Must be a date such as 2026-03-16."),
    "date_from_datetime_inexact": ("应为日期，如 2026-03-16。", "Must be a date such as 2026-03-16."),
    "datetime_type": ("应为带时区的时刻。", "Must be an instant with its time zone."),
    "datetime_parsing": ("应为带时区的时刻。", "Must be an instant with its time zone."),
    "datetime_from_date_parsing": ("应为带时区的时刻。", "Must be an instant with its time zone."),
    "timezone_aware": ("应为带时区的时刻。", "Must be an instant with its time zone."),
}
"""By pydantic's error type; `{…}` are of the error's context."""

PARAMETER_NAMES: Final[dict[str, tuple[str, str]]] = {
    "body": ("正文", "Body"),
    "guest_id": ("宾客编号", "Guest id"),
    "system": ("来源系统", "System"),
    "table": ("代码表", "Code table"),
    "branch": ("门店", "Branch"),
    "cursor": ("翻页标记", "Cursor"),
    "before": ("翻页标记", "Cursor"),
    "limit": ("条数", "Limit"),
    "text": ("文字", "Text"),
    "purpose": ("用途", "Purpose"),
    "expires_on": ("到期日", "Expiry"),
    "seen_at": ("所见版本", "Version seen"),
    "fields": ("字段", "Fields"),
    "add": ("新增内容", "Additions"),
    "remove": ("移除内容", "Removals"),
    "contact": ("联系方式", "Contact"),
    "document": ("证件", "Document"),
    "vehicle": ("车辆", "Vehicle"),
    "field": ("字段", "Field"),
    "row": ("行", "Row"),
    "reason": ("原因", "Reason"),
    "custom": ("自定义字段", "Own fields"),
    "has_warning": ("有禁忌或过敏", "With a warning"),
    "is_incomplete": ("待完善", "Incomplete"),
    "birthday_within": ("生日天数", "Birthday within"),
    "new_within": ("新客天数", "New within"),
    "act": ("意愿", "What was said"),
    "channel": ("渠道", "Channel"),
    "evidence": ("凭据", "Evidence"),
    "guardian": ("监护人", "Guardian"),
    "typed": ("确认姓名", "Name to confirm"),
    "because": ("原因", "Reason"),
    "content": ("文件内容", "Content of the file"),
    "file_id": ("文件编号", "File id"),
    "erasure_id": ("删除记录编号", "Erasure id"),
    "include_closed": ("包括停用", "Include closed"),
}
"""Labels of parameters and of parts of bodies; fields of guests have theirs with the guests."""

_OTHER: Final = ("这个值不能接受。", "This value cannot be accepted.")


def is_chinese(language: str | None) -> bool:
    return (language or "zh").startswith("zh")


def pick(pair: tuple[str, str], language: str | None) -> str:
    return pair[0] if is_chinese(language) else pair[1]


def title_of(status: int, language: str | None) -> str:
    return pick(TITLES.get(status, TITLES[422]), language)


def detail_of(code: str, language: str | None, **data: str) -> str:
    return pick(DETAILS[code], language).format(**data)


def field_text(kind: str, language: str | None, context: dict[str, Any]) -> str:
    """The sentence for one field that pydantic refused."""
    return pick(FIELD_TEXTS.get(kind, _OTHER), language).format(**context)
