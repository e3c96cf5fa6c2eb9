"""What surnames sound like: the readings that dictionaries get wrong, and their spellings outside the
mainland.

Written by hand. Syllables are toneless and in lower case, ü is written v. The first reading of an entry is
the one that most bearers of the name use; the others are searched as well.
"""

from typing import Final

# Characters whose reading as a surname is not the first one of the dictionary, or that have two as a surname.
SURNAME_READINGS: Final[dict[str, tuple[str, ...]]] = {
    "单": ("shan",), "曾": ("zeng",), "解": ("xie",), "仇": ("qiu",), "区": ("ou",), "朴": ("piao", "pu"),
    "查": ("zha",), "盖": ("ge", "gai"), "任": ("ren",), "华": ("hua",), "纪": ("ji",), "翟": ("zhai", "di"),
    "乐": ("yue", "le"), "缪": ("miao",), "覃": ("qin", "tan"), "员": ("yun", "yuan"), "尉": ("wei", "yu"),
    "洗": ("xian",), "冼": ("xian",), "宓": ("mi", "fu"), "繁": ("po", "fan"), "隗": ("wei", "kui"),
    "黑": ("he", "hei"), "句": ("gou",), "勾": ("gou",), "葛": ("ge",), "宿": ("su", "xiu"), "应": ("ying",),
    "占": ("zhan",), "能": ("nai", "neng"), "阚": ("kan",), "种": ("chong", "zhong"), "郇": ("xun", "huan"),
    "逄": ("pang",), "佴": ("nai",), "粘": ("nian",), "藏": ("zang",), "折": ("she", "zhe"), "瞿": ("qu",),
    "祭": ("zhai", "ji"), "那": ("na",), "訾": ("zi",), "郗": ("xi", "chi"), "谌": ("chen", "shen"),
    "过": ("guo",), "幺": ("yao",), "么": ("yao",), "炅": ("gui", "jiong"), "相": ("xiang",),
    "牟": ("mou", "mu"), "佘": ("she",), "厍": ("she",), "干": ("gan",), "都": ("du",),
    "强": ("qiang", "jiang"), "俞": ("yu",), "於": ("yu",), "仉": ("zhang",), "召": ("shao", "zhao"),
    "石": ("shi",), "盛": ("sheng",), "贾": ("jia",), "车": ("che",), "沈": ("shen",), "叶": ("ye",),
    "柏": ("bai", "bo"), "薄": ("bo",), "卜": ("bu",), "尹": ("yin",), "夏": ("xia",), "殷": ("yin",),
    "长": ("chang", "zhang"), "重": ("chong",), "行": ("xing",), "哈": ("ha",), "扎": ("za", "zha"),
    "洼": ("wa",), "秘": ("bi", "mi"), "鲍": ("bao",), "靓": ("jing",), "少": ("shao",), "曲": ("qu",),
    "宁": ("ning",), "甯": ("ning",), "喻": ("yu",), "臧": ("zang",), "卞": ("bian",), "褚": ("chu",),
    "晁": ("chao",), "谯": ("qiao",), "郄": ("qie", "xi"), "郤": ("xi", "qie"), "苻": ("fu",), "芮": ("rui",),
    "嵇": ("ji",), "忻": ("xin",), "麴": ("qu",), "莘": ("shen", "xin"), "适": ("kuo", "shi"), "吾": ("wu",),
    "会": ("gui", "kuai"), "乜": ("nie", "mie"), "戚": ("qi",), "撒": ("sa",), "尺": ("chi",),
    "生": ("sheng",), "参": ("shen", "can"), "降": ("jiang",), "校": ("xiao", "jiao"), "奇": ("qi", "ji"),
    "调": ("diao", "tiao"), "乘": ("cheng", "sheng"), "术": ("zhu", "shu"), "巷": ("xiang",), "眭": ("sui",),
    "笪": ("da",), "昝": ("zan",), "亓": ("qi",), "妫": ("gui",), "郏": ("jia",), "璩": ("qu",),
    "濮": ("pu",), "圈": ("juan", "quan"), "虎": ("mao", "hu"), "阿": ("a",), "不": ("fou", "bu"),
    "番": ("pan", "fan"), "兴": ("xing",), "的": ("di",), "难": ("ning", "nan"), "万": ("wan",),
    "冯": ("feng",), "许": ("xu",), "邓": ("deng",), "余": ("yu",), "何": ("he",), "單": ("shan",),
    "區": ("ou",), "樸": ("piao", "pu"), "蓋": ("ge", "gai"), "華": ("hua",), "紀": ("ji",),
    "樂": ("yue", "le"), "繆": ("miao",), "員": ("yun", "yuan"), "葉": ("ye",), "長": ("chang", "zhang"),
}  # fmt: skip

