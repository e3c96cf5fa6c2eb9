"""What a card reader types: the text of an ID card that comes in through the keyboard (a wedge), as a raw
guest.

The nation (民族) and the issuing authority are read past: the first is sensitive and serves no purpose here.
"""

import re
from typing import Final

from huitouke.guests.values.cells import tidy
from huitouke.guests.values.dates import DateRefused, read_date
from huitouke.guests.values.documents import check_sign, fold_number
from huitouke.guests.values.folding import DOTS, is_hanzi

READER_LIMIT: Final = 2_000

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_LABELS: Final = {
    "姓名": "name", "性别": "sex", "民族": "", "出生日期": "birth_date", "出生": "birth_date",
    "生日": "birth_date", "住址": "address", "地址": "address", "公民身份号码": "id_card",
    "公民身份证号码": "id_card", "身份证号码": "id_card", "身份证号": "id_card", "证件号码": "id_card",
    "签发机关": "", "发证机关": "", "有效期限": "", "有效期": "", "国籍": "nationality",
    "英文名": "latin_name", "name": "name", "sex": "sex", "gender": "sex", "nation": "",
    "birthday": "birth_date", "birth": "birth_date", "birth date": "birth_date",
    "date of birth": "birth_date", "address": "address", "id number": "id_card", "id no": "id_card",
    "idno": "id_card", "id": "id_card", "cardno": "id_card", "authority": "", "valid": "",
}  # fmt: skip
_LABEL = re.compile(
    # Hanzi need no gap before them: a slow reader's line ends are lost in a box of one line.
    r"(?:^|(?<=[\s;；,，|。])|(?=[\u4e00-\u9fff]))\s*("
    + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True))
    + r")\s*[:：=]\s*",
    re.I,
)
_FIELDS = re.compile(r"[\t\r\n|;；,，]+")
_ADDRESS = re.compile(r"[省市区县州旗镇乡村路街道号]")
_SEXES: Final = {"男", "女", "男性", "女性", "M", "F", "1", "2"}


def read_card_text(text: str) -> dict[str, list[str]] | None:
    """A raw guest (target name to texts) of a card reader's text, or None where the text is none.

    Read are: labelled text (`姓名:张三 性别:男 … 公民身份号码:340524…`, also run together), the fields of a card parted
    by tabs, bars, commas, semicolons or line ends in any order, and the 18 signs of a number alone. Without
    labels, the number's check digit must be right, so that a search for digits is not taken for a card.
    """
    if len(text) < 18 or len(text) > READER_LIMIT:
        return None
    if not text.isascii() or ":" in text or "=" in text:
        labelled = _read_labelled(text)
        if labelled:
            return labelled
    number = _NUMBER.search(text)
    if number is None:
        compact = fold_number(text) if len(text) <= 40 else ""
        number = _NUMBER.fullmatch(compact)
        if number is None:
            return None
        text = compact
    digits = number[0].upper()
    if check_sign(digits[:17]) != digits[17]:
        return None
    raw: dict[str, list[str]] = {"id_card": [digits]}
    rest = text[: number.start()] + "\n" + text[number.end() :]
    pieces = [piece for piece in map(tidy, _FIELDS.split(rest)) if piece]
    if len(pieces) == 1 and " " in pieces[0]:
        pieces = pieces[0].split()
    for piece in pieces:
        _place(piece, raw)
    # Digits with words around them that are no card's fields: somebody's note, not a reader.
    return raw if not pieces or "name" in raw else None


def _read_labelled(text: str) -> dict[str, list[str]] | None:
    raw: dict[str, list[str]] = {}
    labels = list(_LABEL.finditer(text))
    for position, label in enumerate(labels):
        end = labels[position + 1].start() if position + 1 < len(labels) else len(text)
        target = _LABELS[label[1].lower()]
        value = tidy(text[label.end() : end]).strip(" ;；,，|。")
        if target and value:
            raw.setdefault(target, [value])
    if "id_card" not in raw or len(raw) < 2:
        return None
    return raw


def _is_name(piece: str) -> bool:
    return 2 <= len(piece) <= 30 and all(is_hanzi(sign) or sign in DOTS or sign == " " for sign in piece)


def _place(piece: str, raw: dict[str, list[str]]) -> None:
    if piece in _SEXES and "sex" not in raw:
        raw["sex"] = [piece]
    elif (piece.endswith("族") and len(piece) <= 6) or piece == "汉":
        return
    elif "birth_date" not in raw and _is_date(piece):
        raw["birth_date"] = [piece]
    elif "name" not in raw and _is_name(piece):
        raw["name"] = [piece.replace(" ", "")]
    elif "address" not in raw and len(piece) >= 6 and _ADDRESS.search(piece):
        raw["address"] = [piece]


def _is_date(piece: str) -> bool:
    try:
        read_date(piece)
    except DateRefused:
        return False
    return True
