"""One cell of a file or one box of a form: made safe to store, and read as empty where people mean
nothing."""

import re
from typing import Final

CELL_LIMIT: Final = 10_000
"""The longest text, in signs, that is taken as a value. Longer is a broken file or an attack, not a guest."""

# NUL and other control signs, the bidirectional marks and overrides that can show a name as another one,
# zero-width blanks, and lone surrogates, which no database stores. The joiners U+200C and U+200D stay:
# Persian names and family emoji are wrong without them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\s*[\r\n\x0b\x0c\x85\u2028\u2029]+\s*")
_LIST_MARKS = re.compile(r"[、,，;；|｜\r\n]+")

_EMPTY: Final = frozenset({
    "", "-", "--", "---", "—", "——", "－", "/", "\\", "\\n", ".", "。", "?", "？", "*", "_",
    "n/a", "#n/a", "n.a.", "n.a", "na", "null", "(null)", "none", "nil", "nan", "nat", "undefined", "unknown",
    "not provided", "not available", "无", "無", "未知", "不详", "不詳", "暂无", "空", "没有", "沒有",
    "未填", "未填写", "未提供", "不明", "0000-00-00", "0000-00-00 00:00:00", "1900-01-00",
})  # fmt: skip
# NA is Namibia, and Na a family name.
NA_IS_A_VALUE: Final = frozenset({"nationality", "name", "latin_name", "family_name", "given_name"})


def tidy(text: str) -> str:
    """The text on one line, without unsafe signs, blanks folded to one and none at the ends."""
    if text.isprintable():
        stripped = text.strip()
        return _BLANKS.sub(" ", stripped) if "  " in stripped else stripped
    return _BLANKS.sub(" ", _UNSAFE.sub("", text)).strip()


def tidy_lines(text: str) -> str:
    """Like `tidy`, but line ends stay, one each: for notes and addresses."""
    if text.isprintable():
        return tidy(text)
    lines = (tidy(line) for line in _LINE_ENDS.split(_UNSAFE.sub("", text)))
    return "\n".join(line for line in lines if line)


def has_unsafe_signs(text: str) -> bool:
    """Whether control signs, overrides or lone surrogates stand in the text, which `tidy` takes out."""
    return not text.isprintable() and _UNSAFE.search(text) is not None


def is_empty(text: str, field: str = "") -> bool:
    """Whether a tidied text only says that there is nothing, such as `-`, `N/A`, `NULL`, `无` or `未知`."""
    if len(text) > 20:
        return False
    folded = text.casefold()
    if folded == "na" and field in NA_IS_A_VALUE:
        return False
    return folded in _EMPTY


def split_list(text: str) -> list[str]:
    """The values of a cell that holds several, split on 、 comma, semicolon, bar and line end; none twice."""
    if text.isprintable() and not _LIST_MARKS.search(text):
        value = tidy(text)
        return [] if is_empty(value) else [value]
    values = (tidy(piece) for piece in _LIST_MARKS.split(text))
    return list(dict.fromkeys(value for value in values if not is_empty(value)))