# Two-sign surnames with their reading; those of one reading per sign in the dictionary stand here as well,
# because the table also says where the surname ends.
COMPOUND_SURNAMES: Final[dict[str, tuple[str, str]]] = {
    "欧阳": ("ou", "yang"), "歐陽": ("ou", "yang"), "司马": ("si", "ma"), "司馬": ("si", "ma"),
    "上官": ("shang", "guan"), "诸葛": ("zhu", "ge"), "諸葛": ("zhu", "ge"), "尉迟": ("yu", "chi"),
    "尉遲": ("yu", "chi"), "万俟": ("mo", "qi"), "萬俟": ("mo", "qi"), "长孙": ("zhang", "sun"),
    "長孫": ("zhang", "sun"), "单于": ("chan", "yu"), "單于": ("chan", "yu"), "澹台": ("tan", "tai"),
    "澹臺": ("tan", "tai"), "宗政": ("zong", "zheng"), "皇甫": ("huang", "fu"), "夏侯": ("xia", "hou"),
    "司徒": ("si", "tu"), "司空": ("si", "kong"), "司寇": ("si", "kou"), "东方": ("dong", "fang"),
    "東方": ("dong", "fang"), "公孙": ("gong", "sun"), "公孫": ("gong", "sun"), "慕容": ("mu", "rong"),
    "令狐": ("ling", "hu"), "钟离": ("zhong", "li"), "鍾離": ("zhong", "li"), "宇文": ("yu", "wen"),
    "闻人": ("wen", "ren"), "聞人": ("wen", "ren"), "濮阳": ("pu", "yang"), "濮陽": ("pu", "yang"),
    "淳于": ("chun", "yu"), "申屠": ("shen", "tu"), "太史": ("tai", "shi"), "仲孙": ("zhong", "sun"),
    "仲孫": ("zhong", "sun"), "轩辕": ("xuan", "yuan"), "軒轅": ("xuan", "yuan"), "端木": ("duan", "mu"),
    "百里": ("bai", "li"), "呼延": ("hu", "yan"), "南宫": ("nan", "gong"), "南宮": ("nan", "gong"),
    "东郭": ("dong", "guo"), "東郭": ("dong", "guo"), "西门": ("xi", "men"), "西門": ("xi", "men"),
    "拓跋": ("tuo", "ba"), "独孤": ("du", "gu"), "獨孤": ("du", "gu"), "赫连": ("he", "lian"),
    "赫連": ("he", "lian"), "第五": ("di", "wu"), "公冶": ("gong", "ye"), "公羊": ("gong", "yang"),
    "公西": ("gong", "xi"), "公良": ("gong", "liang"), "梁丘": ("liang", "qiu"), "左丘": ("zuo", "qiu"),
    "谷梁": ("gu", "liang"), "穀梁": ("gu", "liang"), "段干": ("duan", "gan"), "漆雕": ("qi", "diao"),
    "乐正": ("yue", "zheng"), "樂正": ("yue", "zheng"), "壤驷": ("rang", "si"), "巫马": ("wu", "ma"),
    "亓官": ("qi", "guan"), "子车": ("zi", "ju"), "颛孙": ("zhuan", "sun"), "鲜于": ("xian", "yu"),
    "鮮于": ("xian", "yu"), "闾丘": ("lv", "qiu"), "太叔": ("tai", "shu"), "叔孙": ("shu", "sun"),
    "完颜": ("wan", "yan"), "耶律": ("ye", "lv"), "纳兰": ("na", "lan"), "納蘭": ("na", "lan"),
    "叶赫": ("ye", "he"), "宰父": ("zai", "fu"), "夹谷": ("jia", "gu"), "羊舌": ("yang", "she"),
    "微生": ("wei", "sheng"), "佟佳": ("tong", "jia"), "富察": ("fu", "cha"), "赫舍": ("he", "she"),
    "钮祜": ("niu", "hu"), "宿勤": ("su", "qin"), "库狄": ("she", "di"), "贺兰": ("he", "lan"),
    "南门": ("nan", "men"), "北宫": ("bei", "gong"), "东里": ("dong", "li"), "万吉": ("wan", "ji"),
}  # fmt: skip

