"""Which wishes a stay promises to keep, and who prepares them. Imports no Django. The rule with a worked table stands
in docs/domain/preparations.md."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

REQUEST: Final = "request"
STAFF: Final = "staff"
GUEST: Final = "guest"
SYSTEM: Final = "system"
TRUST: Final[Mapping[str, int]] = {REQUEST: 100, STAFF: 95, GUEST: 90, SYSTEM: 70}
"""How sure a wish is on the day on which it is told, in percent, by who told it; in the order in which they win over
one another."""
HALF_LIFE: Final = 730
"""Days after which a wish is half as sure."""
ASK_BELOW: Final = 60
"""Percent: below it the wish is prepared, and the guest is asked whether it still holds."""
PROPOSE_FROM: Final = 30
"""Percent: below it a wish is no longer proposed by itself."""

FRONT_DESK: Final = "front_desk"
HOUSEKEEPING: Final = "housekeeping"
FOOD: Final = "food_and_beverage"
CONCIERGE: Final = "concierge"
RELATIONS: Final = "guest_relations"
POSTS: Final = (HOUSEKEEPING, FRONT_DESK, FOOD, CONCIERGE, RELATIONS)
"""Posts that prepare, by the codes of their roles."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that one of the people of a stay wishes: who told it, on which day, and the preference it is."""

    text: str
    told_by: str
    told_on: date
    guest_id: UUID | None = None
    preference_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A wish that is to be prepared: how sure it is in percent, and by which post."""

    wish: Wish
    confidence: int
    post: str

    @property
    def is_to_be_asked(self) -> bool:
        return self.confidence < ASK_BELOW


def confidence(told_by: str, told_on: date, on: date) -> int:
    """How sure a wish is on a day, in percent: halved every `HALF_LIFE` days since it was told. What was asked for with
    the stay itself does not fade."""
    if told_by == REQUEST:
        return TRUST[REQUEST]
    age = max(0, (on - told_on).days)
    return round(TRUST[told_by] * math.pow(0.5, age / HALF_LIFE))


def promises_of(wishes: Iterable[Wish], warnings: Sequence[str], arrival: date) -> list[Promise]:
    """What is to be prepared for an arrival on a day, the surest voice first.

    A taboo or an allergy always wins: a wish for what it names is left out. Of two wishes about the same thing the
    one stands that was asked for with this stay, else the newest that staff typed, else the newest the guest wrote,
    else the newest of a system. What has faded below `PROPOSE_FROM` is left out, and the same words stand once.
    """
    forbidden = [name for warning in warnings for name in substances(warning)]
    order = list(TRUST)
    ranked = sorted(
        wishes, key=lambda each: (order.index(each.told_by), -each.told_on.toordinal(), each.text)
    )
    chosen: list[Promise] = []
    texts: set[str] = set()
    settled: dict[str, str] = {}
    for wish in ranked:
        folded = fold(wish.text)
        sure = confidence(wish.told_by, wish.told_on, arrival)
        topics = topics_of(wish.text)
        if not folded or folded in texts or sure < PROPOSE_FROM:
            continue
        if any(asks_for(wish.text, name) for name in forbidden):
            continue
        if any(settled.get(topic, value) != value for topic, value in topics.items()):
            continue
        texts.add(folded)
        settled |= topics
        chosen.append(Promise(wish, sure, post_for(wish.text)))
    return chosen


def fold(text: str) -> str:
    """A text for comparing: one form of each sign, small letters, without blanks and stops."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s,.;:!、，。；：！]+", "", plain)


TOPICS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "floor": {
        "high": ("高楼层", "高层", "high floor", "upper floor"),
        "low": ("低楼层", "低层", "low floor", "lower floor", "ground floor"),
    },
    "lift": {
        "far": (
            "远离电梯", "离电梯远", "远电梯", "away from the lift", "away from lift", "away from the elevator",
            "away from elevator", "far from the lift", "far from lift", "far from the elevator", "far from elevator",
        ),
        "near": (
            "靠近电梯", "近电梯", "离电梯近", "near the lift", "near lift", "close to the lift", "near the elevator",
            "near elevator", "close to the elevator",
        ),
    },
    "smoke": {
        "no": ("无烟", "禁烟", "非吸烟", "不吸烟", "non-smoking", "non smoking", "nonsmoking", "no smoking"),
        "yes": ("可吸烟", "吸烟", "smoking"),
    },
    "bed": {
        "double": ("大床", "king bed", "king-size", "queen bed", "double bed"),
        "twin": ("双床", "两张床", "twin bed", "twin room", "two beds"),
    },
    "pillow": {
        "buckwheat": ("荞麦枕", "buckwheat pillow"),
        "feather": ("羽绒枕", "鹅绒枕", "feather pillow", "down pillow"),
        "latex": ("乳胶枕", "latex pillow"),
        "memory": ("记忆枕", "记忆棉枕", "memory foam pillow"),
        "firm": ("硬枕", "firm pillow", "hard pillow"),
        "soft": ("软枕", "soft pillow"),
    },
    "mattress": {
        "firm": ("硬床垫", "床垫硬", "firm mattress", "hard mattress"),
        "soft": ("软床垫", "床垫软", "soft mattress"),
    },
}  # fmt: skip
"""Things of which a room has one: by topic the answers, by answer the words that mean it."""

