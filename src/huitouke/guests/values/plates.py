"""Number plates of cars: one shape for a plate however it is dotted, spaced or typed in full-width signs."""

import re
from typing import Final

from huitouke.guests.values.folding import MIDDLE_DOT, fold
from huitouke.guests.values.prepared import VehicleValue

PROVINCE_SIGNS: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Trailers, learners, police and cars of Hong Kong and Macau carry a sign in the last place; embassies and
# consulates (使, 领) carry it in the first or the last.
LAST_SIGNS: Final = "挂学警港澳使领试超"

_CHINESE = re.compile(rf"[{PROVINCE_SIGNS}使领][A-Z0-9][A-Z0-9]{{4,5}}[A-Z0-9{LAST_SIGNS}]")
_SHORT = re.compile(rf"[{PROVINCE_SIGNS}][A-Z][A-Z0-9]{{4}}[A-Z0-9{LAST_SIGNS}]")
_EMBASSY = re.compile(r"使?[0-9]{6}使?|[使领][0-9]{6}|[0-9]{6}[使领]")
_ARMED_FORCES = re.compile(rf"WJ[{PROVINCE_SIGNS}]?[0-9A-Z]{{5,6}}|[A-Z]{{2}}[0-9]{{5}}")
_FOREIGN = re.compile(r"(?=.*\d)[A-Z0-9]{2,10}")
_PIECE = re.compile(rf"[{PROVINCE_SIGNS}][A-Z][A-Z0-9{LAST_SIGNS}]{{0,6}}|(?=.*\d)[A-Z][A-Z0-9]{{3,6}}")


_ASIDE = re.compile(r"(?P<plate>[^()（）]+)[(（](?P<aside>[^()（）]{1,80})[)）]")
_LIST_MARKS = re.compile(r"[、,，;；|｜\r\n]+(?![^(（]*[)）])")
_COLOUR = re.compile(
    r"(?:珍珠|深|浅|银|香槟|暗|亮|哑光|墨|天|军|酒|玫瑰|宝石|星空|午夜)*"
    r"(?:[白黑银灰红蓝绿黄棕金橙紫粉褐](?:色)?)|white|black|silver|gr[ae]y|red|blue|green|yellow|brown|gold|orange|"
    r"purple|pink|beige",
    re.I,
)


def fold_plate(text: str) -> str:
    """The plate in capitals without dots, blanks and dashes; traditional province signs simplified."""
    folded = fold(text).upper()
    if folded.isalnum():
        return folded
    return "".join(sign for sign in folded if sign.isalnum() and sign != MIDDLE_DOT)


def is_chinese_plate(plate: str) -> bool:
    """Whether a folded plate is one of mainland China: province sign, letter and 5 signs, or 6 (new
    energy)."""
    return any(shape.fullmatch(plate) for shape in (_SHORT, _CHINESE, _EMBASSY, _ARMED_FORCES))


def read_plate(text: str) -> tuple[str, bool] | None:
    """The folded plate, and whether its shape is Chinese; None where it is no plate of any country."""
    plate = fold_plate(text)
    if is_chinese_plate(plate):
        return plate, True
    return (plate, False) if _FOREIGN.fullmatch(plate) else None


def split_vehicles(text: str) -> list[str]:
    """The cars of a cell that holds several; what stands in brackets stays with its car."""
    return [piece for piece in (piece.strip() for piece in _LIST_MARKS.split(text)) if piece]


def read_vehicle(text: str) -> tuple[VehicleValue, bool] | None:
    """A car as `沪A12345`, `沪A12345（特斯拉 Model Y / 白）` or `沪A12345 (白色)`, and whether its plate is Chinese;
    None where there is no plate of any country."""
    aside = _ASIDE.fullmatch(text.strip())
    plate = read_plate(aside["plate"] if aside else text)
    if plate is None:
        return None
    if aside is None:
        return VehicleValue(plate[0]), plate[1]
    model, _, colour = aside["aside"].strip().rpartition("/")
    model, colour = model.strip(), colour.strip()
    if not model and not _COLOUR.fullmatch(colour):
        model, colour = colour, ""
    return VehicleValue(plate[0], model[:60], colour[:20]), plate[1]


def vehicle_text(plate: str, model: str, colour: str) -> str:
    """A car as `read_vehicle` reads it again."""
    if not model and not colour:
        return plate
    # A colour that is none to the reader needs its stroke, so that it is not taken for the model.
    aside = f"{model} / {colour}" if colour and (model or not _COLOUR.fullmatch(colour)) else model or colour
    return f"{plate} ({aside})"


def read_plate_scrap(text: str) -> str:
    """The piece of a plate that a search scrap may be, folded; '' where it cannot be one."""
    if len(text) > 12:
        return ""
    plate = fold_plate(text)
    return plate if _PIECE.fullmatch(plate) or is_chinese_plate(plate) else ""