# Characters of given names that are read in more than one way, the usual way in a name first.
GIVEN_READINGS: Final[dict[str, tuple[str, ...]]] = {
    "乐": ("le", "yue"), "樂": ("le", "yue"), "重": ("chong", "zhong"), "长": ("chang", "zhang"),
    "長": ("chang", "zhang"), "行": ("xing", "hang"), "朝": ("chao", "zhao"), "茜": ("qian", "xi"),
    "莎": ("sha", "suo"), "娜": ("na", "nuo"), "仔": ("zai", "zi"), "传": ("chuan", "zhuan"),
    "盛": ("sheng", "cheng"), "晟": ("sheng", "cheng"), "柏": ("bai", "bo"), "藏": ("cang", "zang"),
    "种": ("zhong", "chong"), "单": ("dan", "shan"), "解": ("jie", "xie"), "曾": ("zeng", "ceng"),
    "参": ("can", "shen"), "降": ("jiang", "xiang"), "调": ("diao", "tiao"), "省": ("sheng", "xing"),
    "炅": ("jiong", "gui"), "鋆": ("yun", "jun"), "筠": ("yun", "jun"), "隽": ("jun", "juan"),
    "雋": ("jun", "juan"), "婼": ("ruo", "chuo"), "珏": ("jue",), "瑀": ("yu",), "澄": ("cheng", "deng"),
    "泊": ("bo", "po"), "率": ("shuai", "lv"), "宿": ("su", "xiu"), "都": ("du", "dou"), "适": ("shi",),
    "阿": ("a",), "恪": ("ke", "que"), "叶": ("ye", "xie"), "蕃": ("fan", "bo"), "翟": ("zhai", "di"),
    "奇": ("qi", "ji"), "折": ("zhe", "she"), "广": ("guang",), "厂": ("chang",), "覃": ("tan", "qin"),
    "殷": ("yin", "yan"), "尉": ("wei", "yu"), "俞": ("yu", "shu"), "石": ("shi",), "予": ("yu",),
    "与": ("yu",), "中": ("zhong",), "正": ("zheng",), "系": ("xi",), "会": ("hui",), "校": ("xiao", "jiao"),
    "囡": ("nan",), "瑱": ("tian", "zhen"), "颀": ("qi",), "翀": ("chong",), "玎": ("ding",), "尧": ("yao",),
    "洗": ("xi",), "什": ("shi", "shen"), "生": ("sheng",), "麦": ("mai",), "了": ("liao", "le"),
    "还": ("huan", "hai"), "华": ("hua",), "落": ("luo",), "给": ("ji", "gei"), "看": ("kan",),
    "弹": ("tan", "dan"), "卡": ("ka",),
}  # fmt: skip

# Signs that the pinyin dictionary does not know and that stand in real names.
RARE_READINGS: Final[dict[str, str]] = {"𠮷": "ji", "𤋮": "xi", "々": "", "〇": "ling"}

