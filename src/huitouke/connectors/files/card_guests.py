"""What the properties of a card say of a guest."""

import re
from collections.abc import Callable
from typing import Final

from huitouke.connectors.files.errors import Problem
from huitouke.connectors.files.mapping import NOTHING
from huitouke.connectors.files.targets import EXTRA, REPEATED_TARGETS, RawGuest
from huitouke.connectors.files.vcards import Card, Property

_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_APPLE_LABEL: Final = re.compile(r"^_\$!<(.*)>!\$_$")
_DATE: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*|\s.*)?$")
_WITHOUT_YEAR: Final = re.compile(r"--(\d\d)-?(\d\d)(?:T.*)?$")
_PREFERENCE: Final = re.compile(r"[0-9]{1,3}")
REASON_PROPERTY: Final = "X-HUITOUKE-REFUSED"
"""Why a card was refused last time: ours, for the eye of whoever mends it."""
_PICTURES: Final = frozenset(("PHOTO", "LOGO", "SOUND", "X-MS-CARDPICTURE", "X-ABCROP-RECTANGLE"))

_PHONE_LABELS: Final = {
    "mobile": "mobile",
    "iphone": "mobile",
    "cell": "mobile",
    "手机": "mobile",
    "home": "home_phone",
    "住宅": "home_phone",
    "家庭": "home_phone",
    "work": "office_phone",
    "工作": "office_phone",
    "单位": "office_phone",
    "公司": "office_phone",
    "main": "phone",
    "other": "phone",
    "homefax": "fax",
    "workfax": "fax",
    "传真": "fax",
}

Given = list[tuple[str, str]]
"""(target, text) pairs, in the order in which they matter."""


def raw_guest_of(card: Card) -> tuple[RawGuest, list[Problem]]:
    """The raw guest of a card, and what a person should know of it.

    Every property is kept: in its target, or as `extra:<PROPERTY>` (with the label of Apple and Google
    address books, `extra:X-ABDATE (Anniversary)`). A second value of a scalar target goes to its extra too.
    Only pictures and sounds are dropped, for privacy."""
    labels = {one.group: _label(one) for one in card.properties if one.name == "X-ABLABEL" and one.group}
    raw: RawGuest = {}
    held: set[tuple[str, str]] = set()
    problems = list(card.problems)
    labelled = set()
    for one in sorted(card.properties, key=_preference):
        if one.name == REASON_PROPERTY:
            continue
        if one.name in _PICTURES:
            if one.value.strip():
                problems.append(("picture_dropped", {"property": one.name}))
            continue
        label = labels.get(one.group, "")
        if one.name == "X-ABLABEL":
            continue
        labelled.add(one.group)
        for target, text in _READERS.get(one.name, _other)(one, label):
            _keep(raw, held, target, text, one.name)
    for group, label in labels.items():
        if group not in labelled:
            _keep(raw, held, EXTRA + "X-ABLABEL", label, "X-ABLABEL")
    _complete_names(raw)
    return raw, problems


def is_picture(line: str) -> bool:
    """Whether an unfolded line of a card is a picture or a sound."""
    return re.split(r"[;:]", line, maxsplit=1)[0].rpartition(".")[2].upper() in _PICTURES


def _keep(raw: RawGuest, held: set[tuple[str, str]], target: str, text: str, name: str) -> None:
    """Put a text to its target, once; `held` is what stands there already, to be asked in one step."""
    text = text.strip()
    if text in NOTHING:
        return
    if not target.startswith(EXTRA) and target not in REPEATED_TARGETS and raw.get(target, [text]) != [text]:
        target = EXTRA + name
    if (target, text) not in held:
        held.add((target, text))
        raw.setdefault(target, []).append(text)


def _preference(one: Property) -> int:
    """Preferred values first: PREF=1 to 100 of 4.0, TYPE=pref of the others; all else keeps its order."""
    if "PREF" in one.types:
        return 0
    given = one.params.get("PREF", "")
    return int(given) if _PREFERENCE.fullmatch(given) else 101


def _label(one: Property) -> str:
    match = _APPLE_LABEL.match(one.text)
    return match[1] if match else one.text


def _other(one: Property, label: str) -> Given:
    return [(f"{EXTRA}{one.name} ({label})" if label else EXTRA + one.name, one.text)]


def _name(one: Property, _label: str) -> Given:
    family, given, additional, prefix, suffix = [
        part.strip() for part in (*one.parts, "", "", "", "", "")[:5]
    ]
    joined = given + additional if _CJK.search(given + additional) else f"{given} {additional}".strip()
    return [
        ("family_name", family),
        ("given_name", joined),
        ("form_of_address", prefix),
        (EXTRA + "N (suffix)", suffix),
    ]


