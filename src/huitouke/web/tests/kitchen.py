"""What the kitchen sink shows: one guest, one list, one form, in both languages, and the worst names we know."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms

SPRITE = Path(__file__).resolve().parents[4] / "frontend" / "public" / "icons.svg"
ICONS = tuple(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text(encoding="utf-8")))

ZH: dict[str, Any] = {
    "title": "王建国",
    "crumbs": [{"label": "宾客", "url": "#g"}, {"label": "盛远科技", "url": "#c"}, {"label": "王建国"}],
    "name": "王建国",
    "name_more": ["Wang Jianguo", "王总", "男", "1978-05-12"],
    "name_chips": [
        {"label": "V2", "kind": "vip"},
        {"label": "金卡 · 差 4 间夜升钻", "kind": "tier"},
        {"label": "花生过敏", "kind": "alarm"},
        {"label": "盛远科技 · 总经理"},
        {"label": "同意服务通知", "kind": "good", "icon": "check"},
        {"label": "不接收营销", "kind": "watch"},
    ],
    "greeting": "王总，欢迎回来。今天为您准备了 1208，远离电梯，枕头还是荞麦的。",
    "act_main": "修改档案",
    "act_second": "记一笔",
    "figures": [
        {
            "label": "住店",
            "value": "23",
            "unit": "次",
            "note": "41 间夜",
            "formula": "已离店且不计取消、应到未到的住店次数，本集团全部门店。",
        },
        {
            "label": "平均房价",
            "value": "612",
            "sign": "¥",
            "change": {"text": "4%", "up": True, "good": True, "against": "同比"},
            "formula": "房费收入 ÷ 间夜，不含餐饮。",
        },
        {"label": "累计消费", "value": "48,730", "sign": "¥", "note": "餐饮占 22%", "url": "#spend"},
        {
            "label": "投诉",
            "value": "1",
            "unit": "件",
            "change": {"text": "1 件", "up": True, "good": False, "against": "同比"},
        },
        {"label": "回来的节奏", "value": "每 26", "unit": "天", "note": "上次 13 天前，正常"},
        {"label": "储值余额", "value": "1,200", "sign": "¥", "note": "本金 1,000 · 赠送金 200"},
    ],
    "tabs_label": "宾客档案",
    "tabs": [
        {"label": "动态", "url": "#t"},
        {"label": "住店", "url": "#s", "count": 23},
        {"label": "喜好", "url": "#p", "count": 6},
        {"label": "消费", "url": "#m"},
        {"label": "消息", "url": "#e", "count": 9},
        {"label": "同意", "url": "#a"},
        {"label": "记录与合并", "url": "#r", "count": 3},
    ],
    "timeline_title": "动态",
    "timeline_meta": "全部门店",
    "events": [
        {
            "when": "11-08",
            "kind": "bad",
            "title": "投诉：空调噪音",
            "text": "值班经理 10 分钟到场，换 1208，送果盘；次日本人确认满意",
            "aside": "工单 #861 · 太湖店",
            "url": "#861",
        },
        {
            "when": "11-07",
            "kind": "stay",
            "title": "住店 1 晚 · 1106 → 1208 高级大床",
            "text": "房费 ¥620 · 餐饮 ¥186 · 公司付（盛远科技）",
            "aside": "第 23 次",
        },
        {
            "when": "10-19",
            "kind": "good",
            "title": "表扬：礼宾 周磊",
            "text": "「记得我不要坚果」",
            "aside": "问卷 9 分",
        },
        {
            "when": "10-11",
            "kind": "message",
            "title": "发送：入住前问候（微信）",
            "text": "已读 · 依据：回头客、同意服务通知、30 天内首条",
        },
        {"when": "09-02", "title": "建立档案", "text": "导入 guests-2026.csv，第 412 行"},
    ],
    "list_title": "宾客",
    "list_meta": "按最近更新",
    "act_new": "新建宾客",
    "more_label": "更多操作",
    "act_download": "导出表格",
    "act_erase": "删除个人信息",
    "active": [{"label": "太湖店", "remove_url": "#x"}, {"label": "本月生日", "remove_url": "#y"}],
    "available": [
        {"label": "VIP", "count": 4, "url": "#v"},
        {"label": "回头客", "count": 21, "url": "#b"},
        {"label": "过敏与禁忌", "count": 3, "url": "#a", "kind": "alarm"},
        {"label": "档案不全", "count": 7, "url": "#i", "kind": "watch"},
    ],
    "columns": [
        {"label": "宾客", "sort_url": "#1", "sorted": "ascending"},
        {"label": "手机"},
        {"label": "单位"},
        {"label": "住店", "numeric": True, "sort_url": "#2"},
        {"label": "累计消费", "numeric": True},
        {"label": "上次住店"},
    ],
    "rows": [
        {
            "name": "王建国",
            "pinyin": "Wang Jianguo",
            "address": "王总",
            "chips": [{"label": "V2", "kind": "vip"}, {"label": "金卡", "kind": "tier"}],
            "badges": [{"label": "花生过敏", "kind": "alarm"}],
            "phone": "138****2217",
            "company": "盛远科技",
            "stays": 23,
            "spend": "48,730.00",
            "last": "2026-11-07",
        },
        {
            "name": "Okamoto Yuki",
            "pinyin": "岡本 由紀",
            "address": "冈本女士",
            "chips": [{"label": "首住"}, {"label": "日语", "kind": "accent"}],
            "phone": "+81 90 **** 8821",
            "company": "",
            "stays": 0,
            "spend": "0.00",
            "last": "—",
        },
        {
            "name": "欧阳静",
            "pinyin": "Ouyang Jing",
            "address": "欧阳医生",
            "chips": [{"label": "V1", "kind": "vip"}, {"label": "钻石", "kind": "tier"}],
            "badges": [{"label": "菜中不放猪肉", "kind": "alarm"}],
            "phone": "139****0042",
            "company": "市立医院",
            "stays": 41,
            "spend": "126,480.50",
            "last": "2026-10-30",
        },
        {
            "name": "阿依古丽·买买提明·阿卜杜热西提江诺娃·萨比罗夫娜·吐尔逊古丽",
            "pinyin": "Ayguli Mamatmin",
            "address": "阿女士",
            "phone": "151****7763",
            "company": "苏南建筑工程集团有限公司第三分公司",
            "stays": 2,
            "spend": "1,836.00",
            "last": "2026-05-01",
        },
        {
            "name": "عبد الرحمن بن محمد",
            "pinyin": "Abdulrahman bin Mohammed",
            "address": "",
            "chips": [{"label": "阿拉伯语", "kind": "accent"}],
            "phone": "+966 5* *** **19",
            "company": "",
            "stays": 1,
            "spend": "2,240.00",
            "last": "2025-12-02",
        },
        {
            "name": "",
            "pinyin": "",
            "address": "",
            "chips": [{"label": "档案不全", "kind": "watch"}],
            "phone": "186****3310",
            "company": "",
            "stays": 1,
            "spend": "480.00",
            "last": "2026-09-02",
        },
    ],
    "picked_acts": [{"label": "加标签", "icon": "tag", "url": "#tag"}],
    "count": "10,000+ 位宾客",
    "empty": {"title": "今夜无超时", "text": "新的投诉和需求会按时限排在这里。", "action": "记一件工单"},
    "error": {"title": "没有取到住店记录", "text": "档案本身没有受影响。稍后再试；一直如此请告诉管理员。"},
    "form_group": "身份",
    "drop": {"title": "把文件放到这里，或点一下选择", "text": "CSV、XLSX、Parquet、vCard，最大 200 MB"},
    "act_save": "保存",
    "act_cancel": "取消",
    "buttons_title": "按钮与标签",
    "act_off": "无权限",
    "act_undo": "归档",
    "history_title": "修改历史",
    "chips": [
        {"label": "普通"},
        {"label": "日语", "kind": "accent"},
        {"label": "已核实", "kind": "good", "icon": "check"},
        {"label": "明日生日", "kind": "watch", "icon": "cake"},
        {"label": "超时 12 分钟", "kind": "alarm", "icon": "clock"},
        {"label": "银卡", "kind": "tier"},
        {"label": "V1", "kind": "vip"},
        {"label": "疑似重复 2", "kind": "watch", "url": "#dup"},
    ],
    "ticks": ["荞麦枕", "欢迎水果换无坚果", "日文欢迎卡"],
    "aside_label": "相关",
    "prefs_title": "喜好",
    "prefs_meta": "兑现率 92%",
    "prefs": [
        ["荞麦枕", "7 次 · 10-18"],
        ["高楼层，远电梯", "5 次 · 11-08"],
        ["早餐豆浆不加糖", "2 次 · 07-03"],
    ],
    "contact_title": "联系方式",
    "contact": ["手机", "证件", "邮箱", "车牌"],
    "complete_title": "档案完整度",
    "complete": {"label": "已有 13 项，共 18 项", "note": "还缺：庆生日、国籍、称呼"},
    "work_title": "导入",
    "work": {"label": "已读 31,000 行，共 50,000 行", "note": "大约还要 4 秒"},
    "evidence_title": "匹配依据",
    "evidence_meta": "把握 99.8%",
    "evidence": [
        {"name": "手机", "text": "相同", "weight": 96, "verdict": "很强"},
        {"name": "姓名", "text": "王建国 / Wang Jianguo", "weight": 64, "verdict": "同音"},
        {"name": "出生日期", "text": "05-12 / 12-05", "weight": 30, "verdict": "相反", "against": True},
    ],
    "notes_title": "交班提要",
    "notes_meta": "夜班 李航",
    "notes": [
        ["1208 王总 16:00 延迟退房已答应", "07:12 · 今日会再入住"],
        ["押金未退 3 笔", "0807、1105、1402"],
    ],
    "people_title": "本周生日",
    "people": [
        {"name": "刘敏", "pinyin": "Liu Min", "meta": "周日 · 36 岁"},
        {"name": "陈伟", "pinyin": "Chen Wei", "meta": "周二 · 农历十月十四"},
    ],
    "erase_text": "姓名、联系方式、证件和备注将被清空，无法恢复。住店和账目保留，但不再指向这个人。",
    "changes": [
        {
            "field": "手机",
            "old": "139****0007",
            "new": "138****2217",
            "who": "陈晓",
            "at": "2026-11-08 09:12",
            "source": "前台",
            "reason": "本人更正",
        },
        {
            "field": "称呼",
            "old": "",
            "new": "王总",
            "who": "李航",
            "at": "2026-09-02 23:40",
            "source": "导入 PMS 太湖店",
        },
    ],
}

EN: dict[str, Any] = {
    "title": "Margaret O’Sullivan",
    "crumbs": [
        {"label": "Guests", "url": "#g"},
        {"label": "Shengyuan Technology", "url": "#c"},
        {"label": "Margaret O’Sullivan"},
    ],
    "name": "Margaret O’Sullivan",
    "name_more": ["Ms O’Sullivan", "female", "1978-05-12", "Irish"],
    "name_chips": [
        {"label": "V2", "kind": "vip"},
        {"label": "Gold · 4 nights to Diamond", "kind": "tier"},
        {"label": "Peanut allergy", "kind": "alarm"},
        {"label": "Shengyuan Technology · General manager"},
        {"label": "Service notices allowed", "kind": "good", "icon": "check"},
        {"label": "No marketing", "kind": "watch"},
    ],
    "greeting": "Welcome back, Ms O’Sullivan. Room 1208 is ready, away from the lift, with your buckwheat pillow.",
    "act_main": "Edit",
    "act_second": "Add a note",
    "figures": [
        {
            "label": "Stays",
            "value": "23",
            "note": "41 room nights",
            "formula": "Stays checked out in all branches of the group, without cancellations and no-shows.",
        },
        {
            "label": "Average rate",
            "value": "612",
            "sign": "¥",
            "change": {"text": "4%", "up": True, "good": True, "against": "last year"},
            "formula": "Room revenue ÷ room nights, without food and drink.",
        },
        {
            "label": "Lifetime spend",
            "value": "48,730",
            "sign": "¥",
            "note": "22% food and drink",
            "url": "#spend",
        },
        {
            "label": "Complaints",
            "value": "1",
            "change": {"text": "1", "up": True, "good": False, "against": "last year"},
        },
        {"label": "Comes back", "value": "every 26", "unit": "days", "note": "Last 13 days ago, as usual"},
        {"label": "Stored value", "value": "1,200", "sign": "¥", "note": "Principal 1,000 · gift 200"},
    ],
    "tabs_label": "Guest archive",
    "tabs": [
        {"label": "Timeline", "url": "#t"},
        {"label": "Stays", "url": "#s", "count": 23},
        {"label": "Preferences", "url": "#p", "count": 6},
        {"label": "Spend", "url": "#m"},
        {"label": "Messages", "url": "#e", "count": 9},
        {"label": "Consent", "url": "#a"},
        {"label": "Records and merges", "url": "#r", "count": 3},
    ],
    "timeline_title": "Timeline",
    "timeline_meta": "All branches",
    "events": [
        {
            "when": "11-08",
            "kind": "bad",
            "title": "Complaint: noisy air conditioning",
            "text": "Duty manager there in 10 minutes, moved to 1208, fruit sent; all well the day after",
            "aside": "Case #861 · Taihu",
            "url": "#861",
        },
        {
            "when": "11-07",
            "kind": "stay",
            "title": "Stayed 1 night · 1106 → 1208 Superior King",
            "text": "Room ¥620 · food and drink ¥186 · company pays",
            "aside": "23rd stay",
        },
        {
            "when": "10-19",
            "kind": "good",
            "title": "Praise: Zhou Lei, concierge",
            "text": "“You remembered the nuts.”",
            "aside": "Survey, 9 of 10",
        },
        {
            "when": "10-11",
            "kind": "message",
            "title": "Sent: greeting before the stay (WeChat)",
            "text": "Read · because: returning guest, service notices allowed, first in 30 days",
        },
        {"when": "09-02", "title": "Archive opened", "text": "Import of guests-2026.csv, row 412"},
    ],
    "list_title": "Guests",
    "list_meta": "last changed first",
    "act_new": "New guest",
    "more_label": "More",
    "act_download": "Export the table",
    "act_erase": "Erase personal data",
    "active": [{"label": "Taihu", "remove_url": "#x"}, {"label": "Birthday this month", "remove_url": "#y"}],
    "available": [
        {"label": "VIP", "count": 4, "url": "#v"},
        {"label": "Returning", "count": 21, "url": "#b"},
        {"label": "Allergies and taboos", "count": 3, "url": "#a", "kind": "alarm"},
        {"label": "Incomplete", "count": 7, "url": "#i", "kind": "watch"},
    ],
    "columns": [
        {"label": "Guest", "sort_url": "#1", "sorted": "ascending"},
        {"label": "Phone"},
        {"label": "Company"},
        {"label": "Stays", "numeric": True, "sort_url": "#2"},
        {"label": "Lifetime spend", "numeric": True},
        {"label": "Last stay"},
    ],
    "picked_acts": [{"label": "Add a tag", "icon": "tag", "url": "#tag"}],
    "count": "10,000+ guests",
    "empty": {
        "title": "Nothing is overdue tonight",
        "text": "New complaints and requests line up here by their clock.",
        "action": "Open a case",
    },
    "error": {
        "title": "The stays could not be read",
        "text": "The archive itself is safe. Try again in a moment; if it stays so, tell your administrator.",
    },
    "form_group": "Identity",
    "drop": {
        "title": "Lay a file here, or press to choose one",
        "text": "CSV, XLSX, Parquet or vCard, up to 200 MB",
    },
    "act_save": "Save",
    "act_cancel": "Cancel",
    "buttons_title": "Buttons and chips",
    "act_off": "Not allowed",
    "act_undo": "Archive",
    "history_title": "History",
    "chips": [
        {"label": "Plain"},
        {"label": "Japanese", "kind": "accent"},
        {"label": "Verified", "kind": "good", "icon": "check"},
        {"label": "Birthday tomorrow", "kind": "watch", "icon": "cake"},
        {"label": "12 minutes overdue", "kind": "alarm", "icon": "clock"},
        {"label": "Silver", "kind": "tier"},
        {"label": "V1", "kind": "vip"},
        {"label": "Possible duplicate 2", "kind": "watch", "url": "#dup"},
    ],
    "ticks": ["Buckwheat pillow", "Welcome fruit without nuts", "Welcome card in Japanese"],
    "aside_label": "Beside",
    "prefs_title": "Preferences",
    "prefs_meta": "92% kept",
    "prefs": [
        ["Buckwheat pillow", "7 times · 10-18"],
        ["High floor, away from the lift", "5 times · 11-08"],
        ["Soy milk without sugar", "2 times · 07-03"],
    ],
    "contact_title": "Contact",
    "contact": ["Phone", "ID document", "E-mail", "Plate"],
    "complete_title": "Completeness",
    "complete": {
        "label": "13 of 18 known",
        "note": "Still missing: birthday kept, nationality, form of address",
    },
    "work_title": "Import",
    "work": {"label": "31,000 of 50,000 rows read", "note": "About 4 seconds left"},
    "evidence_title": "Evidence",
    "evidence_meta": "99.8% sure",
    "evidence": [
        {"name": "Phone", "text": "the same", "weight": 96, "verdict": "very strong"},
        {"name": "Name", "text": "O’Sullivan / O Sullivan", "weight": 64, "verdict": "alike"},
        {
            "name": "Date of birth",
            "text": "05-12 / 12-05",
            "weight": 30,
            "verdict": "against",
            "against": True,
        },
    ],
    "notes_title": "Handover",
    "notes_meta": "Night shift, Li Hang",
    "notes": [
        ["1208 late check-out until 16:00 promised", "07:12 · checks in again today"],
        ["3 deposits not yet returned", "0807, 1105, 1402"],
    ],
    "people_title": "Birthdays this week",
    "people": [
        {"name": "Liu Min", "pinyin": "刘敏", "meta": "Sunday, turns 36"},
        {"name": "Chen Wei", "pinyin": "陈伟", "meta": "Tuesday, by the lunar calendar"},
    ],
    "erase_text": "Name, contacts, documents and notes are emptied for good. Stays and bills remain, without a person.",
    "changes": [
        {
            "field": "Phone",
            "old": "139****0007",
            "new": "138****2217",
            "who": "Chen Xiao",
            "at": "2026-11-08 09:12",
            "source": "front desk",
            "reason": "corrected by the guest",
        },
        {
            "field": "Form of address",
            "old": "",
            "new": "Ms O’Sullivan",
            "who": "Li Hang",
            "at": "2026-09-02 23:40",
            "source": "import, PMS Taihu",
        },
    ],
}

RAIL = {
    "today": ("今日", "Today"),
    "guests": ("宾客", "Guests"),
    "stays": ("住店", "Stays"),
    "care": ("关怀", "Care"),
    "sales": ("销售", "Sales"),
    "outreach": ("营销", "Outreach"),
    "insight": ("分析", "Insight"),
    "settings": ("设置", "Settings"),
}


class GuestForm(forms.Form):
    """The kinds of field that a guest's form has, each once."""

    name = forms.CharField()
    pinyin = forms.CharField(required=False)
    document = forms.CharField()
    birth = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.ChoiceField(required=False)
    sex = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    consent = forms.BooleanField(required=False)


