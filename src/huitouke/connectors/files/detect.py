"""What a file is: its kind by its content, the encoding of its text, the delimiter of its cells."""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from huitouke.connectors.files.errors import UnreadableFile

Kind = Literal["csv", "xlsx", "xls", "parquet", "vcard"]

CHUNK: Final = 1 << 20
LINE_LIMIT: Final = 64 << 20
"""Bytes of one line of text; a table line longer than this is no line of a table."""
DELIMITERS: Final = (",", ";", "\t", "|")

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KIND_BY_SUFFIX: Final[dict[str, tuple[Kind, ...]]] = {
    ".xlsx": ("xlsx",),
    ".xlsm": ("xlsx",),
    ".parquet": ("parquet",),
    ".pq": ("parquet",),
}
"""Suffixes whose format is binary: text under such a name is somebody's mistake and is told, not guessed at.
`.xls` is not here: hotel systems often write a text table or a real .xlsx under that name."""
_FOREIGN: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
)
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|\w+:Workbook)", re.IGNORECASE)
_HANZI_LEADS: Final = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_DOUBLE_BYTES: Final = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_DEFUSED: Final = re.compile(rb"'(?:[=+\-@\t\r\n]|\xef\xbc[\x9d\x8b\x8d\xa0])")
_CARD: Final = re.compile(r"^\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextScan:
    """What one pass over the bytes of a text file tells.

    `encoding` is a name that Python's codecs know; `nuls` counts NUL signs in the text; `lines` counts line
    ends (quoted ones too, so it is an upper bound of the rows); `defused` says that a text may stand behind
    an apostrophe that keeps a spreadsheet from working it out."""

    encoding: str
    nuls: int
    lines: int
    defused: bool


def detect_kind(path: Path) -> Kind:
    """The kind of the file at `path`, by its first bytes and, for a zip, its directory.

    Raises `UnreadableFile`: file_missing, empty_file, unknown_kind, wrong_content, encrypted,
    damaged_workbook."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise UnreadableFile("file_missing") from error
    if not head:
        raise UnreadableFile("empty_file")
    kind = _kind_of(head, path)
    fitting = _KIND_BY_SUFFIX.get(path.suffix.lower())
    if fitting and kind not in fitting and kind in {"csv", "vcard"}:
        raise UnreadableFile("wrong_content", suffix=path.suffix, kind="text" if kind == "csv" else "vCard")
    return kind


def _kind_of(head: bytes, path: Path) -> Kind:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(path)
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise UnreadableFile("unknown_kind", kind=name)
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    text = head.decode(encoding, "replace").lstrip("\ufeff\r\n\t \0")
    if _CARD.match(text):
        return "vcard"
    if _MARKUP.match(text.encode("utf-8", "replace")):
        raise UnreadableFile("unknown_kind", kind="HTML / XML")
    if path.suffix.lower() in {".vcf", ".vcard"}:
        return "vcard"
    return "csv"


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFile("damaged_workbook") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise UnreadableFile("unknown_kind", kind=".xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise UnreadableFile("unknown_kind", kind=".ods")
    if "word/document.xml" in names:
        raise UnreadableFile("unknown_kind", kind=".docx")
    if any(name.lower().startswith("xl/") for name in names):
        return "xlsx"
    if path.suffix.lower() in _KIND_BY_SUFFIX:
        raise UnreadableFile("wrong_content", suffix=path.suffix, kind="ZIP")
    raise UnreadableFile("unknown_kind", kind="ZIP")


def _kind_of_ole(path: Path) -> Kind:
    """An OLE2 file is an old workbook, or the wrapping that Excel puts round an .xlsx with a password."""
    with path.open("rb") as stream:
        window = stream.read(8 << 20)
    if "EncryptedPackage".encode("utf-16-le") in window or "EncryptionInfo".encode("utf-16-le") in window:
        raise UnreadableFile("encrypted")
    if "WordDocument".encode("utf-16-le") in window and "Workbook".encode("utf-16-le") not in window:
        raise UnreadableFile("unknown_kind", kind=".doc")
    return "xls"


def scan_text(path: Path) -> TextScan:
    """Read the whole file once in chunks and decide its encoding: BOM, else UTF-8 strict, else GB18030
    strict.

    Raises `UnreadableFile`: empty_file (blank only), unknown_encoding, damaged_text, line_too_long.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    encoding = encoding or _utf16_without_mark(head)
    if encoding is None:
        failed_at, hanzi = _first_undecodable(path, "utf-8")
        if failed_at is None:
            encoding = "utf-8"
        elif hanzi >= 4:
            # Text in GB18030 hardly ever holds the three-byte signs of UTF-8: this is UTF-8 with a damaged
            # place, and reading it as GB18030 would turn every name into nonsense without a word.
            raise UnreadableFile("damaged_text", encoding="UTF-8", offset=failed_at)
        else:
            gb_failed_at, _ = _first_undecodable(path, "gb18030")
            if gb_failed_at is not None:
                raise UnreadableFile("unknown_encoding", offset=max(failed_at, gb_failed_at))
            if _looks_western(path, failed_at):
                raise UnreadableFile("unknown_encoding", offset=failed_at)
            encoding = "gb18030"
    else:
        failed_at, _ = _first_undecodable(path, encoding.removesuffix("-sig"))
        if failed_at is not None:
            raise UnreadableFile(
                "damaged_text", encoding=encoding.upper().removesuffix("-SIG"), offset=failed_at
            )
    nuls, lines, blank, defused = _count_marks(
        path, wide=encoding.startswith(("utf-16", "utf-32")), encoding=encoding
    )
    if blank:
        raise UnreadableFile("empty_file")
    return TextScan(encoding, nuls, lines, defused)


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as NULs on every second place of Latin text and delimiters."""
    if len(head) < 8:
        return None
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.3 and even == 0:
        return "utf-16-le"
    if even > half * 0.3 and odd == 0:
        return "utf-16-be"
    return None


def _first_undecodable(path: Path, encoding: str) -> tuple[int | None, int]:
    """The byte where strict decoding fails (None: it does not) and how many lead bytes of hanzi came
    before."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    position = 0
    hanzi = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = chunk[: max(error.start - held, 0)]
                return position - held + error.start, hanzi + len(_HANZI_LEADS.findall(good))
            if not chunk:
                return None, hanzi
            if hanzi < 4:
                hanzi += len(_HANZI_LEADS.findall(chunk))
            position += len(chunk)


def _looks_western(path: Path, failed_at: int) -> bool:
    """Latin-1 letters before small letters ("Müller") decode as rare hanzi; real Chinese text has few of
    these."""
    with path.open("rb") as stream:
        stream.seek(failed_at)
        pairs = _DOUBLE_BYTES.findall(stream.read(CHUNK))
    return bool(sum(pair[1] < 0x80 for pair in pairs) * 2 > len(pairs))


def _count_marks(path: Path, *, wide: bool, encoding: str) -> tuple[int, int, bool, bool]:
    """Counts of NULs and line ends; whether all is blank; whether a text is defused. Refuses an endless
    line."""
    nuls = feeds = returns = 0
    blank, defused = True, False
    run_start = position = 0
    decoder = codecs.getincrementaldecoder(encoding)("strict") if wide else None
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            data = decoder.decode(chunk).encode("utf-8", "surrogatepass") if decoder else chunk
            nuls += data.count(0)
            feeds += data.count(b"\n")
            returns += data.count(b"\r")
            blank = blank and not data.strip(b" \t\r\n\0\xef\xbb\xbf")
            defused = defused or _DEFUSED.search(data) is not None
            last = max(data.rfind(b"\n"), data.rfind(b"\r"))
            position += len(chunk)
            if last >= 0:
                run_start = position - (len(data) - last)
            if position - run_start > LINE_LIMIT:
                raise UnreadableFile("line_too_long", offset=run_start, limit_mb=LINE_LIMIT >> 20)
    return nuls, max(feeds, returns) + 1, blank, defused


def detect_delimiter(sample: str) -> str:
    """The delimiter of which the first records hold the same number, quotes respected; "," when none stands
    out.

    `sample` is the head of the file as text, without a byte order mark; its last line may be cut.
    """
    first = sample.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        score = _regularity(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    """(Share of records with the usual number of cells, that number); (0, 0) where the usual number is
    one."""
    widths: Counter[int] = Counter()
    try:
        for number, record in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
            if number >= 60:
                break
            if record:
                widths[len(record)] += 1
    except csv.Error:
        return (0.0, 0)
    if sum(widths.values()) > 2 and not sample.endswith(("\n", "\r")) and number < 60:
        widths[len(record)] -= 1
    several = {width: count for width, count in widths.items() if width > 1 and count > 0}
    if not several:
        return (0.0, 0)
    width = max(several, key=lambda width: (several[width], width))
    share = several[width] / max(1, sum(count for count in widths.values() if count > 0))
    return (share, width)
