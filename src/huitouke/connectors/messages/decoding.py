"""The bytes of a message as text for the eye, and the text that somebody mended as bytes. Imports no Django."""

import re
from typing import Final

_DECLARED: Final = re.compile(
    rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{1,30})["']""", re.IGNORECASE
)
_DECLARATION: Final = re.compile(
    r"""(\s*<\?xml[^>]{0,100}?encoding\s*=\s*["'])[A-Za-z0-9_.-]{1,30}(["'])""", re.IGNORECASE
)
_CHINESE: Final = "gb18030"
_AS: Final = {"gb2312": _CHINESE, "gbk": _CHINESE, "gb18030": _CHINESE, "big5": "big5hkscs"}
_SINGLE_BYTE: Final = re.compile(r"iso-8859-\d{1,2}|windows-125\d|us-ascii")


def text_of(body: bytes) -> str:
    """A message in the encoding that it bears the mark of or declares; else UTF-8, else that of Chinese systems. What
    none of them reads is shown as question marks."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    found = _DECLARED.match(body)
    declared = found[1].decode().lower() if found else ""
    if declared in _AS:
        return body.decode(_AS[declared], "replace")
    if _SINGLE_BYTE.fullmatch(declared):
        return body.decode(declared, "replace")
    for encoding in ("utf-8-sig", _CHINESE):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")


def body_of(text: str) -> bytes:
    """A text that was typed, as a message in UTF-8 that says so itself."""
    return _DECLARATION.sub(r"\1UTF-8\2", text, count=1).encode("utf-8", "replace")
