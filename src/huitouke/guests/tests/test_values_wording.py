"""The words that are flagged in a note: what the list finds, and what it must leave alone."""

import pytest

from huitouke.guests.values.wording import risky_words

FLAGGED = [
    ("客人是回民", "religion"),
    ("穆斯林，早餐注意", "religion"),
    ("The guest is Muslim", "religion"),
    ("有糖尿病，少糖", "health"),
    ("怀孕五个月", "health"),
    ("She is pregnant", "health"),
    ("列入黑名单", "blacklist"),
    ("Blacklisted since May", "blacklist"),
    ("这人神经病", "insult"),
    ("很难缠，少惹", "insult"),
    ("rude and annoying guest", "insult"),
    ("和小三同住", "private"),
    ("两人已离婚", "private"),
    ("身份证 11010519491231002X", "number"),
    ("卡号 6222021234567890123", "number"),
]
CLEAN = [
    "菜中不放猪肉",
    "喜欢高楼层，远离电梯",
    "生日送花，情人节布置",
    "过敏：花生，请通知厨房",
    "客人有病假，可能提前离店",
    "家里有两个孩子，备儿童浴袍",
    "安排无障碍房",
    "手机 13812342217，晚间勿扰",
    "确认号 20260316001",
    "Prefers a Christmas tree by the window",
    "Late checkout agreed, crude oil fair next week",
    "枕边备温水",
    "请备荞麦枕",
    "Booked by Ms Gayle, arrives at nine",
    "事先电话确认到店时间",
]


@pytest.mark.parametrize(("text", "kind"), FLAGGED)
def test_flags_what_should_not_be_written(text, kind):
    assert kind in {risk.kind for risk in risky_words(text, "zh")}


@pytest.mark.parametrize("text", CLEAN)
def test_leaves_plain_instructions_alone(text):
    assert risky_words(text, "zh") == []


def test_each_flag_says_what_to_write_instead_in_the_readers_language():
    (zh,) = risky_words("列入黑名单", "zh-hans")
    (en,) = risky_words("blacklisted", "en")
    assert "经理" in zh.advice
    assert "manager" in en.advice
