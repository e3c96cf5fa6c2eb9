"""What guests like, avoid and cannot bear, in the words of the hotel; Chinese and English.

The instruction is written, never the belief or the illness behind it: "no pork in dishes", not a religion.
"""

from __future__ import annotations

from collections.abc import Callable

from huitouke.demo.curves import Curve

Rnd = Callable[[], float]
Wish = tuple[str, str]

_PREFERENCES: tuple[Wish, ...] = (
    ("高楼层", "High floor"), ("无烟房", "Non-smoking room"), ("大床", "King bed"), ("双床", "Twin beds"),
    ("远离电梯", "Away from the lift"), ("安静房间", "Quiet room"), ("荞麦枕", "Buckwheat pillow"),
    ("软枕", "Soft pillow"),
    ("硬床垫", "Firm mattress"), ("延迟退房", "Late check-out"), ("提前入住", "Early check-in"),
    ("江景房", "River view"),
    ("湖景房", "Lake view"), ("低楼层", "Low floor"), ("靠近电梯", "Near the lift"),
    ("吸烟房", "Smoking room"),
    ("加一床被子", "Extra duvet"), ("多两条浴巾", "Two more bath towels"), ("空气净化器", "Air purifier"),
    ("加湿器", "Humidifier"),
    ("房温22度", "Room at 22 degrees"), ("不要地毯房", "Room without carpet"), ("带浴缸", "Bathtub"),
    ("只用淋浴", "Walk-in shower"),
    ("转换插座", "Travel adapter"), ("办公桌靠窗", "Desk by the window"),
    ("备熨斗熨板", "Iron and board in the room"),
    ("婴儿床", "Baby cot"), ("儿童拖鞋浴袍", "Children's slippers and robe"), ("连通房", "Connecting rooms"),
    ("与同事同楼层", "Same floor as colleagues"), ("不同楼层", "Another floor than colleagues"),
    ("房卡两张", "Two key cards"),
    ("龙井茶", "Longjing tea"), ("普洱茶", "Pu'er tea"), ("白茶", "White tea"), ("美式咖啡", "Black coffee"),
    ("拿铁", "Latte"),
    ("无糖饮料", "Sugar-free drinks"), ("热水壶备红枣", "Red dates with the kettle"),
    ("常温矿泉水", "Water at room temperature"),
    ("气泡水", "Sparkling water"), ("水果不要榴莲", "No durian in the fruit"),
    ("苹果和香蕉", "Apples and bananas"),
    ("早餐吃面", "Noodles at breakfast"), ("早餐溏心蛋", "Soft-boiled egg at breakfast"),
    ("白粥配小菜", "Plain congee with pickles"),
    ("早餐打包", "Packed breakfast"), ("清淡饮食", "Light food"), ("爱吃辣", "Likes it hot"),
    ("粤菜", "Cantonese food"),
    ("本帮菜", "Shanghai dishes"), ("素食", "Vegetarian"), ("包间靠窗", "Private room with a window"),
    ("圆桌", "Round table"),
    ("人民日报", "People's Daily"), ("财新周刊", "Caixin Weekly"), ("英文报纸", "English newspaper"),
    ("日文报纸", "Japanese newspaper"),
    ("夜床不放巧克力", "No chocolate at turn-down"), ("夜床放牛奶", "Milk at turn-down"),
    ("免打扰至十点", "No service before ten"),
    ("上午打扫", "Service in the morning"), ("下午打扫", "Service in the afternoon"),
    ("每两天换床单", "Linen every second day"),
    ("停车位靠近大堂", "Parking near the lobby"), ("充电车位", "Parking with a charger"),
    ("接机", "Airport pick-up"),
    ("六点叫醒", "Wake-up call at six"), ("健身房六点开", "Gym from six"), ("泳池", "Swimming pool"),
    ("瑜伽垫", "Yoga mat"),
    ("高尔夫", "Golf"), ("发票开专票", "Special fapiao"), ("快速退房", "Express check-out"),
    ("微信联系", "Contact by WeChat"),
    ("不接推销电话", "No sales calls"), ("白色百合", "White lilies"), ("不要香薰", "No scent in the room"),
)  # fmt: skip

_TABOOS: tuple[Wish, ...] = (
    ("不住带4的楼层和房号", "No floor or room number with a 4"), ("菜中不放猪肉", "No pork in dishes"),
    ("不吃牛肉", "No beef"),
    ("不喝酒也请勿劝酒", "No alcohol and none offered"),
    ("不住走廊尽头的房间", "No room at the end of the corridor"),
    ("不吃香菜", "No coriander"), ("不吃葱蒜", "No onion and garlic"), ("不吃内脏", "No offal"),
    ("不放白色菊花", "No white chrysanthemums"),
    ("不称呼全名", "Do not call by full name"),
    ("勿在同事面前提及会员等级", "Do not mention the tier before colleagues"),
    ("不吃生冷", "Nothing raw or cold"), ("不送钟表类礼品", "No clocks as gifts"),
    ("房间不放镜子对床", "No mirror facing the bed"),
    ("不坐靠门座位", "No seat by the door"), ("不拍照", "No photographs"), ("不吃羊肉", "No mutton"),
    ("不收鲜花", "No flowers"),
)  # fmt: skip

