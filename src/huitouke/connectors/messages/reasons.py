"""Why a message waits for somebody, or was put away, in words. Imports no Django."""

from collections.abc import Mapping
from typing import Final

from huitouke.connectors.messages.wording import IGNORED, UNREAD, sentence

OWN: Final[dict[str, tuple[str, str]]] = {
    "several_hotels": (
        "一条消息里有几家酒店的内容，无法分开。请让发送方按酒店分别发送。",
        "One message tells of several hotels and cannot be divided. Let its sender send one for each.",
    ),
    "not_applied": (
        "读取或写入时出错（{error}）。请重放；再次出错请联系管理员。",
        "The message broke off as it was read or written ({error}). Replay it; if that fails again, ask "
        "the administrator.",
    ),
    "file_forbidden": (
        "这个文件放在监控文件夹里，但系统没有读取权限。请管理员放开权限（会自动收入，也可点“再试一次”），或把内容粘贴到下面。",
        "The file lies in the watched folder, but may not be read. Let the administrator allow it: it comes in by "
        "itself then, or at once when you try again. Or paste below what it says.",
    ),
    "file_unreadable": (
        "这个文件放在监控文件夹里，但磁盘读取出错。请重新放入文件（会自动收入），或把内容粘贴到下面。",
        "The file lies in the watched folder, but the disk fails to give it. Lay it there again: it comes in by "
        "itself. Or paste below what it says.",
    ),
    "file_gone": (
        "这个文件已不在监控文件夹里。请让发送方重新发送，或把内容粘贴到下面；不需要时可作废。",
        "The file is no longer in the watched folder. Let its sender send it again, or paste below what it says; put "
        "this away where it is not needed.",
    ),
    "folder_unreadable": (
        "监控文件夹本身无法打开，其中的文件都收不进来。请管理员检查文件夹的权限；恢复后会自动收入。",
        "The watched folder itself cannot be opened, so none of its files comes in. Let the administrator see to its "
        "rights; then they come in by themselves.",
    ),
    "file_read": (
        "文件后来可以读取，内容已另作为一条消息收入",
        "The file could be read later; what it says came in as a message of its own",
    ),
    "dropped": ("已由同事作废，不再处理", "Put away by a colleague"),
    "erased": ("消息里的宾客已被删除，内容已清空", "It told of a guest who was erased; what it said is gone"),
}
"""What intake itself says, beside what readers say."""
_SHORT: Final[dict[str, tuple[str, str]]] = {
    "empty_message": ("空消息", "Empty"),
    "message_too_large": ("太大", "Too large"),
    "message_too_deep": ("层级过深", "Nested too deep"),
    "too_many_parts": ("内容过多", "Too many parts"),
    "not_xml": ("XML 不完整", "Not whole XML"),
    "xml_unsafe": ("XML 不安全", "Unsafe XML"),
    "not_json": ("JSON 不完整", "Not whole JSON"),
    "template_with_variables": ("未填写的模板", "An unfilled template"),
    "unknown_message": ("未知的消息", "Unknown message"),
    "sender_error": ("发送方报错", "The sender's error"),
    "no_reservation_id": ("缺预订编号", "No reservation id"),
    "no_profile_id": ("缺档案编号", "No profile id"),
    "dates_missing": ("缺日期", "Dates missing"),
    "dates_reversed": ("日期颠倒", "Dates reversed"),
    "stay_too_long": ("入住过长", "Stay too long"),
    "value_unreadable": ("内容无法识别", "Unreadable value"),
    "hotel_unknown": ("酒店代码未对照", "Hotel code unknown"),
    "file_forbidden": ("文件无权读取", "File may not be read"),
    "file_unreadable": ("文件读取出错", "File cannot be read"),
    "file_gone": ("文件已不在", "File is gone"),
    "folder_unreadable": ("文件夹打不开", "Folder cannot be opened"),
    "several_hotels": ("含多家酒店", "Several hotels"),
    "not_applied": ("写入出错", "Broke off"),
}


def reason_words(code: str, data: Mapping[str, str], language: str) -> str:
    """The sentence of a reason: what happened and what to do."""
    if code in UNREAD or code in IGNORED:
        return sentence(code, data, language)
    if code not in OWN:
        return code
    chinese, english = OWN[code]
    return (chinese if language.startswith("zh") else english).format(**{"error": "?", **data})


def reason_label(code: str, language: str) -> str:
    """A reason in a few words, for a chip."""
    if code not in _SHORT:
        return code
    chinese, english = _SHORT[code]
    return chinese if language.startswith("zh") else english
