"""What few records hold: occupation, where they come from, how they heard of us."""

import random
from typing import Final

from huitouke.demo.records import Raw

FILLED_SHARE: Final = 0.12
"""Of the guests, how many have any; each of those has about a third of them."""

_JOBS: Final = (
    *("教师", "医生", "律师", "工程师", "会计师", "销售经理", "导演", "摄影师"),
    *("建筑师", "公务员", "软件工程师", "退休", "学生", "记者", "飞行员"),
)
_TOWNS: Final = [
    "浙江省绍兴市",
    "山东省青岛市",
    "四川省成都市",
    "湖南省长沙市",
    "福建省泉州市",
    "江苏省苏州市",
    "云南省大理市",
]
_ROADS: Final = ["人民路", "中山路", "解放大道", "建设路", "延安西路", "文三路", "科技园路", "滨江大道"]
_HOBBIES: Final = ["钢琴", "高尔夫", "摄影", "书法", "马拉松", "钓鱼", "品茶", "围棋", "滑雪", "红酒"]
_NEEDS: Final = ["安静的会议室", "接送机", "婴儿床", "延迟退房", "无障碍客房", "素食早餐", "带厨房的套房"]
_USAGES: Final = ["商务出差", "家庭度假", "会议", "探亲", "就医陪护", "蜜月"]
_HEARD: Final = ["亲友介绍", "订房平台", "网络搜索", "路过", "旅行社"]
_REASONS: Final = ["位置方便", "价格合适"]
_FAMILIES: Final = ["三代同住", "其他"]
_CONTACTS: Final = ["电话", "短信", "微信", "邮件"]


def particulars(rnd: random.Random) -> Raw:
    """Targets and texts for one guest; nothing for most."""
    if rnd.random() >= FILLED_SHARE:
        return {}
    chosen: dict[str, str] = {
        "occupation": rnd.choice(_JOBS),
        "native_place": rnd.choice(_TOWNS),
        "work_address": f"{rnd.choice(_TOWNS)}{rnd.choice(_ROADS)}{rnd.randrange(1, 900)}号",
        "hobby": rnd.choice(_HOBBIES),
        "need": rnd.choice(_NEEDS),
        "usage": rnd.choice(_USAGES),
        "budget": f"{rnd.randrange(3, 12) * 100}-{rnd.randrange(12, 40) * 100}",
        "vip_grade": f"V{rnd.choice((1, 1, 1, 2, 2, 3, 4))}",
        "contact_preference": rnd.choice(_CONTACTS),
        "heard_from": rnd.choice(_HEARD),
        "choice_reason": rnd.choice(_REASONS),
        "family_structure": rnd.choice(_FAMILIES),
        "decision_maker": rnd.choice(("是", "否")),
    }
    return {target: [text] for target, text in chosen.items() if rnd.random() < 0.35}
