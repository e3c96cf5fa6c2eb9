"""Nationalities and languages: the ISO code of whatever a file or a form calls them, in Chinese or English.

Names come from Babel's CLDR tables, read at the first name of a process; the words below are what hotels
write besides.
"""

from functools import cache, lru_cache
from typing import Final

from huitouke.guests.values.folding import fold

OTHER_WORDS: Final = frozenset(
    {"other", "others", "其他", "其它", "其他国家", "zz", "xx", "xxx", "zzz", "foreign", "外国"}
)

_COUNTRY_WORDS: Final = {
    "中国": "CN", "中国大陆": "CN", "中华人民共和国": "CN", "大陆": "CN", "内地": "CN", "中": "CN",
    "china": "CN", "prc": "CN", "p.r.china": "CN", "pr china": "CN", "p.r. china": "CN",
    "people's republic of china": "CN", "mainland china": "CN", "chinese": "CN", "香港": "HK",
    "中国香港": "HK", "hong kong, china": "HK",
    "hong kong": "HK", "hongkong": "HK", "hong kong sar": "HK", "澳门": "MO",
    "中国澳门": "MO", "macao, china": "MO",
    "macao": "MO", "macau": "MO", "台湾": "TW", "中国台湾": "TW", "台湾地区": "TW",
    "taiwan": "TW", "taiwan, china": "TW", "taiwan, province of china": "TW", "taiwanese": "TW", "美": "US",
    "america": "US", "usa": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US",
    "american": "US", "英": "GB", "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "british": "GB",
    "united kingdom of great britain and northern ireland": "GB", "韩": "KR", "大韩民国": "KR", "korea": "KR",
    "南韩": "KR", "republic of korea": "KR", "korea, republic of": "KR", "korean": "KR", "south korean": "KR",
    "朝鲜": "KP", "日": "JP", "日本国": "JP", "japanese": "JP", "俄国": "RU", "俄": "RU", "俄罗斯联邦": "RU",
    "russian federation": "RU", "russian": "RU", "法": "FR", "french": "FR", "德": "DE", "german": "DE",
    "italian": "IT", "spanish": "ES", "portuguese": "PT", "dutch": "NL", "holland": "NL", "荷兰王国": "NL",
    "canadian": "CA", "australian": "AU", "澳洲": "AU", "indian": "IN", "thai": "TH", "vietnamese": "VN",
    "viet nam": "VN", "singaporean": "SG", "malaysian": "MY", "indonesian": "ID", "filipino": "PH",
    "swiss": "CH", "swedish": "SE", "norwegian": "NO", "danish": "DK", "finnish": "FI", "polish": "PL",
    "austrian": "AT", "belgian": "BE", "irish": "IE", "greek": "GR", "turkish": "TR", "turkey": "TR",
    "土耳其共和国": "TR", "brazilian": "BR", "mexican": "MX", "israeli": "IL", "egyptian": "EG",
    "ukrainian": "UA", "czech republic": "CZ", "czech": "CZ", "burma": "MM", "myanmar": "MM", "uae": "AE",
    "阿联酋": "AE", "沙特": "SA", "iran, islamic republic of": "IR", "iran": "IR", "lao pdr": "LA",
    "new zealander": "NZ", "新西兰": "NZ", "纽西兰": "NZ", "刚果金": "CD", "刚果布": "CG", "波黑": "BA",
    "梵蒂冈": "VA", "马其顿": "MK", "科特迪瓦": "CI", "ivory coast": "CI", "cape verde": "CV",
    "swaziland": "SZ", "蒙古国": "MN", "mongolian": "MN", "kazakh": "KZ", "哈萨克": "KZ", "nepalese": "NP",
    "pakistani": "PK",
}  # fmt: skip
_LANGUAGE_WORDS: Final = {
    "汉语": "zh", "普通话": "zh", "国语": "zh", "华语": "zh", "中": "zh", "简体中文": "zh", "繁体中文": "zh",
    "粤语": "zh", "mandarin": "zh", "cantonese": "zh", "cn": "zh", "英": "en", "英文": "en", "日": "ja",
    "日文": "ja", "jp": "ja", "韩文": "ko", "朝鲜语": "ko", "kr": "ko", "法文": "fr", "德文": "de",
    "俄文": "ru", "西班牙文": "es", "葡萄牙文": "pt", "意大利文": "it", "泰文": "th", "越南文": "vi",
    "阿拉伯文": "ar", "farsi": "fa", "filipino": "fil",
}  # fmt: skip


@cache
def _countries() -> dict[str, str]:
    from babel import Locale
    from babel.core import get_global

    names: dict[str, str] = {}
    codes: set[str] = set()
    for language in ("zh", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}:
                codes.add(code)
                names.setdefault(fold(name), code)
    names |= {code.casefold(): code for code in codes}
    for alias, targets in get_global("territory_aliases").items():
        # Alpha-3 and withdrawn codes; the numeric ones would turn any three digits into a country.
        if alias.isalpha() and len(targets) == 1 and targets[0] in codes:
            names.setdefault(alias.casefold(), targets[0])
    return names | _COUNTRY_WORDS


@cache
def _languages() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for language in ("zh", "en"):
        for code, name in Locale(language).languages.items():
            if len(code) == 2:
                names.setdefault(fold(name), code)
                names[code] = code
    return names | _LANGUAGE_WORDS


@lru_cache(maxsize=4096)
def read_nationality(text: str) -> str | None:
    """The alpha-2 code; '' where the text says `Other`, None where nobody knows such a country."""
    folded = fold(text[:80])
    if folded in OTHER_WORDS:
        return ""
    names = _countries()
    found = names.get(folded)
    if found is None and not folded.isascii():
        found = names.get(folded.rstrip("籍人")) or names.get(folded.removesuffix("国籍"))
    if found is None and "(" in folded:
        # `中国(CHN)`, `China (PRC)`
        before, _, inside = folded.partition("(")
        found = names.get(before.strip()) or names.get(inside.strip(" )"))
    return found


@lru_cache(maxsize=1024)
def read_language(text: str) -> str | None:
    """The two-letter code of a language by code (`zh`, `zh-CN`, `en_US`) or name; None where unknown."""
    folded = fold(text[:80])
    names = _languages()
    found = names.get(folded) or names.get(folded.replace("_", "-").partition("-")[0])
    if found is None:
        found = names.get(folded.partition("(")[0].strip())
    return found if found and len(found) == 2 else None