FORM_WORDS = {
    "zh-hans": {
        "name": ("姓名", "与证件一致"),
        "pinyin": ("拼音", ""),
        "document": ("证件号码", "居民身份证会自动填上出生日期和性别"),
        "birth": ("证件出生日期", ""),
        "language": ("语言", ""),
        "sex": ("性别", ""),
        "note": ("随手记", "写做什么，不写客人是什么人"),
        "consent": ("同意服务通知", "确认、提醒等与住店有关的消息"),
    },
    "en": {
        "name": ("Name", "As on the document"),
        "pinyin": ("Pinyin", ""),
        "document": ("Document number", "A Chinese ID card fills in date of birth and sex"),
        "birth": ("Birth date on document", ""),
        "language": ("Language", ""),
        "sex": ("Sex", ""),
        "note": ("Quick note", "Write what to do, not what the guest is"),
        "consent": ("Service notices allowed", "Confirmations and reminders about a stay"),
    },
}


def refused_form(language: str) -> GuestForm:
    """The form as it comes back after a wrong document number, with its labels in the language."""
    form = GuestForm({"name": "王建国", "document": "340524198001010012", "birth": "1978-05-12", "sex": "m"})
    for name, (label, help_text) in FORM_WORDS[language].items():
        form.fields[name].label = label
        form.fields[name].help_text = help_text
    form.fields["language"].choices = [("zh", "中文"), ("en", "English"), ("ja", "日本語")]
    form.fields["sex"].choices = (
        [("m", "男"), ("f", "女")] if language != "en" else [("m", "male"), ("f", "female")]
    )
    form.full_clean()
    form.add_error(
        "document",
        "The last sign does not fit the other 17. Check the number against the card."
        if language == "en"
        else "校验位不符。请对照证件再看一遍号码。",
    )
    return form


def kitchen_context(language: str, current: str = "guests") -> dict[str, Any]:
    """Everything that base/kitchen_sink.html asks for, in `language` ("zh-hans" or "en")."""
    word = 1 if language == "en" else 0
    words = {**ZH, **(EN if language == "en" else {}), "icons": ICONS}
    branch = SimpleNamespace(code="TH", name=("太湖店", "Taihu")[word], is_current=True)
    other = SimpleNamespace(code="GC", name=("古城店", "Old Town")[word], is_current=False)
    return {
        "k": words,
        "form": refused_form(language),
        "nav_items": [
            SimpleNamespace(
                code=code, label=label[word], url=f"#{code}", icon=code, is_current=code == current
            )
            for code, label in RAIL.items()
        ],
        "shell": SimpleNamespace(
            branch=branch,
            branches=[branch, other],
            branch_url="/branch/",
            business_date=dt.date(2026, 11, 21),
            shift=("早班", "morning shift")[word],
            search_url="/search/",
            quick_note_url="/note/",
            reminders_url="#reminders",
            reminders=3,
            undo_url="/undo/",
            user_name=("陈晓", "Chen Xiao")[word],
            roles=[("前台", "Front desk")[word]],
        ),
    }
