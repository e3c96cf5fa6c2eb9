"""The standard codes of reservations and bills. Words of ours, under the licence of the code; a hotel adds its own."""

from typing import Final

MARKETS: Final = (
    ("transient", "散客", "Transient"),
    ("corporate", "协议散客", "Corporate"),
    ("ota", "网络散客", "Online travel agency"),
    ("member", "会员", "Members"),
    ("long_stay", "长住", "Long stay"),
    ("tour_group", "旅游团队", "Tour groups"),
    ("conference", "会议团队", "Conference groups"),
    ("wedding", "婚宴团队", "Weddings"),
    ("government", "政府", "Government"),
    ("crew", "机组", "Airline crews"),
    ("complimentary", "免费", "Complimentary"),
    ("house_use", "自用", "House use"),
    ("day_use", "钟点房", "Day use"),
    ("other", "其他", "Other"),
)
BOOKING_SOURCES: Final = (
    ("walk_in", "上门", "Walk-in"),
    ("telephone", "电话", "Telephone"),
    ("email", "邮件", "E-mail"),
    ("wechat", "微信", "WeChat"),
    ("website", "官网", "Own website"),
    ("mini_program", "小程序", "Mini-program"),
    ("ota", "网络订房平台", "Booking platform"),
    ("travel_agency", "旅行社", "Travel agency"),
    ("company", "协议单位", "Agreement company"),
    ("sales", "销售部", "Sales office"),
    ("central", "集团中央预订", "Central reservations"),
    ("referral", "介绍", "Referral"),
    ("other", "其他", "Other"),
)
CHANNELS: Final = (
    ("direct", "直接预订", "Direct"),
    ("own_online", "官网与小程序", "Own site and mini-program"),
    ("ctrip", "携程", "Ctrip (Trip.com)"),
    ("meituan", "美团", "Meituan"),
    ("fliggy", "飞猪", "Fliggy"),
    ("tongcheng", "同程", "Tongcheng"),
    ("qunar", "去哪儿", "Qunar"),
    ("booking", "Booking.com", "Booking.com"),
    ("agoda", "Agoda", "Agoda"),
    ("expedia", "Expedia", "Expedia"),
    ("airbnb", "爱彼迎", "Airbnb"),
    ("corporate", "协议单位", "Corporate"),
    ("travel_agency", "旅行社", "Travel agency"),
    ("gds", "全球分销系统", "Global distribution system"),
    ("central", "集团中央预订", "Central reservations"),
    ("other", "其他", "Other"),
)
PAYMENT_METHODS: Final = (
    ("cash", "现金", "Cash"),
    ("wechat_pay", "微信支付", "WeChat Pay"),
    ("alipay", "支付宝", "Alipay"),
    ("bank_card", "银行卡", "Bank card"),
    ("credit_card", "外卡", "Credit card"),
    ("on_account", "挂账", "On account"),
    ("stored_value", "储值", "Stored value"),
    ("prepaid", "平台预付", "Prepaid to the platform"),
    ("transfer", "银行转账", "Bank transfer"),
    ("coupon", "优惠券", "Coupon"),
    ("points", "积分", "Points"),
    ("entertainment", "宴请", "House entertainment"),
    ("other", "其他", "Other"),
)
GUARANTEES: Final = (
    ("none", "无担保", "None"),
    ("six_pm", "保留至 18:00", "Held until 18:00"),
    ("card", "信用卡担保", "Credit card"),
    ("deposit", "订金", "Advance payment"),
    ("prepaid", "已预付", "Prepaid"),
    ("company", "单位担保", "Company"),
    ("agent", "代理担保", "Agent"),
    ("group", "团队担保", "Group"),
    ("other", "其他", "Other"),
)
MEAL_PLANS: Final = (
    ("room_only", "无早", "Room only"),
    ("breakfast_one", "单早", "Breakfast for one"),
    ("breakfast", "含早", "Breakfast"),
    ("half_board", "半膳", "Half board"),
    ("full_board", "全膳", "Full board"),
    ("all_inclusive", "一价全包", "All inclusive"),
)
CANCEL_REASONS: Final = (
    ("plans_changed", "行程变化", "Plans changed"),
    ("found_cheaper", "另有更低价", "Found cheaper"),
    ("other_hotel", "改住他店", "Went to another hotel"),
    ("booked_twice", "重复预订", "Booked twice"),
    ("illness", "身体原因", "Illness"),
    ("weather", "天气或交通", "Weather or traffic"),
    ("not_paid", "未付款", "Not paid"),
    ("by_hotel", "酒店原因", "By the hotel"),
    ("no_answer", "无法联系", "Could not be reached"),
    ("other", "其他", "Other"),
)
CHARGE_KINDS: Final = (
    ("room", "房费", "Room"),
    ("day_use", "钟点房费", "Day use"),
    ("extra_bed", "加床", "Extra bed"),
    ("breakfast", "早餐", "Breakfast"),
    ("food", "餐食", "Food"),
    ("beverage", "酒水", "Beverage"),
    ("minibar", "小冰箱", "Minibar"),
    ("laundry", "洗衣", "Laundry"),
    ("spa", "水疗", "Spa"),
    ("recreation", "康乐", "Recreation"),
    ("meeting", "会议", "Meeting"),
    ("banquet", "宴会", "Banquet"),
    ("shop", "商品", "Shop"),
    ("parking", "停车", "Parking"),
    ("transport", "用车", "Transport"),
    ("telephone", "电话", "Telephone"),
    ("service_charge", "服务费", "Service charge"),
    ("tax", "税费", "Tax"),
    ("damage", "赔偿", "Damage"),
    ("cancellation", "取消费", "Cancellation fee"),
    ("no_show", "未到店费", "No-show fee"),
    ("rebate", "折让", "Rebate"),
    ("other", "其他", "Other"),
)
OUTLET_KINDS: Final = (
    ("restaurant", "餐厅", "Restaurant"),
    ("bar", "酒吧", "Bar"),
    ("cafe", "咖啡厅", "Café"),
    ("room_service", "客房送餐", "Room service"),
    ("banquet", "宴会厅", "Banquet hall"),
    ("meeting", "会议室", "Meeting rooms"),
    ("spa", "水疗", "Spa"),
    ("fitness", "健身与泳池", "Fitness and pool"),
    ("golf", "高尔夫", "Golf"),
    ("shop", "商店", "Shop"),
    ("other", "其他", "Other"),
)