def _phone(one: Property, label: str) -> Given:
    number = one.text
    if one.params.get("VALUE", "").casefold() == "uri" or number.casefold().startswith("tel:"):
        number = number.split(":", 1)[-1].replace(";ext=", " ext. ")
    if "PAGER" in one.types:
        return [(EXTRA + "TEL (PAGER)", number)]
    known = _PHONE_LABELS.get(re.sub(r"[\s_]", "", label.casefold()))
    if one.types & {"FAX", "X-FAX"}:
        target = "fax"
    elif known:
        return [(known, number)]
    elif one.types & {"CELL", "IPHONE", "X-IPHONE", "MOBILE"}:
        target = "mobile"
    elif "WORK" in one.types:
        target = "office_phone"
    elif "HOME" in one.types:
        target = "home_phone"
    else:
        target = "phone"
    return [(target, number), *_custom(one, label, number)]


def _custom(one: Property, label: str, text: str) -> Given:
    """A label that a person made up says more than the target can: it is kept beside it."""
    return [(f"{EXTRA}{one.name} ({label})", text)] if label and label.casefold() != "other" else []


def _email(one: Property, label: str) -> Given:
    address = one.text.removeprefix("mailto:")
    return [("email", address), *_custom(one, label, address)]


def _organisation(one: Property, _label: str) -> Given:
    company, *units = one.parts
    return [("company", company), *((EXTRA + "ORG (unit)", unit) for unit in units)]


def _address(one: Property, label: str) -> Given:
    box, extended, street, town, region, code, country = (
        re.sub(r"\s*\n\s*", ", ", part) for part in (*one.parts, *[""] * 7)[:7]
    )
    if _CJK.search("".join((street, town, region, extended))):
        text = "".join((country, region, town, street, extended, box)) + (f" {code}" if code else "")
    else:
        text = ", ".join(filter(None, (box, extended, street, town, region, code, country)))
    return [("address", text), *_custom(one, label, text)]


def _birthday(one: Property, _label: str) -> Given:
    text = one.text
    date, yearless = _DATE.match(text), _WITHOUT_YEAR.match(text)
    if one.params.get("CALSCALE", "").casefold() == "chinese":
        return [("lunar_birthday", "-".join(date.groups()) if date else text)]
    if yearless:
        return [("kept_birthday", f"{yearless[1]}-{yearless[2]}")]
    if date and one.params.get("X-APPLE-OMIT-YEAR") == date[1]:
        return [("kept_birthday", f"{date[2]}-{date[3]}")]
    if date:
        return [("birth_date", "-".join(date.groups()))]
    return [(EXTRA + "BDAY", text)]


def _messenger(one: Property, label: str) -> Given:
    service = (
        f"{one.params.get('X-SERVICE-TYPE', '')} {' '.join(one.types)} {one.text.split(':', 1)[0]} {label}"
    )
    account = one.text.split(":", 1)[-1] if ":" in one.text else one.text
    if re.search(r"wechat|weixin|微信", service, re.IGNORECASE):
        return [("wechat", account)]
    if re.search(r"\bqq\b", service, re.IGNORECASE):
        return [("qq", account)]
    return _other(one, label or one.params.get("X-SERVICE-TYPE", ""))


def _sex(one: Property, _label: str) -> Given:
    sex, *identity = one.parts
    return [("sex", sex), *((EXTRA + "GENDER", text) for text in identity)]


def _to(target: str) -> Callable[[Property, str], Given]:
    return lambda one, _label: [(target, one.text)]


_READERS: Final[dict[str, Callable[[Property, str], Given]]] = {
    "FN": _to("name"),
    "N": _name,
    "TEL": _phone,
    "EMAIL": _email,
    "ORG": _organisation,
    "TITLE": _to("position"),
    "ADR": _address,
    "BDAY": _birthday,
    "NOTE": _to("note"),
    "UID": _to("external_id"),
    "GENDER": _sex,
    "X-GENDER": _sex,
    "LANG": _to("language"),
    "IMPP": _messenger,
    "X-QQ": _to("qq"),
    "X-WECHAT": _to("wechat"),
    "X-WEIXIN": _to("wechat"),
}


def _complete_names(raw: RawGuest) -> None:
    """A name from its parts where FN is missing; Latin phonetic names of a name in hanzi as its Latin
    name."""
    family, given = (raw.get(target, [""])[0] for target in ("family_name", "given_name"))
    if "name" not in raw and (family or given):
        raw["name"] = [family + given if _CJK.search(family + given) else f"{given} {family}".strip()]
    if "name" not in raw or not _CJK.search(raw["name"][0]) or "latin_name" in raw:
        return
    last, first = EXTRA + "X-PHONETIC-LAST-NAME", EXTRA + "X-PHONETIC-FIRST-NAME"
    spoken = f"{raw.get(last, [''])[0]} {raw.get(first, [''])[0]}".strip()
    if spoken and not _CJK.search(spoken):
        raw["latin_name"] = [spoken]
        raw.pop(last, None)
        raw.pop(first, None)