_ALLERGIES: tuple[Wish, ...] = (
    ("花生过敏", "Peanuts"), ("海鲜过敏", "Seafood"), ("坚果过敏", "Tree nuts"), ("乳制品过敏", "Dairy"),
    ("羽绒过敏（换化纤被枕）", "Down: synthetic bedding"),
    ("芒果过敏", "Mango"), ("鸡蛋过敏", "Eggs"), ("小麦过敏", "Wheat"),
    ("花粉过敏（房内不放鲜花）", "Pollen: no flowers in the room"),
    ("尘螨过敏", "Dust mites"), ("大豆过敏", "Soya"),
    ("香水过敏（房内不喷香）", "Perfume: no scent in the room"), ("青霉素过敏", "Penicillin"),
)  # fmt: skip

_TAGS: tuple[Wish, ...] = (
    ("商务", "business"), ("亲子", "family"), ("会议", "meeting"), ("度假", "leisure"), ("长住", "long stay"),
    ("团队", "group"),
    ("婚宴", "wedding"), ("展会", "trade fair"), ("周末客", "weekend"), ("美食", "food lover"),
    ("自驾", "by car"),
    ("携宠", "with pet"), ("协议客", "agreement guest"), ("点评达人", "writes reviews"),
)  # fmt: skip

_NOTES: tuple[Wish, ...] = (
    ("客人上次入住反映{where}空调声音大，本次请提前检查。",
    "Last time the air conditioning on {where} was loud: check before arrival."),
    ("每次来都找{person}，请提前通知。", "Always asks for {person}: tell them before arrival."),
    ("习惯{hour}点左右到店，请提前排房。", "Usually arrives about {hour}:00: assign the room early."),
    ("喜欢住{where}，上次退房时特意说过。", "Likes {where}, said so at the last check-out."),
    ("账单请拆分房费和餐费。", "Split the bill into room and meals."),
    ("发票抬头以公司为准，退房前先给客人核对。",
    "Fapiao to the company: let the guest check it before check-out."),
    ("结账后常遗忘充电器，退房时提醒。", "Often forgets the charger: remind at check-out."),
    ("带父母同住，需要{where}两间相邻的房。",
    "Travels with parents, needs two rooms side by side on {where}."),
    ("{hour}点后请勿致电房间。", "Do not call the room after {hour}:00."),
    ("早餐厅位置请安排靠窗，{person}认识客人。", "Window table at breakfast; {person} knows the guest."),
    ("上次等候入住超过{count}分钟，已道歉并送水果。",
    "Waited over {count} minutes at check-in last time; we apologised and sent fruit."),
    ("客人自带茶具，请备热水壶{count}个。", "Brings own tea set."),
    ("携{count}岁小朋友，备儿童牙刷和拖鞋。", "Comes with a child: children's toothbrush and slippers."),
    ("出差频率约每月{count}次，可介绍协议价。",
    "Comes about {count} times a month: mention the agreement rate."),
    ("客人行李较多，到店请礼宾协助。", "Much luggage: concierge to help on arrival."),
    ("车停地下车库，退房前请准备停车券。", "Car in the garage: parking voucher ready at check-out."),
)  # fmt: skip
_WHERE: tuple[Wish, ...] = tuple(
    (f"{floor}楼", f"floor {floor}") for floor in (5, 6, 8, 9, 12, 15, 16, 18, 20, 22, 26, 28)
)
_STAFF: tuple[Wish, ...] = (
    ("礼宾部小陈", "Chen of the concierge desk"), ("宾客关系经理梅姐", "Mei of guest relations"),
    ("大堂副理老周", "Zhou, assistant manager"),
    ("早餐厅小林", "Lin of the breakfast room"), ("管家小何", "He, butler"),
    ("前台阿敏", "Min of the front desk"),
)  # fmt: skip

_PREFERENCE_CURVE = Curve.zipf(_PREFERENCES, shift=12.0)
_TABOO_CURVE = Curve.zipf(_TABOOS, shift=4.0)
_ALLERGY_CURVE = Curve.zipf(_ALLERGIES, shift=4.0)
_TAG_CURVE = Curve.zipf(_TAGS, shift=3.0)

# How many preferences an archive holds: none for half of the guests, up to six.
_HOW_MANY = Curve([0, 1, 2, 3, 4, 5, 6], [48.0, 20.0, 14.0, 9.0, 5.0, 2.5, 1.5])
WISHED_SHARE = 0.08
"""Share of persons with a taboo or an allergy; on records of every kind some 6 % show one."""


def draw_preferences(rnd: Rnd) -> tuple[Wish, ...]:
    count = _HOW_MANY.draw(rnd())
    if not count:
        return ()
    draw = _PREFERENCE_CURVE.draw
    return tuple(dict.fromkeys([draw(rnd()) for _ in range(count)]))


def draw_taboo(rnd: Rnd) -> Wish:
    return _TABOO_CURVE.draw(rnd())


def draw_allergy(rnd: Rnd) -> Wish:
    return _ALLERGY_CURVE.draw(rnd())


def draw_tag(rnd: Rnd) -> Wish:
    return _TAG_CURVE.draw(rnd())


def draw_note(rnd: Rnd) -> Wish:
    """A note as a colleague leaves it, with its places filled in both languages."""
    zh, en = _NOTES[int(rnd() * len(_NOTES))]
    if "{" not in zh:
        return zh, en
    where, staff = _WHERE[int(rnd() * len(_WHERE))], _STAFF[int(rnd() * len(_STAFF))]
    hour, count = int(rnd() * 8) + 14, int(rnd() * 9) + 2
    if "分钟" in zh:
        count *= 5
    return (
        zh.format(where=where[0], person=staff[0], hour=hour, count=count),
        en.format(where=where[1], person=staff[1], hour=hour, count=count),
    )
