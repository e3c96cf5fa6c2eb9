"""Chinese names: surnames and given-name signs with frequencies, drawn by birth decade and sex.

The figures are our own approximations of what is publicly known of Chinese names (shares of surnames in
per mille, signs of given names in rough order of frequency by generation). They are there to make names
collide as real ones do: 王, 李 and 张 are a fifth of everyone, and yet most full names are rare.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from pypinyin import Style, pinyin

from huitouke.demo.curves import Curve, words

_SURNAMES = """
王 72.5|李 71.9|张 68.3|刘 54.0|陈 45.3|杨 31.0|黄 22.6|赵 21.7|吴 20.0|周 19.1|徐 14.6|孙 14.2|马 13.0|
朱 12.7|
胡 11.6|郭 11.5|何 10.9|林 10.8|高 10.0|罗 9.6|郑 9.2|梁 8.5|谢 7.7|宋 7.0|唐 6.8|许 6.6|韩 6.5|邓 6.2|冯 6.2|
曹 6.0|彭 5.8|曾 5.6|肖 5.5|田 5.2|董 5.1|潘 5.0|袁 4.9|蔡 4.8|蒋 4.7|余 4.7|于 4.6|杜 4.6|叶 4.5|程 4.3|
魏 4.3|
苏 4.2|吕 4.1|丁 4.0|任 3.9|卢 3.8|姚 3.8|沈 3.7|钟 3.7|姜 3.6|崔 3.6|谭 3.5|陆 3.5|范 3.4|汪 3.4|廖 3.3|
石 3.3|
金 3.2|韦 3.1|贾 3.0|夏 3.0|付 2.9|方 2.9|邹 2.8|熊 2.8|白 2.7|孟 2.6|秦 2.6|邱 2.6|侯 2.5|江 2.5|尹 2.4|
薛 2.4|
闫 2.3|段 2.3|雷 2.2|龙 2.2|黎 2.1|史 2.1|陶 2.0|贺 2.0|毛 1.9|郝 1.9|顾 1.9|龚 1.9|邵 1.8|万 1.8|覃 1.7|
武 1.7|
钱 1.7|戴 1.7|严 1.6|莫 1.6|孔 1.6|向 1.5|常 1.5|汤 1.5|康 1.4|易 1.4|乔 1.4|赖 1.4|文 1.3|傅 1.3|施 1.3|
洪 1.3|
殷 1.2|樊 1.2|兰 1.2|庞 1.2|邢 1.2|倪 1.1|安 1.1|翟 1.1|颜 1.1|庄 1.1|柴 1.0|牛 1.0|章 1.0|鲁 1.0|齐 1.0|
俞 1.0|
葛 .95|申 .95|尚 .9|梅 .9|伍 .9|关 .9|柳 .85|盛 .8|翁 .8|纪 .8|焦 .8|岳 .8|欧 .75|左 .75|耿 .75|涂 .75|祝 .7|
甘 .7|
路 .7|裴 .7|聂 .9|谷 .65|阮 .65|童 .65|宁 .6|辛 .6|解 .55|骆 .55|单 .5|苗 .5|凌 .5|霍 .5|艾 .45|宫 .45|车 .4|
瞿 .4|
臧 .4|屈 .4|穆 .4|卫 .4|冉 .4|符 .4|缪 .35|管 .35|查 .3|华 .3|盖 .15|仇 .25|区 .2|朴 .3|乐 .12|应 .3|娄 .35|
褚 .3|
员 .05|植 .05|佟 .2|昝 .05|寇 .15|郜 .15|荆 .2|桂 .3|边 .25|卜 .25|占 .3|位 .05|鹿 .08|逄 .04|麻 .15|种 .03|
欧阳 .9|上官 .1|司马 .06|诸葛 .06|皇甫 .07|司徒 .06|尉迟 .04|夏侯 .04|慕容 .05|令狐 .04|端木 .03|东方 .04|
万俟 .02|
轩辕 .01|宇文 .02|闻人 .01
"""

# Read otherwise as a surname than as a word; passports write ü as YU.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha", "盖": "ge",
    "任": "ren", "翟": "zhai", "缪": "miao", "覃": "qin", "乐": "yue", "员": "yun", "华": "hua", "纪": "ji",
    "瞿": "qu", "种": "chong", "尉迟": "yuchi", "万俟": "moqi", "令狐": "linghu", "吕": "lyu", "宁": "ning",
    "车": "che", "尹": "yin", "石": "shi", "盛": "sheng", "折": "she", "应": "ying", "卜": "bu", "占": "zhan",
}  # fmt: skip

# Signs of given names in rough order of frequency: first place, second place, alone; by sex and generation.
_GIVEN = {
    ("M", 0): (
        "建国志德永文金明世玉学长春光广成福荣宝振家克少忠万正天贵树清胜景洪士云庆新海华根水传祖仁善维炳定连耀继启守绍荫兆",
        "国华明生林德祥福义山清发成荣忠平元才贵昌堂兴军富友财安民根泉全武良喜庆田云和仁龙海祖泰恩茂儒章余修",
        "刚强勇毅平伟忠杰军明坚诚俭健民",
    ),
    ("F", 0): (
        "秀桂玉淑凤春美爱惠素兰月金翠彩小菊云宝红慧瑞雪文巧莲佩银香碧珍静丽贵荣华",
        "英兰珍芳华梅云莲香琴玲花霞荣珠娥芬清琼贞凤仙芝娟菊妹莉媛秀芹娣琳容",
        "英敏静芳萍玲兰珍霞蓉瑛",
    ),
    ("M", 1): (
        "建志国卫文永晓海新红明春光学军金立伟少树世宏庆玉正东向俊长爱华振德家小跃启利成继兴绪维云祥景延",
        "军华平明强辉伟民东林生国勇峰斌海波武忠杰刚良春红利涛成龙兵锋宁新义雄全松荣安祥清宏彬江文",
        "伟军勇强刚涛斌波辉明平峰杰超健毅东宏彬锋宁林松雷",
    ),
    ("F", 1): (
        "丽晓秀小红玉淑海春艳雪建桂美爱金云亚凤文慧燕俊丹月翠冬素惠志新卫永瑞彩敏",
        "华英红梅丽芳玲霞燕萍敏娟珍琴兰云芬艳莉琳洁平香荣清春凤萍青娜辉君蓉",
        "芳敏静丽红燕艳霞梅玲娟萍莉英琴洁青琳丹蓉",
    ),
    ("M", 2): (
        "志文俊晓建海永明家嘉小国振天子鹏浩宇鑫思伟少宏瑞泽立东成金一正昊云新庆玉学光世向启凯承景",
        "强伟超杰鹏飞辉明军龙涛华峰宇洋博凯亮浩磊斌帅东林平波鑫轩文阳航成威斐旭翔冬勇健",
        "伟磊洋勇杰涛超鹏浩飞凯帅亮鑫宇波强斌博旭阳晨翔健骁",
    ),
    ("F", 2): (
        "晓雪丽婷小海文佳春思艳雅慧梦美红燕嘉玉欣莹静晶亚倩诗秋月若紫宇心子雨凤云",
        "丽娟静婷敏燕娜芳玲洁霞莹雪红萍琳颖倩慧佳怡文艳君云梅莉丹雯璐欣茹瑶媛",
        "静丽婷娜娟倩颖敏燕芳雪莹慧丹琳洁璐蕾晶悦瑶媛佳",
    ),
    ("M", 3): (
        "子浩宇梓俊嘉一泽博天思家佳晨志铭睿皓奕沐承文明昊俊煜瑾亦若星钰逸启景书君锦",
        "轩涵宇豪杰博睿泽晨浩然辰阳恒瑞航熙昊霖铭哲鑫翔逸凡皓尧成诚森彬乐安言",
        "睿轩浩宸博宇昊晨逸恒航煜",
    ),
    ("F", 3): (
        "子梓雨欣思诗佳梦一嘉语若可雅芷沐依心紫馨昕婉静宇艺雪琪晨玥书奕安钰语",
        "涵萱怡彤琪妍瑶桐悦欣婷宁雯琳馨月玥晗溪诺颖萌晴蕊琦然乐淇霏伊曦汐",
        "怡悦萱妍瑶彤玥琪欣",
    ),
}  # fmt: skip

# The long tail that every generation draws from, so that most full names are met once.
_TAIL = (
    "安宝保本毕冰秉波伯昌畅超潮辰成诚承城崇川传春淳慈聪翠达大丹道登迪典殿定东栋敦恩尔发帆凡方飞丰逢凤福富甫"
    "纲高"
    "歌庚耕功谷冠贯广贵桂国果海涵寒汉翰航豪好禾和荷恒衡弘红宏虹洪鸿厚虎花淮欢焕辉惠慧霁吉纪季继佳家嘉坚建健江"
    "娇杰洁捷今金津锦进京晶精景靖静敬九久菊君钧俊峻筠骏开凯康珂可克坤宽葵来岚澜朗乐磊蕾礼立丽利莉连莲良亮林琳"
    "麟玲凌灵令留柳龙隆露璐鹭伦洛满茂美蒙孟米苗民敏名明铭墨牧慕乃南楠宁农诺沛佩蓬鹏品平萍朴普其奇琪琦启起千"
    "谦乾茜巧钦琴勤青卿清晴庆琼秋求泉权全群然仁荣容蓉如儒汝锐瑞睿润若三森善尚少邵绍申深升声圣胜诗石时世仕书殊"
    "树双顺朔思松颂苏素遂泰棠涛腾天田铁廷亭庭通同童桐彤万旺望威薇巍维伟苇卫未文雯闻沃武西希昔熙溪霞先贤显现"
    "献香湘祥翔响向象潇小晓孝校笑心欣新馨鑫信星兴行幸雄秀旭序宣玄雪勋循雅亚言妍岩延艳彦晏雁燕扬阳洋尧瑶耀野业"
    "叶一伊依怡以义艺亦奕逸毅益音殷银寅颖映盈莹营永咏勇友有佑于余渝瑜宇羽雨玉育昱煜钰元园原圆源远月悦越云芸"
    "允运韵泽展章彰哲珍真臻振震征正之芝知直志治致智中忠钟重舟竹柱卓子紫梓宗祖佐作丞冉冕凝勉卉可吟启呈咸喆嘉圆"
    "垚培堃塬墨夏奎姗姝娅婉婧媛嫣孜宸寰屹岑岱岳峥崎嵘川巍帅希帷幸庚廷弈弦彪彬征恬悠愉愫懿成戈扬抒拓捷措放政敖"
    "斐斓旎旸昀昊昕晖晗晟晨暄暖曜曦朋朔权杉来杭枫柏柔柯栋栩桦梁梦梧楚榕樱檀欢歆毓民汀汐沁沅沐沛泓泠波洲浦浩涓"
    "淇淑淼清渊渲温湛滢漪潇潞澄澈濡瀚灿炎炜烁烨焱煊熠燊爽玫玮珈珊珏珺琅琛琬琰琳瑄瑗瑛瑞瑾璇璋璟璞瓒甜甯畅皎"
    "皓盼睦硕祎祺禹秋秦穆竣笛筝简箐粤绮绯缘缨罡羡翀翎翊翌翠翰耘聿芃芊芮芷苒若苑茗茜茵茹荃荟荻莎莞菁菡菲萌萍"
    "萱葳葆蒙蓁蓓蓝蔓蔚蕊蕴薇虹蝶衍裕觅谊谦谨豫贝贞赋赟路辉辛迅连通逍遐郁鄞醒铎铠锋锴锡镇闯闽阔阡陶雁雍雷霄霏"
    "霖霜靓靖静韬韵颀颉颐颜飒飞馥驰驹骁骋骞鸣鹂鹃鹤麒黛齐龄"
)

# Signs beyond the basic plane or hardly ever typed; passports and ID cards do hold them.
RARE_SIGNS = {
    "𫖯": "fu",
    "𬱖": "wei",
    "𬀩": "wei",
    "㛃": "jie",
    "𬴂": "fei",
    "𬍤": "xun",
    "堃": "kun",
    "喆": "zhe",
}

_SINGLE_SHARE = (0.16, 0.30, 0.34, 0.12)
_LAST_YEAR = (1959, 1979, 1999)

# Uyghur and Kazakh names: own name · father's name. The Tibetan ones have no family name.
_MINORITY_MALE = words(
    "买买提 艾力 阿不都 玉素甫 吐尔逊 阿迪力 依明 热合曼 库尔班 艾尼瓦尔 卡德尔 亚森 木合塔尔 帕尔哈提 "
    "艾合买提 努尔买买提 "
    "叶尔肯 赛力克 哈力克 阿布力孜 伊力哈木 塔依尔 达吾提 沙塔尔 居马 别克 迪力夏提 阿里木 艾山 图尔洪"
)
_MINORITY_FEMALE = words(
    "阿依古丽 古丽娜尔 阿依努尔 热依拉 帕提古丽 迪丽努尔 古扎丽努尔 阿米娜 玛依拉 祖丽皮亚 米热古丽 "
    "哈尼克孜 阿孜古丽 "
    "努尔比亚 塔吉古丽 佐热姆 热娜 巴哈尔 古丽扎尔 阿依夏木 茹仙古丽 姑丽米热 再努尔 莎吉旦"
)
_TIBETAN_FIRST = words(
    "扎西 次仁 多吉 格桑 洛桑 平措 旦增 索朗 边巴 尼玛 达瓦 巴桑 普布 丹增 嘉央 贡觉 仁青 强巴"
)
_TIBETAN_MALE = words("次仁 顿珠 多吉 平措 罗布 旺堆 占堆 坚赞 加措 扎巴")
_TIBETAN_FEMALE = words("卓玛 央金 拉姆 曲珍 德吉 白玛 卓嘎 措姆 拉珍 玉珍")

Rnd = Callable[[], float]


class GivenCurves(NamedTuple):
    first: Curve[str]
    second: Curve[str]
    alone: Curve[str]
    single_share: float


@cache
def _tail(sex: str) -> str:
    """The long tail of one sex: what some generation favours first, and nothing of the other sex."""
    favoured = {key: "".join(parts) for key, parts in _GIVEN.items()}
    mine = "".join(signs for (whose, _), signs in favoured.items() if whose == sex)
    others = {sign for (whose, _), signs in favoured.items() if whose != sex for sign in signs} - set(mine)
    rest = [sign for sign in dict.fromkeys(_TAIL) if sign not in others and sign not in mine]
    random.Random(1911).shuffle(rest)
    return mine + "".join(rest)


def _in_order(main: str, tail: str) -> list[str]:
    return list(dict.fromkeys(main + tail))


@cache
def surnames() -> Curve[str]:
    """Some 210 surnames with their share in per mille."""
    pairs = (part.split() for part in _SURNAMES.replace("\n", "").split("|") if part.strip())
    return Curve.of((name, float(share)) for name, share in pairs)


@cache
def given_curves() -> dict[tuple[str, int], GivenCurves]:
    """(sex, generation 0 to 3) -> the curves of the signs of a given name."""
    curves = {}
    for (sex, generation), (first, second, alone) in _GIVEN.items():
        tail = _tail(sex)
        curves[sex, generation] = GivenCurves(
            Curve.zipf(_in_order(first, tail), shift=9.0, power=1.4),
            Curve.zipf(_in_order(second, tail), shift=9.0, power=1.4),
            Curve.zipf(_in_order(alone, second + tail), shift=8.0, power=1.3),
            _SINGLE_SHARE[generation],
        )
    return curves


@cache
def sign_readings() -> dict[str, str]:
    """Reading (no tone, ü as YU after l and n as passports write it) of every sign that our names use."""
    text = "".join(dict.fromkeys("".join("".join(part) for part in _GIVEN.values()) + _TAIL))
    text += "".join(surnames().items)
    text += "".join(_MINORITY_MALE + _MINORITY_FEMALE + _TIBETAN_FIRST + _TIBETAN_MALE + _TIBETAN_FEMALE)
    readings = {}
    for sign in dict.fromkeys(text):
        reading = pinyin(sign, style=Style.NORMAL)[0][0]
        readings[sign] = reading.replace("ü", "v").replace("lv", "lyu").replace("nv", "nyu")
    return readings | RARE_SIGNS


@cache
def surname_readings() -> dict[str, str]:
    """Reading of each surname as a surname: 单 is shan, 曾 is zeng, 尉迟 is yuchi."""
    signs = sign_readings()
    return {
        name: SURNAME_READINGS.get(name) or "".join(signs[sign] for sign in name) for name in surnames().items
    }


def generation_of(year: int) -> int:
    """0 for people born before 1960, 1 before 1980, 2 before 2000, 3 after."""
    if year > _LAST_YEAR[1]:
        return 3 if year > _LAST_YEAR[2] else 2
    return 1 if year > _LAST_YEAR[0] else 0


def draw_given(rnd: Rnd, sex: str, generation: int) -> str:
    """A given name of one or two signs as that generation chose them."""
    curves = given_curves()[sex, generation]
    choice = rnd()
    if choice < curves.single_share:
        return curves.alone.draw(rnd())
    if choice > 0.9995:
        return list(RARE_SIGNS)[int(rnd() * len(RARE_SIGNS))]
    first = curves.first.draw(rnd())
    if choice > 0.985 and sex == "F" and generation > 1:
        return first + first
    second = curves.second.draw(rnd())
    return first + second if first != second else first


def latin_given(given: str) -> str:
    """`建国` -> `Jianguo`."""
    readings = sign_readings()
    return "".join([readings[sign] for sign in given]).capitalize()


def draw_minority(rnd: Rnd, sex: str) -> tuple[str, str, str, str]:
    """(own name, father's name, and both in Latin letters); a Tibetan name has no second part."""
    readings = sign_readings()
    if rnd() < 0.3:
        last = _TIBETAN_MALE if sex == "M" else _TIBETAN_FEMALE
        own = _TIBETAN_FIRST[int(rnd() * len(_TIBETAN_FIRST))] + last[int(rnd() * len(last))]
        return own, "", "".join(readings[sign] for sign in own).capitalize(), ""
    names = _MINORITY_MALE if sex == "M" else _MINORITY_FEMALE
    own = names[int(rnd() * len(names))]
    father = _MINORITY_MALE[int(rnd() * len(_MINORITY_MALE))]
    latin = ["".join(readings[sign] for sign in part).capitalize() for part in (own, father)]
    return own, father, latin[0], latin[1]
