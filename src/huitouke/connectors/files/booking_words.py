"""The words by which hotels and their systems head the columns of a file of bookings, the public ones among them.

Words are written as `headers.key_of` leaves them: small letters, no blanks, signs or underscores.
"""

from collections.abc import Sequence
from typing import Final

from huitouke.connectors.files.headers import key_of
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.targets import EXTRA

_WORDS: Final[dict[str, str]] = {
    "external_id": """
        id bookingid bookingno bookingnumber bookingreference reservationid reservationno reservationnumber
        confirmationno confirmationnumber confirmation 预订号 订单号 确认号 预订编号 订单编号 单号""",
    "row_id": "sourcerow rowid rownumber 行号 序号",
    "hotel": "hotel hotelname property propertyname branch 酒店 酒店名称 门店 门店名称 分店",
    "status": "reservationstatus status bookingstatus 状态 预订状态 订单状态",
    "is_cancelled": "iscanceled iscancelled canceled cancelled 是否取消 已取消",
    "arrival": "arrival arrivaldate checkin checkindate datein 到店日期 入住日期 抵店日期 到达日期 抵达日期",
    "arrival_year": "arrivaldateyear arrivalyear 到店年",
    "arrival_month": "arrivaldatemonth arrivalmonth 到店月",
    "arrival_day": "arrivaldatedayofmonth arrivalday 到店日",
    "departure": "departure departuredate checkout checkoutdate dateout 离店日期 退房日期 离开日期",
    "nights": "nights noofnights los lengthofstay 间夜 间夜数 天数 晚数 夜数",
    "weekend_nights": "staysinweekendnights weekendnights",
    "week_nights": "staysinweeknights weeknights",
    "booked_on": "bookedon bookingdate bookdate createdon reservationdate 预订日期 下单日期 预定日期",
    "lead_days": "leadtime leaddays 提前天数 提前预订天数",
    "adults": "adults adult noofadults 成人 成人数 大人",
    "children": "children child kids noofchildren 儿童 儿童数 小孩",
    "babies": "babies infants infant baby 婴儿 婴儿数",
    "room_type": "reservedroomtype roomtype roomcategory 房型 房型代码 预订房型",
    "room": "room roomno roomnumber 房号 房间号",
    "rate": "adr rate averagedailyrate roomrate price dailyrate 房价 平均房价 日均价",
    "total": "total roomrevenue revenue totalroomrevenue 房费 房费合计 客房收入 总房价",
    "currency": "currency 币种 货币",
    "rate_code": "ratecode rateplan 房价码 价格代码",
    "meal_plan": "meal mealplan board boardbasis 餐食 含早",
    "market": "marketsegment market marketcode segment 客源 市场 市场代码 客源类别",
    "source": "source sourcecode bookingsource 来源 来源代码",
    "channel": "distributionchannel channel 渠道 渠道代码",
    "payment_method": "paymentmethod payment 付款方式 支付方式",
    "guarantee": "deposittype guarantee deposit 担保 担保方式",
    "company": "company companyname account 单位 公司 协议单位",
    "agent": "agent travelagent agency 代理 旅行社 中介",
    "group": "group groupname block blockcode 团队 团号 团名",
    "cancel_reason": "cancelreason cancellationreason 取消原因",
    "country": "country nationality 国家 国籍",
    "customer_type": "customertype 客户类型 宾客类型",
    "assigned_room_type": "assignedroomtype 实住房型 入住房型",
    "is_repeated": "isrepeatedguest repeatedguest 是否回头客 回头客",
    "previous_cancellations": "previouscancellations 以往取消",
    "previous_stays": "previousbookingsnotcanceled previousstays 以往入住",
    "changes": "bookingchanges changes 变更次数",
    "waiting_days": "daysinwaitinglist waitingdays 等候天数",
    "parking_spaces": "requiredcarparkingspaces parkingspaces 停车位",
    "special_requests": "totalofspecialrequests specialrequests 特殊要求数",
    "status_on": "reservationstatusdate statusdate 状态日期",
}  # fmt: skip
HEADINGS: Final = {word: target for target, words in _WORDS.items() for word in words.split()}


def propose_bookings(columns: Sequence[str], _rows: Sequence[Sequence[str]]) -> Mapping:
    """The target of each column by its heading; unknown ones stay with the record. Of two columns of one meaning the
    first."""
    taken: set[str] = set()
    found: list[ColumnTarget] = []
    for column in columns:
        target = HEADINGS.get(key_of(column))
        if target is None or target in taken:
            found.append(ColumnTarget(column, EXTRA + column, 0.0, "not recognised"))
            continue
        taken.add(target)
        found.append(ColumnTarget(column, target, 1.0, "heading"))
    return Mapping(tuple(found))