# Spellings of surnames in Hong Kong (Cantonese), Taiwan (Wade-Giles) and among Hokkien and Teochew families.
# Under the simplified form; what equals the pinyin is left out.
SURNAME_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "陈": ("chan", "tan", "tran"), "张": ("cheung", "chang", "teo"), "徐": ("hsu", "tsui", "chui"),
    "蔡": ("tsai", "choi", "chua", "choy"), "黄": ("wong", "hwang", "ng", "ooi", "oei"), "林": ("lam", "lim"),
    "李": ("lee",), "王": ("wong", "ong", "heng"), "吴": ("ng", "goh"), "刘": ("lau", "low", "lew"),
    "周": ("chow", "chou", "chew"), "郑": ("cheng", "tay", "chang"), "谢": ("tse", "hsieh", "chia"),
    "何": ("ho",), "叶": ("yip", "yeh", "yap", "ip"), "郭": ("kwok", "kuo", "quek", "kuok"),
    "朱": ("chu", "choo"), "许": ("hui", "hsu", "koh", "khaw"), "曾": ("tsang", "tseng", "chan"),
    "邓": ("tang", "teng"), "冯": ("fung", "foong"), "梁": ("leung", "neo", "leong"),
    "罗": ("law", "lo", "loh"), "余": ("yue", "yee"), "孙": ("suen", "sun"), "赵": ("chiu", "chao", "teo"),
    "杨": ("yeung", "yeo", "young"), "钱": ("chin", "chien"), "胡": ("wu", "woo", "oh"), "高": ("ko", "kao"),
    "潘": ("poon", "phua"), "卢": ("lo", "loo", "loh"), "苏": ("so", "soh", "soo"),
    "蒋": ("cheung", "chiang"), "江": ("kong", "chiang", "kang"), "洪": ("hung", "ang"),
    "廖": ("liu", "leow", "liew"), "方": ("fong", "png", "hong"), "邱": ("yau", "chiu", "khoo"),
    "丘": ("yau", "chiu", "khoo"), "侯": ("hau", "how"), "莫": ("mok",), "吕": ("lui", "loo"), "伍": ("ng",),
    "简": ("kan", "chien"), "施": ("sze", "shih", "see", "sy"), "萧": ("siu", "hsiao", "seow", "siew"),
    "肖": ("siu", "hsiao"), "沈": ("shum", "shen", "sim"), "魏": ("ngai", "gui"), "彭": ("pang", "phang"),
    "姚": ("yiu", "yeo"), "石": ("shek", "shih", "sek"), "唐": ("tong", "teng"), "任": ("yam", "jen"),
    "关": ("kwan", "kuan"), "区": ("au",), "欧": ("au", "ow"), "温": ("wan", "oon"), "霍": ("fok", "huo"),
    "麦": ("mak", "mah"), "翁": ("yung", "ang", "ong"), "颜": ("ngan", "yen", "gan"), "汤": ("tong", "thng"),
    "丁": ("ting", "teng"), "杜": ("to", "tu", "toh"), "康": ("hong", "kang"), "夏": ("ha", "hsia"),
    "钟": ("chung", "cheong"), "庄": ("chong", "chuang", "chng"), "阮": ("yuen", "nguyen", "juan"),
    "严": ("yim", "yen", "giam"), "甘": ("kam", "kan"), "董": ("tung", "tang"), "袁": ("yuen",),
    "傅": ("foo", "poh"), "戴": ("tai", "tay"), "詹": ("chim", "chan", "chiam"), "陆": ("luk", "lok"),
    "白": ("pak", "pai", "peh"), "秦": ("chun", "chin"), "邹": ("chow", "tsou"), "韩": ("hon", "hang"),
    "崔": ("chui", "choi"), "程": ("ching", "cheng", "thia"), "曹": ("tso", "tsao", "chou"),
    "贾": ("ka", "chia"), "孔": ("hung", "kung"), "文": ("man", "boon"), "古": ("koo", "ku"),
    "龙": ("lung", "leong"), "马": ("mah",), "姜": ("keung", "chiang", "kang"), "倪": ("ngai", "geh"),
    "谭": ("tam", "tham"), "黎": ("lai",), "甄": ("yan", "chen"), "冼": ("sin", "sinn"),
    "岑": ("sum", "shum", "tsen"), "尹": ("wan", "yin"), "凌": ("ling",), "柯": ("or", "kwa", "ko"),
    "连": ("lin", "lien"), "卓": ("cheuk", "cho", "toh"), "纪": ("kei", "chi", "kee"), "俞": ("yue",),
    "宋": ("sung", "song"), "田": ("tin", "tien"), "范": ("van", "huan"), "金": ("kam", "chin", "kim"),
    "朴": ("park", "pak"), "崇": ("shung",), "雷": ("lui", "louie"), "毛": ("mo", "mao"), "顾": ("koo", "ku"),
    "薛": ("sit", "hsueh", "see"), "贺": ("hor", "ho"), "武": ("mo",), "巫": ("mo", "boo"),
    "欧阳": ("auyeung", "ouyang"), "司徒": ("szeto", "soohoo"), "诸葛": ("chukwot",), "司马": ("szema",),
    "上官": ("sheungkwun",), "夏侯": ("hahau",), "熊": ("hung", "hsiung"), "段": ("tuen", "tuan"),
    "涂": ("to", "tu"), "游": ("yau", "yu"), "赖": ("lai", "lye"), "童": ("tung",), "练": ("lin", "lien"),
    "谷": ("kuk", "ku"), "招": ("chiu",), "骆": ("lok", "lo"), "梅": ("mui", "moy"), "容": ("yung",),
    "包": ("pau", "pao"), "鲍": ("pau", "pao"), "裴": ("pui", "bae"), "鲁": ("lo",),
    "向": ("heung", "hsiang"), "蒙": ("mung",), "欒": ("luen",), "祝": ("chuk", "chu"), "屈": ("wat", "chu"),
    "利": ("lee",), "池": ("chi", "chee"),
}  # fmt: skip
