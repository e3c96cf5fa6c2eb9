"""Which column of a file fills which target, and turning the cells of a row into a raw guest."""

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.targets import FLAG, IGNORE, OF_GUESTS, RawGuest, Targets

YES: Final = frozenset(
    ("1", "1.0", "true", "yes", "y", "t", "on", "x", "v", "是", "有", "对", "要", "√", "✓", "✔", "☑")
)
"""Cells, casefolded, with which a flag column says yes."""
NOTHING: Final = frozenset(
    (
        "",
        "NULL",
        "null",
        "None",
        "\\N",
        "N/A",
        "n/a",
        "#N/A",
        "NaN",
        "nan",
        "-",
        "--",
        "—",
        "——",
        "/",
        "无",
        "暂无",
        "未填",
    )
)
"""Cells that say "nothing here"; the source record may keep them, the raw guest does not."""


@dataclass(frozen=True, slots=True)
class ColumnTarget:
    """What one column means, how sure that is (0 to 1; 1 for what a person said), and why."""

    column: str
    target: str
    confidence: float = 1.0
    reason: str = "map"


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of every column of a file, in the order of the file."""

    columns: tuple[ColumnTarget, ...]
    values: Mapping_[str, Mapping_[str, str]] = field(default_factory=dict)
    """Column -> what its cells say -> the code that is meant; '' leaves the cell out."""

    @property
    def targets(self) -> dict[str, str]:
        """Column -> target."""
        return {one.column: one.target for one in self.columns}

    def with_map(self, lines: Sequence["MapLine"]) -> "Mapping":
        """This mapping with a person's map laid over it.

        Raises `UnreadableFile` ("bad_map") for a column that the file does not have, naming the nearest.
        """
        names = {one.column for one in self.columns}
        folded = {one.column.casefold().strip(): one.column for one in self.columns}
        said: dict[str, str] = {}
        for one in lines:
            column = one.column if one.column in names else folded.get(one.column.casefold().strip())
            if column is None:
                near = difflib.get_close_matches(one.column, sorted(names), n=1, cutoff=0.3)
                zh = f"文件里没有“{one.column}”这一列" + (f"，是否为“{near[0]}”？" if near else "。")
                en = f"the file has no column '{one.column}'" + (f"; is it '{near[0]}'?" if near else ".")
                raise UnreadableFile("bad_map", line=one.line, wrong_zh=zh, wrong_en=en)
            said[column] = one.target
        return replace(
            self,
            columns=tuple(
                replace(one, target=said[one.column], confidence=1.0, reason="map")
                if one.column in said
                else one
                for one in self.columns
            ),
        )

    def as_stored(self) -> dict[str, Any]:
        """What a run or a saved mapping keeps of this."""
        return {
            "columns": [[one.column, one.target, one.confidence, one.reason] for one in self.columns],
            "values": {column: dict(codes) for column, codes in self.values.items() if codes},
        }

    @classmethod
    def from_stored(cls, stored: Mapping_[str, Any]) -> "Mapping":
        return cls(tuple(ColumnTarget(*one) for one in stored["columns"]), stored.get("values") or {})

    def to_json(self) -> str:
        return json.dumps(
            [[one.column, one.target, one.confidence, one.reason] for one in self.columns], ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        return cls(tuple(ColumnTarget(*one) for one in json.loads(text)))


@dataclass(frozen=True, slots=True)
class MapLine:
    """One line of a person's map; `line` is its 1-based place in the file."""

    column: str
    target: str
    line: int


def read_map(path: Path | str, targets: Targets = OF_GUESTS) -> list[MapLine]:
    """The map in a file (`--map FILE`): JSON or TOML of column -> target, or lines `column = target`.

    Raises `UnreadableFile`: file_missing, or bad_map with the line and the nearest valid target.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = Path(path).read_bytes().decode("gb18030", "replace")
    except OSError as error:
        raise UnreadableFile("file_missing") from error
    return parse_map(text, targets)


def parse_map(text: str, targets: Targets = OF_GUESTS) -> list[MapLine]:
    """The map in a text; see `read_map`."""
    if text.lstrip().startswith("{"):
        try:
            return _from_table(json.loads(text), text, targets)
        except json.JSONDecodeError as error:
            raise _bad(error.lineno, "不是有效的 JSON。", "this is no valid JSON.") from error
    try:
        return _from_table(tomllib.loads(text), text, targets)
    except tomllib.TOMLDecodeError:
        return _from_lines(text, targets)


def _from_table(table: dict[str, Any], text: str, targets: Targets) -> list[MapLine]:
    inner = table.get("columns")
    pairs = inner if isinstance(inner, dict) else table
    lines = text.splitlines()
    found = []
    for column, target in pairs.items():
        escaped = json.dumps(column)[1:-1]
        line = next((n for n, line in enumerate(lines, 1) if column in line or escaped in line), 1)
        found.append(_checked(column, target, line, targets))
    return found


_SEPARATOR: Final = re.compile(r"\s*(?:=>|->|→|=|＝|\t)\s*")


def _from_lines(text: str, targets: Targets) -> list[MapLine]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        # The target never holds "=", the heading may.
        places = list(_SEPARATOR.finditer(line))
        if not places:
            raise _bad(number, "应写成“列名 = 目标”。", "write it as 'column = target'.")
        column, target = line[: places[-1].start()], line[places[-1].end() :]
        found.append(_checked(column.strip().strip("\"'"), target.strip().strip("\"'"), number, targets))
    return found


def _checked(column: str, target: object, line: int, targets: Targets) -> MapLine:
    if isinstance(target, str) and targets.knows(target.strip()):
        return MapLine(column, target.strip(), line)
    choices = [*sorted(targets.plain), IGNORE, *targets.prefixes]
    near = difflib.get_close_matches(str(target).casefold(), choices, n=1, cutoff=0.0)[0]
    if near.endswith(":"):
        near += column
    raise _bad(
        line,
        f"没有“{target}”这个目标，最接近的是“{near}”。",
        f"there is no target '{target}'; the nearest is '{near}'.",
    )


def _bad(line: int, wrong_zh: str, wrong_en: str) -> UnreadableFile:
    return UnreadableFile("bad_map", line=line, wrong_zh=wrong_zh, wrong_en=wrong_en)


def apply(mapping: Mapping) -> Callable[[list[str]], RawGuest]:
    """A function from the cells of a row, in the order of the mapping, to a raw guest; built once for a file.

    Cells are stripped; those that say nothing (`NOTHING`) are dropped; a flag that says yes adds its text
    to the preferences."""
    plain: list[tuple[int, str, Mapping_[str, str] | None]] = []
    flags: list[tuple[int, str]] = []
    for place, one in enumerate(mapping.columns):
        if one.target.startswith(FLAG):
            flags.append((place, one.target[len(FLAG) :]))
        elif one.target != IGNORE:
            plain.append((place, one.target, mapping.values.get(one.column) or None))
    nothing, yes = NOTHING, YES

    def raw_guest(cells: list[str]) -> RawGuest:
        raw: RawGuest = {}
        for place, target, codes in plain:
            text = cells[place]
            if text and (text := text.strip()) not in nothing:
                if codes is not None and not (text := codes.get(text, text)):
                    continue
                if target in raw:
                    raw[target].append(text)
                else:
                    raw[target] = [text]
        for place, wish in flags:
            text = cells[place]
            if text and text != "0" and text.strip().casefold() in yes:
                raw.setdefault("preference", []).append(wish)
        return raw

    return raw_guest
