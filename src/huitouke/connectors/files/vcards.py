"""vCard files (2.1, 3.0, 4.0) taken apart into cards and properties, forgivingly.

Address books of twenty years write these files, so nothing is refused for its form: a missing END, a stray
line, a wrong charset or a broken fold is told as a problem of that card, and the text is kept."""

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from huitouke.connectors.files.detect import scan_text
from huitouke.connectors.files.errors import Problem, UnreadableFile
from huitouke.connectors.files.rows import CELL_LIMIT

_BEGIN: Final = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE)
_END: Final = re.compile(r"\s*END\s*:\s*VCARD\s*$", re.IGNORECASE)
_BEGIN_BYTES: Final = re.compile(rb"(?:^|[\r\n])\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*")
_NAME: Final = re.compile(r"(?:([\w.-]+)\.)?([A-Za-z][A-Za-z0-9-]*)$")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_CARET: Final = {"^n": "\n", "^N": "\n", "^^": "^", "^'": '"'}
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
"""What no text of a database holds: NUL, and the halves of a pair that some charsets let through alone."""


@dataclass(slots=True)
class Property:
    """One property of a card: `name` in capitals, `types` the TYPE values (and bare words of 2.1) in
    capitals.

    `value` is decoded from quoted-printable, but still has the backslashes of vCard; `text` and `parts`
    undo them."""

    name: str
    group: str
    types: frozenset[str]
    params: dict[str, str]
    value: str
    version: str

    @property
    def text(self) -> str:
        return _unescaped(self.value, self.version)

    @property
    def parts(self) -> list[str]:
        """The fields of a value that is a list by ";", such as N, ADR and ORG."""
        return [_unescaped(part, self.version).strip() for part in _split(self.value, ";")]

    @property
    def is_binary(self) -> bool:
        return self.params.get("ENCODING", "").upper() in {"BASE64", "B"} or "BASE64" in self.types


@dataclass(slots=True)
class Card:
    """One card: 1-based `number` in the file, its properties in their order, what was odd about it."""

    number: int
    properties: list[Property] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """What stands between its BEGIN and its END, unfolded."""


def count_cards(path: Path) -> int:
    """How many cards begin in the file. Raises `UnreadableFile` ("no_cards") where none does."""
    count = 0
    encoding = _encoding(path)
    rest = b""
    with path.open("rb") as stream:
        decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding.startswith("utf-") else None
        while chunk := stream.read(1 << 20):
            data = rest + (decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk)
            keep = max(data.rfind(b"\n"), data.rfind(b"\r"))
            # The last line may be cut: it is counted with the next chunk, unless it is a picture's.
            keep = keep if len(data) - keep < 4096 else len(data)
            count += len(_BEGIN_BYTES.findall(data[:keep]))
            rest = data[max(keep, 0) :]
    count += len(_BEGIN_BYTES.findall(rest))
    if not count:
        raise UnreadableFile("no_cards")
    return count


def _encoding(path: Path) -> str:
    """The encoding of the file; "mixed" where its cards differ: each line is then decoded for itself."""
    try:
        return scan_text(path).encoding
    except UnreadableFile as error:
        if error.code in {"unknown_encoding", "damaged_text"}:
            return "mixed"
        raise


def read_cards(path: Path) -> Iterator[Card]:
    """Stream the cards of a file."""
    card: Card | None = None
    version = "3.0"
    number = 0
    nested: list[str] = []
    depth = 0
    for line_number, line, undecodable in _logical_lines(path):
        if card and (depth or not (_BEGIN.match(line) or _END.match(line))):
            card.lines.append(line)
        if _BEGIN.match(line):
            if card and card.properties and card.properties[-1].name == "AGENT" and depth == 0:
                depth = 1
                nested = [line]
                card.lines.append(line)
                continue
            if depth:
                depth += 1
                nested.append(line)
                continue
            if card:
                card.problems.append(("missing_end", {}))
                yield card
            number += 1
            card, version = Card(number), "3.0"
        elif depth:
            nested.append(line)
            depth -= bool(_END.match(line))
            if not depth and card:
                card.properties[-1].value = "\n".join(nested)
        elif _END.match(line):
            if card:
                yield card
            card = None
        elif card and line.strip():
            found = _property(line, version)
            if found is None:
                card.problems.append(("stray_line", {"line": line_number}))
                card.properties.append(
                    Property("LINE", "", frozenset(), {}, line.strip().replace("\\", "\\\\"), "4.0")
                )
                continue
            if undecodable:
                card.problems.append(("undecodable", {"property": found.name}))
            if found.name == "VERSION":
                version = found.value.strip()
                continue
            if len(found.value) > CELL_LIMIT:
                found.value = ""
                problem = ("too_long", {"column": found.name, "limit_mb": CELL_LIMIT >> 20})
                card.problems.append(problem)
            _decode_quoted(found, card)
            card.properties.append(found)
    if card:
        if depth:
            card.properties[-1].value = "\n".join(nested)
        card.problems.append(("missing_end", {}))
        yield card


def _physical_lines(path: Path) -> Iterator[tuple[str, bool]]:
    """Lines without their ends, and whether a byte of it could not be decoded."""
    encoding = _encoding(path)
    if encoding != "mixed":
        with path.open(encoding=encoding, newline=None, errors="strict") as text:
            for line in text:
                yield line.rstrip("\n").replace("\0", "").lstrip("\ufeff"), False
        return
    with path.open("rb") as stream:
        for raw in stream:
            # A card of old Mac programs ends its lines with CR alone.
            for piece in raw.rstrip(b"\r\n").split(b"\r"):
                yield _decoded(piece.replace(b"\0", b""))