AGE_CLASSES: Final = (
    ("adult", "成人", "Adult"),
    ("child", "儿童", "Child"),
    ("baby", "婴儿", "Baby"),
)

STAY_TABLES: Final = {
    "market": MARKETS,
    "booking_source": BOOKING_SOURCES,
    "channel": CHANNELS,
    "payment_method": PAYMENT_METHODS,
    "guarantee": GUARANTEES,
    "meal_plan": MEAL_PLANS,
    "cancel_reason": CANCEL_REASONS,
    "charge_kind": CHARGE_KINDS,
    "outlet_kind": OUTLET_KINDS,
    "age_class": AGE_CLASSES,
}
"""Market, source and channel are three tables: whom the room was sold to, how they asked, by which way it was sold."""

WORDS_OF_OTHERS: Final = {
    "meal_plan": {
        "ro": "room_only",
        "sc": "room_only",
        "undefined": "room_only",
        "bb": "breakfast",
        "hb": "half_board",
        "fb": "full_board",
        "ai": "all_inclusive",
    },
    "market": {"online ta": "ota", "complementary": "complimentary", "aviation": "crew", "undefined": ""},
    "channel": {"ta/to": "travel_agency", "undefined": ""},
    "guarantee": {"no deposit": "none", "non refund": "prepaid", "refundable": "deposit"},
}
"""What systems in many houses call these, in small letters: known without being mapped, and only where the hotel still
has the code. '' says nothing."""
