"""Names as Hong Kong and Macau spell them: a coarse reading that 陈大文 and `Chan Tai Man` have in common.

The spellings of Hong Kong keep no tones, no difference of t and d or of long and short a, and are no system. So both
sides are brought to one coarse reading, in which what is spelt alike is alike. The signs are those of given names and
surnames that are usual there, written by hand; a name with another sign has no such reading.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Final

_SIGNS: Final = """
ai 艾|au 区欧|chai 齐仔|chak 泽|cham 湛|chan 陈灿振镇赞真珍|chat 七|chau 秋周邹|cheng 郑|cheuk 卓焯绰芍|
cheung 张章祥翔蒋昌长|chi 志智子之紫致池芝慈芷梓|chik 植积绩|chim 詹|chin 千前展战钱|ching
程静晴贞精清靖正青菁澄政婧成呈诚|chit 哲捷|cho 楚左早祖草曹|choi 彩才蔡财|chong 创庄|chow 周邹|chu 朱珠柱铸|
chui 徐翠崔翠随聚|chuk 竹祝|chun 俊骏浚隽珍晋津春秦进真臻尊|chuen 川泉全存传铨荃村|chung 忠松聪宗钟仲充丛重|
chum 寻|fa 花|fai 辉徽晖|fan 芬范蕃凡帆繁勋训|fat 发法|fei 飞菲妃|fo 火科课|fok 霍|fong 方芳房|foo
傅夫富扶虎苦库|foon 欢|fu 傅夫富扶|fuk 福复馥|fun 宽|fung 凤峰锋丰冯枫|ha 夏霞|hang 恒幸行衡杏杭|hak 克黑|
ham 咸|hau 孝厚侯浩|hei 希曦喜熙熹禧起|heung 香向|hin 宪轩显|him 谦|hing 兴庆馨卿轻|hip 协|ho
何好豪浩皓昊贺河可濠|hoi 海凯恺开|hok 学鹤|hon 汉翰瀚韩汗|hong 康匡|hong 杭|hung 雄鸿洪红虹孔熊|hui 许|huen
萱|ka 家嘉加佳贾|kai 启佳|kai 计|kam 金锦甘琴|kan 简勤|kat 吉桔|kau 九球求|kei 奇琪琦纪基祺其麒淇旗期|keung
强姜|ki 琪琦祺其麒淇棋|kin 健坚建见|king 景敬琼竞经劲|kit 杰洁结|ko 高歌高|koi 盖|kok 国觉|kong 江港刚|koon
冠观管官|ku 古顾|koo 古顾|kui 居巨举|kuen 娟权捐绢|kuk 菊谷|kum 琴锦|kung 恭功龚公弓|kwai 桂贵葵|kwan
君坤均筠军钧关群|kwok 国郭|kwong 光广邝|kwun 冠官|kwing 炯|lai 丽黎礼励荔莉赖|lam 林琳霖蓝岚|lan 兰|lap
立笠|lau 刘柳流楼留|lee 李利|lei 李理|leung 梁良亮凉|li 莉利理李|lik 力历|lim 廉|lin 莲连练怜|ling
玲灵铃凌令龄苓宁陵玲翎|liu 廖|lo 罗卢露劳路老|loi 来|lok 乐洛骆|long 朗浪|lui 吕雷蕾|luk 陆六禄|lun
伦麟邻论|lung 龙隆|luen 联恋鸾|ma 马|mak 麦|man 文敏民万雯曼旻|mau 茂|mei 美薇微媚眉|mi 美薇|miu 妙苗|min
冕绵|ming 明铭鸣名|mo 武巫毛务|mok 莫|mong 望梦忙|mou 武毛|mui 梅妹|mun 满|mung 蒙|muk 木沐|na 娜|nam
南楠男|nang 能|ng 吴伍午吾|nga 雅|ngai 魏艺|ngan 颜银雁|ngar 雅|nei 妮尼|nin 年|ning 宁|noi 内|nok 诺|nui
女|oi 爱|on 安|pak 柏百白伯|pang 彭鹏|pat 毕|pau 包鲍|pik 碧璧|ping 平萍屏炳秉|piu 标彪|po 宝波保布步|poon
潘|pui 佩培沛贝裴蓓|pun 本|sai 世细西|sam 森深三|san 新山珊辛晨|sau 秀修寿|sek 石锡|sheung 尚双上湘|shan
珊姗|shing 成承诚胜盛声城星|shiu 少兆绍邵|sheung 常|shuk 淑叔|shui 水瑞|shum 岑沈|shun 顺信纯舜淳|shung 崇|
sik 锡|sim 婵|sin 善冼仙倩线|sing 星声醒昇升|siu 小萧少兆绍肖晓笑|sit 薛|so 苏素|sui 瑞|sum 心岑芯|suen
孙宣旋|suet 雪|suk 淑|sun 新|sung 宋|sze 诗思施斯丝仕士司史|sz 诗思|ta 大|tai 大戴太泰娣|tak 德|tam 谭淡|tan
丹|tang 邓腾|tat 达|tin 天田钿|ting 婷廷庭亭丁定|tit 铁|to 杜涂道图陶桃度|tong 唐汤堂棠|tsang 曾|tse 谢|tso
曹|tsoi 蔡|tsui 徐崔|tsz 子紫芷梓慈之|tuen 段端|tung 东董同童冬桐彤|uen 婉|wa 华|wah 华|wai
伟惠慧威维卫为怀玮蔚唯炜淮|wan 云温尹韵允运环芸|wang 宏泓|wat 屈|wing 永荣咏颖泳嵘|wo 和|wong 黄王旺汪皇|
woon 欢焕|wu 胡湖|wui 会汇|wun 焕|yam 任|yan 恩仁欣人殷欣忻因茵甄|yat 一日逸溢|yau 有邱友优游尤祐佑|yee
仪怡儿宜义意余懿|yeuk 若药|yeung 杨阳洋|yi 仪怡儿宜义意懿依|yick 益亦奕易|yik 益亦奕易|yim 严艳|yin
燕妍贤现然彦研言延|ying 英盈莹影颖应迎瑛滢|yip 叶业|yiu 耀姚瑶尧曜|yu 余宇如裕愉瑜羽雨汝渝于俞儒予|yue
余如愉于俞|yuen 源元远阮袁圆媛苑沅丸|yuet 月悦粤|yui 锐睿蕊|yuk 玉煜旭郁毓育钰玉|yun 润|yung
容蓉勇荣翁庸雍溶|yau 邱丘|kwan 关昆|kan 靳|luk 绿|chiu 赵超昭朝招照潮钊|kiu 乔娇桥侨|kai 溪携|shek 石|szeto
司徒|mak 墨|tsun 尊骏进
"""

_ONSETS: Final = {
    "tsz": "c", "ch": "c", "ts": "c", "tz": "c", "c": "c", "j": "c", "z": "c", "sz": "s", "sh": "s", "s": "s",
    "kw": "kw", "qu": "kw", "gw": "kw", "k": "k", "g": "k", "ng": "", "n": "n", "l": "l", "ph": "p", "p": "p",
    "b": "p", "t": "t", "d": "t", "f": "f", "hw": "w", "h": "h", "w": "w", "y": "y", "m": "m", "": "",
}  # fmt: skip
_RIMES: Final = {
    "a": "a", "ah": "a", "ar": "a", "ai": "ai", "ay": "ai", "aai": "ai", "au": "au", "ow": "au", "aau": "au",
    "am": "am", "um": "am", "aam": "am", "an": "an", "aan": "an", "ang": "ang", "aang": "ang", "ap": "ap",
    "up": "ap", "at": "at", "ut": "at", "ak": "ak", "ack": "ak", "e": "e", "eh": "e", "ei": "ei", "ey": "ei",
    "ek": "ek", "eng": "ing", "euk": "euk", "eung": "eung", "eong": "eung", "i": "i", "ee": "i", "z": "i",
    "ze": "i", "ie": "i", "im": "im", "in": "in", "een": "in", "ing": "ing", "ip": "ip", "ik": "ik",
    "ick": "ik", "it": "it", "iu": "iu", "iew": "iu", "o": "o", "oh": "o", "or": "o", "ou": "o", "oe": "o",
    "oi": "oi", "oy": "oi", "ok": "ok", "ock": "ok", "on": "on", "ong": "ong", "ot": "ot", "u": "u",
    "oo": "u", "ue": "yu", "ui": "ui", "uy": "ui", "uen": "yun", "uet": "yut", "uk": "uk", "un": "un",
    "oon": "un", "ung": "ung",
}  # fmt: skip
_SYLLABLE: Final = re.compile(
    "(?P<onset>tsz|ch|ts|tz|sz|sh|kw|qu|gw|ng|ph|hw|[cjzskgnlpbtdfhwym]|)(?P<rime>[aeiouyz][a-z]{0,3}|)"
)


@lru_cache(maxsize=4096)
def coarse(word: str) -> str:
    """The coarse reading of one syllable as it is spelt in Hong Kong; '' for a word that is none."""
    if word in ("ng", "eng"):
        return "ng"
    match = _SYLLABLE.fullmatch(word)
    if match is None:
        return ""
    onset, rime = match["onset"], match["rime"]
    if onset in ("tsz", "sz") and rime in ("", "e"):
        return _ONSETS[onset] + "i"
    known = _RIMES.get(rime)
    if known is None:
        return ""
    start = _ONSETS[onset]
    if start == "y" and known in ("u", "un", "uet"):
        known = {"u": "yu", "un": "yun", "uet": "yut"}[known]
    if start in ("y", "") and known[0] in "iy":
        # Ip and Yip, Yu and Yue are one.
        return known
    return start + known


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Coarse readings by sign, in the order of the table."""
    found: dict[str, list[str]] = {}
    for group in filter(None, _SIGNS.split("|")):
        spelt, *signs = group.split()
        reading = coarse(spelt)
        for sign in "".join(signs):
            known = found.setdefault(sign, [])
            if reading not in known:
                known.append(reading)
    return {sign: tuple(known) for sign, known in found.items()}


@lru_cache(maxsize=65_536)
def _of_signs(signs: str) -> tuple[tuple[str, ...], ...]:
    table = _readings()
    choices = [table.get(sign, ()) for sign in signs]
    return tuple(product(*choices))[:2] if choices and all(choices) else ()


def cantonese_of_hanzi(surname: str, given: str) -> tuple[str, ...]:
    """Keys of the coarse readings of a simplified hanzi name, two at the most; () where a sign is not in the table."""
    if len(given) > 3:
        return ()
    return tuple(
        _key((*first, *rest))
        for first in _of_signs(surname)[:1]
        for rest in (_of_signs(given) if given else ())
    )


def cantonese_of_latin(words: Sequence[str]) -> str:
    """The key of the coarse reading of words that are each one syllable of Hong Kong; '' where one is not."""
    if not 2 <= len(words) <= 4:
        return ""
    found = [coarse(word) for word in words]
    return _key(found) if all(found) else ""


def _key(readings: Iterable[str]) -> str:
    return "yue " + " ".join(sorted(readings))
