"""Telephone numbers, e-mails, WeChat ids and plates, and what booking sites show in their place."""

from __future__ import annotations

from collections.abc import Callable

from huitouke.demo.curves import Curve, words
from huitouke.demo.places import City

Rnd = Callable[[], float]

_MOBILE_PREFIXES = Curve.of([
    *((prefix, 9.0) for prefix in words("138 139 137 136 135 186 188 189 159 158 150")),
    *((prefix, 6.0) for prefix in words("134 151 152 157 187 182 183 178 130 131 132")),
    *((prefix, 5.0) for prefix in words("155 156 185 176 133 153 180 181 177 173")),
    *((prefix, 2.5) for prefix in words("147 166 175 184 191 193 195 198 199")),
])  # fmt: skip

_DOMAINS = Curve.of([
    ("qq.com", 40.0), ("163.com", 23.0), ("126.com", 8.0), ("gmail.com", 5.0), ("foxmail.com", 5.0),
    ("sina.com", 5.0), ("outlook.com", 5.0), ("139.com", 4.0), ("hotmail.com", 3.0), ("aliyun.com", 2.0),
])  # fmt: skip
_WESTERN_DOMAINS = Curve.of([
    ("gmail.com", 55.0), ("outlook.com", 14.0), ("hotmail.com", 10.0), ("yahoo.com", 10.0),
    ("icloud.com", 8.0),
])  # fmt: skip
_DOMAINS_OF = {
    "JP": "yahoo.co.jp", "KR": "naver.com", "DE": "web.de", "FR": "orange.fr", "RU": "mail.ru",
    "GB": "btinternet.com",
}  # fmt: skip

_US_AREAS = words("212 213 310 312 404 415 469 503 512 617 646 702 713 718 808 858 917 919")
_CA_AREAS = words("416 514 604 613 647 778 403")

_PLATE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"

# A prime above the greatest run we make: two persons never have the same tail in an address by chance.
_MODULUS = 10_000_019


def own_code(number: int) -> int:
    """A number that belongs to one person only and tells nothing of the order of persons."""
    return (number * 7_368_787 + 4_711) % _MODULUS


def draw_mobile(rnd: Rnd) -> str:
    return f"{_MOBILE_PREFIXES.draw(rnd())}{int(rnd() * 1e8):08d}"


def typed_mobile(mobile: str, uniform: float) -> str:
    """One number as different desks type it."""
    if uniform < 0.82 or mobile.startswith("+"):
        return mobile
    if uniform < 0.88:
        return f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"
    if uniform < 0.94:
        return f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"
    return f"+86{mobile}"


def draw_landline(rnd: Rnd, city: City) -> str:
    """Area code and 7 or 8 digits that begin with 2 to 8."""
    digits = 8 if city.area_code in _EIGHT or city.area_code[:2] in ("01", "02") else 7
    return f"{city.area_code}-{int(rnd() * 7) + 2}{int(rnd() * 10 ** (digits - 1)):0{digits - 1}d}"


_EIGHT = frozenset(
    words(
        "0311 0371 0377 0379 0411 0431 0432 0451 0510 0511 0512 0513 0514 0515 0516 0517 0518 0519 0523 0527 "
        "0531 0532 "
        "0551 0571 0573 0574 0575 0577 0591 0595 0731 0755 0757 0769 0760 0754 0791 0851 0871 0898"
    )
)


def draw_foreign_mobile(rnd: Rnd, nationality: str) -> str:
    """A mobile number in E.164 with the country's own prefixes."""
    if nationality in ("US", "CA"):
        areas = _US_AREAS if nationality == "US" else _CA_AREAS
        return f"+1{areas[int(rnd() * len(areas))]}{int(rnd() * 700) + 220}{int(rnd() * 1e4):04d}"
    shape = _FOREIGN_SHAPES[nationality]
    prefixes, digits = shape
    return f"+{prefixes[int(rnd() * len(prefixes))]}{int(rnd() * 10**digits):0{digits}d}"


_FOREIGN_SHAPES: dict[str, tuple[tuple[str, ...], int]] = {
    "GB": (("44771", "44773", "44780", "44798"), 7),
    "JP": (("81904", "81908", "81803", "81807"), 7),
    "KR": (("821024", "821033", "821047", "821052"), 6),
    "DE": (("491512", "491515", "491520", "491573", "49160", "49170", "49175"), 7),
    "FR": (("3361", "3362", "3366"), 7),
    "RU": (("7903", "7905", "7916", "7926"), 7),
    "SA": (("96650", "96655", "96656"), 7),
    "AE": (("97150", "97155", "97152"), 7),
    "EG": (("20100", "20101", "20122"), 7),
    "SG": (("6581", "6591", "6596", "6598"), 6),
    "MY": (("6012", "6016", "6019"), 7),
    "AU": (("61401", "61412", "61431"), 6),
    "HK": (("852512", "852533", "852612", "852623", "852637", "852923", "852963"), 5),
    "MO": (("853628", "853633", "853655", "853662", "853668"), 5),
    "TW": (("886912", "886921", "886933", "886987"), 6),
}


def draw_email(rnd: Rnd, given: str, family: str, nationality: str, code: int, domain: str) -> str:
    """An address of one's own; `domain` is the company's where it gives out addresses, else empty."""
    if domain:
        return f"{given}.{family}{code % 100_000}@{domain}"
    choice = rnd()
    if nationality not in ("CN", "HK", "MO", "TW"):
        site = _DOMAINS_OF.get(nationality, "gmail.com") if choice < 0.3 else _WESTERN_DOMAINS.draw(rnd())
        return f"{given}.{family}{code}@{site}" if choice < 0.7 else f"{given[:1]}{family}{code}@{site}"
    site = _DOMAINS.draw(rnd())
    if site == "qq.com" and choice < 0.8:
        return f"{qq_number(code)}@qq.com"
    if choice < 0.6:
        return f"{family}{given}{code}@{site}"
    return f"{given}_{family}{code}@{site}" if choice < 0.75 else f"{family}{given[:1]}{code}@{site}"


def qq_number(code: int) -> str:
    return str(code * 97 + 100_003_457)


def wechat_id(rnd: Rnd, latin: str, code: int) -> str:
    return f"wxid_{code * 911:x}{latin[:3]}" if rnd() < 0.3 else f"{latin}_{code:06d}"


def draw_plate(rnd: Rnd, city: City) -> str:
    """Province sign, letter, five signs; six for new energy."""
    stem = city.plate if len(city.plate) > 1 else city.plate + _PLATE_LETTERS[int(rnd() * 15)]
    if rnd() < 0.2:
        return f"{stem}{'D' if rnd() < 0.8 else 'F'}{int(rnd() * 1e5):05d}"
    first = _PLATE_SIGNS[int(rnd() * 34)]
    return f"{stem}{first}{int(rnd() * 1e3):03d}{_PLATE_SIGNS[int(rnd() * 34)]}"


def masked_email(rnd: Rnd, system: str, latin: str, code: int) -> str:
    """The address that a booking site shows to hotels in place of the guest's own; new for every booking."""
    number = int(rnd() * 9e5) + 100_000
    if system == "booking":
        return f"{latin[:6]}.{number}@guest.booking.com"
    if system == "expedia":
        return f"{number}{code % 1000:03d}@m.expediapartnercentral.com"
    return f"{latin[:6]}{number}@agoda-messaging.com"


def virtual_number(rnd: Rnd) -> str:
    """A number of the kind that a Chinese booking site rents for one order, with its extension."""
    return f"95013{int(rnd() * 1e7):07d}转{int(rnd() * 9000) + 1000}"
