"""XML that came from outside as a tree of JSON, read safely.

A document type is refused as soon as it begins, so that no entity is ever defined, expanded or fetched: neither a bomb
nor a file of the server can come in by one. Attributes are named `@Name`, text `#`, children by their names without
prefixes; each name holds the list of its elements.
"""

import re
from typing import Any, Final
from xml.parsers import expat

from huitouke.connectors.messages.reading import Unread
from huitouke.connectors.messages.trees import DEEPEST, check_body, clean

Tree = dict[str, Any]

_CHINESE: Final = re.compile(
    rb"""<\?xml[^>]{0,100}encoding\s*=\s*["'](gb2312|gbk|gb18030)["'][^>]{0,100}\?>""", re.I
)


def read_xml(body: bytes) -> tuple[str, Tree]:
    """The name of the root without its prefix, and its tree. Raises Unread."""
    check_body(body)
    made = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = made.start
    parser.EndElementHandler = made.end
    parser.CharacterDataHandler = made.characters
    parser.StartDoctypeDeclHandler = _unsafe
    parser.EntityDeclHandler = _unsafe
    parser.UnparsedEntityDeclHandler = _unsafe
    parser.ExternalEntityRefHandler = _unsafe
    try:
        parser.Parse(_as_utf8(body.lstrip(b" \t\r\n")), True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unread("not_xml") from None
    tree: Tree = clean(made.root)
    return made.name, tree


def _as_utf8(body: bytes) -> bytes:
    """The body as it is; Chinese encodings, which expat does not know, in UTF-8 without the declaration."""
    found = _CHINESE.match(body)
    if found is None:
        return body
    return body[found.end() :].decode("gb18030").encode("utf-8")


def _unsafe(*_declared: Any) -> int:
    raise Unread("xml_unsafe")


class _Builder:
    """Makes the tree while the parser goes through the document."""

    def __init__(self) -> None:
        self.name = ""
        self.root: Tree = {}
        self._open: list[Tree] = []
        self._texts: list[list[str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element: Tree = {}
        for key, value in attributes.items():
            if " " not in key:
                element["@" + key] = value
        local = name.rpartition(" ")[2]
        if self._open:
            self._open[-1].setdefault(local, []).append(element)
        else:
            self.name, self.root = local, element
        self._open.append(element)
        self._texts.append([])
        if len(self._open) > DEEPEST // 2:
            raise Unread("message_too_deep", limit=str(DEEPEST // 2))

    def end(self, _name: str) -> None:
        element = self._open.pop()
        text = "".join(self._texts.pop()).strip()
        if text:
            element["#"] = text

    def characters(self, text: str) -> None:
        self._texts[-1].append(text)