def _decoded(raw: bytes) -> tuple[str, bool]:
    charset = re.search(rb"CHARSET=\"?([\w.:-]+)", raw.split(b":", 1)[0], re.IGNORECASE)
    for name in [charset[1].decode("ascii")] if charset else []:
        try:
            return _NO_TEXT.sub("", raw.decode(name)), False
        except (UnicodeError, LookupError):
            pass
    for name in ("utf-8", "gb18030"):
        try:
            return raw.decode(name), False
        except UnicodeDecodeError:
            pass
    return raw.decode("utf-8", "replace"), True


def _logical_lines(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Unfolded lines: (number of the first line, text, undecodable).

    Three kinds of folding: a blank before the next line (3.0, 4.0); "=" at the end of a quoted-printable
    line; bare base64 lines after a picture."""
    lines: list[str] = []
    first = number = 0
    bad = False
    mode = ""
    size = 0
    for line, undecodable in _physical_lines(path):
        number += 1
        if lines:
            joins = False
            if mode == "quoted":
                joins = lines[-1].rstrip().endswith("=") and not _BEGIN.match(line) and not _END.match(line)
            elif line[:1] in {" ", "\t"} and (line.strip() or mode != "base64"):
                joins = True
            elif mode == "base64":
                joins = bool(_BASE64.fullmatch(line))
            if joins:
                size += len(line)
                if size <= 2 * CELL_LIMIT:
                    lines.append(line if mode == "quoted" else line[1:] if line[:1] in {" ", "\t"} else line)
                bad = bad or undecodable
                continue
            yield first, _unfolded(lines, mode), bad
        lines, first, bad, size = [line], number, undecodable, len(line)
        head = line.split(":", 1)[0].upper()
        mode = "quoted" if "QUOTED-PRINTABLE" in head else "base64" if _is_base64_head(head) else "plain"
    if lines:
        yield first, _unfolded(lines, mode), bad


def _is_base64_head(head: str) -> bool:
    return bool(re.search(r";(?:ENCODING=)?\"?(?:BASE64|B)\"?(?:;|$)", head))


def _unfolded(lines: list[str], mode: str) -> str:
    if mode != "quoted":
        return "".join(lines)
    # The soft break stays as "=\n": quopri undoes it together with the rest.
    return "\n".join(lines)


def _property(line: str, version: str) -> Property | None:
    head, colon, value = _cut(line, ":")
    if not colon:
        return None
    name, *raw_params = _split_outside_quotes(head, ";")
    match = _NAME.match(name.strip())
    if match is None:
        return None
    types: set[str] = set()
    params: dict[str, str] = {}
    for raw in raw_params:
        key, equals, given = raw.partition("=")
        key = key.strip().upper()
        given = re.sub(r"\^[nN^']", lambda found: _CARET[found[0]], given.strip())
        if not equals:
            if key in {"QUOTED-PRINTABLE", "BASE64"}:
                params["ENCODING"] = key
            elif key:
                types.add(key)
        elif key == "TYPE":
            types.update(word.strip().upper() for word in given.replace('"', "").split(",") if word.strip())
        else:
            params[key] = given.strip('"')
    group, name = match[1] or "", match[2].upper()
    return Property(name, group.casefold(), frozenset(types), params, value.lstrip(), version)


def _decode_quoted(found: Property, card: Card) -> None:
    if found.params.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return
    raw = quopri.decodestring(found.value.rstrip().removesuffix("=").encode("utf-8"))
    names = [found.params.get("CHARSET", ""), "utf-8", "gb18030"]
    for name in filter(None, names):
        try:
            text = raw.decode(name)
            break
        except (UnicodeError, LookupError):
            continue
    else:
        text = raw.decode("utf-8", "replace")
        card.problems.append(("undecodable", {"property": found.name}))
    found.value = _NO_TEXT.sub("", _LINE_END.sub("\n", text))


def _unescaped(value: str, version: str) -> str:
    if "\\" not in value:
        return value.strip()

    def plain(match: re.Match[str]) -> str:
        sign = match[1]
        if sign in "nN":
            return match[0] if version == "2.1" else "\n"
        return sign if sign in ",;:\\\"'" else match[0]

    return _ESCAPE.sub(plain, value).strip()


def _split(value: str, sign: str) -> list[str]:
    """Cut at `sign` where no backslash stands before it."""
    parts = []
    start = 0
    for found in re.finditer(rf"\\.|{re.escape(sign)}", value, re.DOTALL):
        if found[0] == sign:
            parts.append(value[start : found.start()])
            start = found.end()
    return [*parts, value[start:]]


def _cut(line: str, sign: str) -> tuple[str, str, str]:
    """`str.partition` at the first `sign` outside quotation marks."""
    quoted = False
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == sign and not quoted:
            return line[:place], sign, line[place + 1 :]
    return line.partition(sign) if quoted else (line, "", "")


def _split_outside_quotes(text: str, sign: str) -> list[str]:
    parts = []
    while True:
        head, found, text = _cut(text, sign)
        parts.append(head)
        if not found:
            return parts