_MEANINGS: Final = sorted(
    (
        (word, topic, value)
        for topic, values in TOPICS.items()
        for value, words in values.items()
        for word in words
    ),
    key=lambda each: -len(each[0]),
)


def topics_of(text: str) -> dict[str, str]:
    """About which of `TOPICS` a wish speaks, and what it says. The longest word wins: 非吸烟 is not 吸烟."""
    left = unicodedata.normalize("NFKC", text).casefold()
    found: dict[str, str] = {}
    for word, topic, value in _MEANINGS:
        if word in left:
            left = left.replace(word, " ")
            found.setdefault(topic, value)
    return found


_AROUND: Final = re.compile(
    r"allergic to|allergies|allergy|intolerance|intolerant|please|avoid|without|never|any|\bnot?\b|\bnon\b|\bto\b"
    r"|\bthe\b|\beat\b|\bdrink\b|\bserve\b|\bin\b|\bfood\b|\bdishes\b|\broom\b"
    r"|严重|轻微|过敏|不吃|不喝|不食|不放|不用|不要|不能|不可|不得|忌讳|忌口|忌食|禁止|禁忌|请勿|勿放|房间内|房间里|房间"
    r"|房内|菜中|菜里|餐中|餐食|食物|饮食|任何|制品|类食品|食品|对|忌|禁|勿|无|的|类|放|等"
)
_BETWEEN: Final = re.compile(r"[,，、;；/。.()（）]|和|及|与|或|\band\b|\bor\b")
_ONE_SIGN: Final = frozenset("虾蟹奶蛋鱼酒葱蒜姜麸")


def substances(warning: str) -> list[str]:
    """What a taboo or an allergy forbids: 对海胆过敏 forbids 海胆, "no raw egg" forbids "raw egg"."""
    text = unicodedata.normalize("NFKC", warning).casefold()
    found = []
    for piece in _BETWEEN.split(text):
        name = _AROUND.sub(" ", piece).strip()
        for word in (name,) if name.isascii() else name.split():
            if len(word) >= (3 if word.isascii() else 2) or word in _ONE_SIGN:
                found.append(word)
    return found


def asks_for(text: str, substance: str) -> bool:
    """Whether a wish asks for a substance; one that asks for it to be left out does not."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if substance not in folded:
        return False
    name = re.escape(substance)
    without = rf"(?:无|不|免|勿|忌|去|非|no|without|non|free of)[^,，、;；。]{{0,4}}{name}|{name}[ -]?free"
    return substance in re.sub(without, " ", folded)


_WORDS_OF_POSTS: Final = (
    (FRONT_DESK, ("楼层", "高层", "低层", "电梯", "相邻", "连通", "朝南", "朝北", "海景", "湖景", "景观", "安静",
                  "续住", "入住", "退房", "floor", "lift", "elevator", "adjacent", "connecting", "view", "quiet",
                  "check-in", "check in", "check-out", "check out", "corner room")),
    (CONCIERGE, ("接机", "接站", "接送", "送机", "送站", "停车", "用车", "票", "pick-up", "pick up", "transfer",
                 "parking", "taxi", "ticket")),
    (FOOD, ("早餐", "豆浆", "水果", "果盘", "咖啡", "牛奶", "蛋糕", "餐", "菜", "茶", "酒", "汤", "粥", "breakfast",
            "fruit", "coffee", "milk", "cake", "meal", "tea", "wine", "soup", "dinner", "lunch")),
    (RELATIONS, ("欢迎卡", "贺卡", "手写", "卡片", "鲜花", "花束", "合影", "问候", "welcome card", "letter", "flowers",
                 "handwritten", "greeting")),
)  # fmt: skip


def post_for(text: str) -> str:
    """The post that prepares a wish, from its words; housekeeping where they tell no other."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for post, words in _WORDS_OF_POSTS:
        if any(_stands_in(word, folded) for word in words):
            return post
    return HOUSEKEEPING


def _stands_in(word: str, text: str) -> bool:
    if not word.isascii():
        return word in text
    return re.search(rf"\b{re.escape(word)}s?\b", text) is not None
