"""Names of guests from abroad, drawn from pools that are made once.

English, German, French and Russian pools come from Faker, drawn with one fixed seed (Faker is too slow to
ask for every guest). Its Japanese, Korean and Arabic lists are too short, or have no Latin spelling that
belongs to the native one, so those are our own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from faker import Faker

from huitouke.demo.curves import Curve, words
from huitouke.demo.regional_names import draw_regional

Rnd = Callable[[], float]

NATIONALITIES = Curve.of([
    ("US", 17.0), ("JP", 18.0), ("KR", 16.0), ("GB", 7.0), ("DE", 7.0), ("FR", 6.0), ("RU", 8.0), ("SG", 8.0),
    ("MY", 4.0), ("AU", 4.0), ("CA", 3.0), ("SA", 1.0), ("AE", 1.0), ("EG", 0.7),
])  # fmt: skip

LANGUAGE = {
    "US": "en", "GB": "en", "AU": "en", "CA": "en", "SG": "en", "MY": "en", "JP": "ja", "KR": "ko",
    "DE": "de",
    "FR": "fr", "RU": "ru", "SA": "ar", "AE": "ar", "EG": "ar",
}  # fmt: skip

_LOCALES = {
    "US": "en_US",
    "GB": "en_GB",
    "AU": "en_GB",
    "CA": "en_US",
    "DE": "de_DE",
    "FR": "fr_FR",
    "RU": "ru_RU",
}
_POOL_DRAWS = 2500

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e",
    "ю": "iu",
    "я": "ia",
}  # fmt: skip

_JAPANESE_FAMILY = words(
    "佐藤 Sato 鈴木 Suzuki 高橋 Takahashi 田中 Tanaka 伊藤 Ito 渡辺 Watanabe 山本 Yamamoto 中村 Nakamura "
    "小林 Kobayashi 加藤 Kato "
    "吉田 Yoshida 山田 Yamada 佐々木 Sasaki 山口 Yamaguchi 松本 Matsumoto 井上 Inoue 木村 Kimura 林 Hayashi "
    "斎藤 Saito 清水 Shimizu "
    "山崎 Yamazaki 森 Mori 池田 Ikeda 橋本 Hashimoto 阿部 Abe 石川 Ishikawa 山下 Yamashita 中島 Nakajima "
    "石井 Ishii 小川 Ogawa "
    "前田 Maeda 岡田 Okada 長谷川 Hasegawa 藤田 Fujita 後藤 Goto 近藤 Kondo 村上 Murakami 遠藤 Endo 青木 "
    "Aoki 坂本 Sakamoto "
    "福田 Fukuda 太田 Ota 西村 Nishimura 藤井 Fujii 岡本 Okamoto 藤原 Fujiwara 三浦 Miura 金子 Kaneko 中野 "
    "Nakano 原田 Harada "
    "松田 Matsuda 竹内 Takeuchi 小野 Ono 中山 Nakayama 和田 Wada 石田 Ishida 森田 Morita 上田 Ueda 原 Hara "
    "柴田 Shibata "
    "酒井 Sakai 工藤 Kudo 横山 Yokoyama 宮崎 Miyazaki 内田 Uchida 高木 Takagi 安藤 Ando 谷口 Taniguchi 大野 "
    "Ono 丸山 Maruyama "
    "今井 Imai 高田 Takada 藤本 Fujimoto 武田 Takeda 村田 Murata 上野 Ueno 杉山 Sugiyama 増田 Masuda 平野 "
    "Hirano 大塚 Otsuka "
    "千葉 Chiba 久保 Kubo 松井 Matsui 小島 Kojima 岩崎 Iwasaki 桜井 Sakurai 野口 Noguchi 松尾 Matsuo 木下 "
    "Kinoshita 菊地 Kikuchi"
)
_JAPANESE_MALE = words(
    "健 Ken 誠 Makoto 隆 Takashi 浩 Hiroshi 学 Manabu 翔太 Shota 健太 Kenta 大輔 Daisuke 拓也 Takuya 直樹 "
    "Naoki 達也 Tatsuya "
    "和也 Kazuya 哲也 Tetsuya 雄一 Yuichi 健一 Kenichi 真一 Shinichi 浩二 Koji 修 Osamu 博 Hiroshi 剛 "
    "Tsuyoshi 亮 Ryo 大樹 Daiki "
    "蓮 Ren 陽翔 Haruto 悠真 Yuma 智也 Tomoya 康平 Kohei 祐介 Yusuke 裕太 Yuta 洋介 Yosuke 純一 Junichi "
    "正樹 Masaki 英樹 Hideki "
    "秀明 Hideaki 義明 Yoshiaki 明 Akira 稔 Minoru 茂 Shigeru 進 Susumu 清 Kiyoshi 勝 Masaru 聡 Satoshi "
    "圭介 Keisuke 慎太郎 Shintaro "
    "竜也 Tatsuya 光 Hikaru 海斗 Kaito 颯太 Sota 一郎 Ichiro 次郎 Jiro 太郎 Taro 信夫 Nobuo 幸雄 Yukio 敏夫 "
    "Toshio"
)
_JAPANESE_FEMALE = words(
    "陽子 Yoko 恵子 Keiko 京子 Kyoko 幸子 Sachiko 和子 Kazuko 洋子 Yoko 裕子 Yuko 直美 Naomi 久美子 Kumiko "
    "真由美 Mayumi 由美 Yumi "
    "明美 Akemi 美香 Mika 智子 Tomoko 香織 Kaori 愛 Ai 舞 Mai 美穂 Miho 千尋 Chihiro 彩 Aya 麻衣 Mai 結衣 "
    "Yui 葵 Aoi 美咲 Misaki "
    "陽菜 Hina 莉子 Riko 七海 Nanami 優花 Yuka 遥 Haruka 桜 Sakura 花子 Hanako 節子 Setsuko 典子 Noriko "
    "真理子 Mariko 恵美 Emi "
    "里美 Satomi 綾香 Ayaka 瞳 Hitomi 千晶 Chiaki 早紀 Saki 沙織 Saori 奈緒 Nao 友美 Tomomi 純子 Junko 弘子 "
    "Hiroko 文子 Fumiko"
)

_KOREAN_FAMILY = (
    "김 Kim 215|이 Lee 147|박 Park 84|최 Choi 47|정 Jung 43|강 Kang 24|조 Cho 21|윤 Yoon 20|장 Jang 20|"
    "임 Lim 17|한 Han 15|오 Oh 15|"
    "서 Seo 15|신 Shin 15|권 Kwon 14|황 Hwang 14|안 Ahn 14|송 Song 14|류 Ryu 13|전 Jeon 11|홍 Hong 11|"
    "고 Ko 9|문 Moon 9|양 Yang 9|"
    "손 Son 9|배 Bae 8|백 Baek 8|허 Heo 7|유 Yoo 7|남 Nam 6|심 Shim 6|노 Noh 6|하 Ha 5|곽 Kwak 4|성 Sung 4|"
    "차 Cha 4|주 Joo 4|우 Woo 4"
)
_KOREAN_MALE = words(
    "민 Min 준 Jun 지 Ji 현 Hyun 성 Sung 우 Woo 재 Jae 영 Young 호 Ho 진 Jin 동 Dong 승 Seung 상 Sang 태 "
    "Tae 훈 Hoon 철 Chul 석 Seok 기 Ki 경 Kyung 도 Do 윤 Yoon 혁 Hyuk 환 Hwan 수 Soo 원 Won 종 Jong 용 Yong "
    "광 Kwang 병 Byung 인 In"
)
_KOREAN_FEMALE = words(
    "지 Ji 은 Eun 민 Min 서 Seo 유 Yu 현 Hyun 수 Soo 미 Mi 영 Young 혜 Hye 정 Jung 희 Hee 주 Ju 경 Kyung 선 "
    "Sun 윤 Yoon 아 A 연 Yeon 진 Jin 나 Na 소 So 하 Ha 예 Ye 빈 Bin 원 Won 숙 Sook 순 Soon 자 Ja 옥 Ok 채 "
    "Chae"
)

_ARABIC_MALE = words(
    "محمد Mohammed أحمد Ahmed علي Ali عمر Omar خالد Khalid يوسف Yousef إبراهيم Ibrahim حسن Hassan حسين "
    "Hussein سعيد Saeed فهد Fahad فيصل Faisal طارق Tariq ماجد Majid سلطان Sultan راشد Rashid ناصر Nasser "
    "سامي Sami كريم Karim مصطفى Mustafa"
)
_ARABIC_FEMALE = words(
    "فاطمة Fatima عائشة Aisha مريم Mariam نورة Noura سارة Sara ليلى Layla هدى Huda أمل Amal منى Mona ريم "
    "Reem دانة Dana سلمى Salma ياسمين Yasmin زينب Zainab هند Hind لينا Lina"
)
_ARABIC_FAMILY = words(
    "الحربي Alharbi الغامدي Alghamdi القحطاني Alqahtani العتيبي Alotaibi الشمري Alshammari الدوسري "
    "Aldossari المطيري Almutairi الزهراني Alzahrani المنصوري Almansoori الكعبي Alkaabi النعيمي Alnuaimi "
    "المزروعي Almazrouei السيد Elsayed عبدالله Abdullah منصور Mansour سليمان Soliman حداد Haddad نجار "
    "Najjar خليل Khalil فاروق Farouk المهيري Almheiri الهاشمي Alhashimi"
)


class ForeignName(NamedTuple):
    """The native name (empty where it is in Latin letters) and the parts of its Latin spelling."""

    native: str
    family: str
    given: str
    second_given: str


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


def romanise(cyrillic: str) -> str:
    """Passport spelling of a Russian name (ICAO 9303)."""
    return "".join(_CYRILLIC.get(sign, sign) for sign in cyrillic.lower()).title()


def plain_letters(latin: str) -> str:
    """Without diacritics, ß as ss, as a front desk with a plain keyboard writes it."""
    marked = unicodedata.normalize("NFKD", latin.replace("ß", "ss"))
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


class Pool(NamedTuple):
    family_male: list[str]
    family_female: list[str]
    male: list[str]
    female: list[str]


@cache
def _pool(locale: str) -> Pool:
    fake = Faker(locale)
    fake.seed_instance(1949)
    family_male = [fake.last_name_male() for _ in range(_POOL_DRAWS)]
    family_female = [fake.last_name_female() for _ in range(_POOL_DRAWS)]
    male = [fake.first_name_male() for _ in range(_POOL_DRAWS)]
    female = [fake.first_name_female() for _ in range(_POOL_DRAWS)]
    return Pool(family_male, family_female, male, female)


@cache
def _korean() -> Curve[tuple[str, str]]:
    triples = [part.split() for part in _KOREAN_FAMILY.split("|")]
    return Curve([(native, latin) for native, latin, _ in triples], [float(share) for _, _, share in triples])


@cache
def _lists() -> dict[str, list[tuple[str, str]]]:
    return {
        "JPF": _pairs(_JAPANESE_FAMILY), "JPm": _pairs(_JAPANESE_MALE), "JPf": _pairs(_JAPANESE_FEMALE),
        "KRm": _pairs(_KOREAN_MALE), "KRf": _pairs(_KOREAN_FEMALE),
        "ARF": _pairs(_ARABIC_FAMILY), "ARm": _pairs(_ARABIC_MALE), "ARf": _pairs(_ARABIC_FEMALE),
    }  # fmt: skip


def draw_foreign(rnd: Rnd, nationality: str, sex: str) -> ForeignName:
    """One name as that country gives them, for men ("M") and women ("F")."""
    lists, man = _lists(), sex == "M"
    if nationality == "JP":
        family = lists["JPF"][int(rnd() ** 1.5 * len(lists["JPF"]))]
        givens = lists["JPm" if man else "JPf"]
        given = givens[int(rnd() * len(givens))]
        return ForeignName(f"{family[0]} {given[0]}", family[1], given[1], "")
    if nationality == "KR":
        family = _korean().draw(rnd())
        signs = lists["KRm" if man else "KRf"]
        first, second = signs[int(rnd() ** 1.3 * len(signs))], signs[int(rnd() ** 1.3 * len(signs))]
        native, latin = family[0] + first[0] + second[0], f"{first[1]}{second[1].lower()}"
        return ForeignName(native, family[1], latin, "")
    if nationality in ("SA", "AE", "EG"):
        givens = lists["ARm" if man else "ARf"]
        given = givens[int(rnd() * len(givens))]
        father = lists["ARm"][int(rnd() * len(lists["ARm"]))]
        family = lists["ARF"][int(rnd() * len(lists["ARF"]))]
        return ForeignName(f"{given[0]} {father[0]} {family[0]}", family[1], given[1], father[1])
    if nationality in ("SG", "MY"):
        family_sign, given_signs, latin_family, latin_given = draw_regional(rnd, "singapore", sex)
        return ForeignName(family_sign + given_signs, latin_family, latin_given, "")
    pool = _pool(_LOCALES[nationality])
    families, firsts = (pool.family_male, pool.male) if man else (pool.family_female, pool.female)
    family_name, first_name = families[int(rnd() * len(families))], firsts[int(rnd() * len(firsts))]
    if nationality == "RU":
        return ForeignName(f"{first_name} {family_name}", romanise(family_name), romanise(first_name), "")
    second_name = firsts[int(rnd() * len(firsts))] if rnd() < 0.12 else ""
    return ForeignName("", family_name, first_name, second_name)
