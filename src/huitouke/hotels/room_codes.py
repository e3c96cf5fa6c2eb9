"""The standard codes of rooms: beds, facilities of room types, features of rooms. Words of ours, under the licence of
the code."""

BEDS = (
    ("king", "大床（1.8 米以上）", "King bed"),
    ("queen", "大床（1.5 米）", "Queen bed"),
    ("twin", "双床", "Twin beds"),
    ("double_twin", "两张大床", "Two double beds"),
    ("single", "单人床", "Single bed"),
    ("round", "圆床", "Round bed"),
    ("tatami", "榻榻米", "Tatami"),
    ("bunk", "上下铺", "Bunk bed"),
    ("sofa_bed", "沙发床", "Sofa bed"),
)
ROOM_FACILITIES = (
    ("wifi", "无线网络", "Wireless network"),
    ("bathtub", "浴缸", "Bathtub"),
    ("shower", "独立淋浴", "Separate shower"),
    ("smart_toilet", "智能马桶", "Washlet"),
    ("kitchen", "厨房", "Kitchen"),
    ("washing_machine", "洗衣机", "Washing machine"),
    ("desk", "书桌", "Desk"),
    ("living_room", "客厅", "Living room"),
    ("balcony", "阳台", "Balcony"),
    ("tea_set", "茶具", "Tea set"),
    ("minibar", "小冰箱", "Minibar"),
    ("safe", "保险箱", "Safe"),
    ("air_purifier", "空气净化器", "Air purifier"),
    ("voice_control", "智能语音控制", "Voice control"),
)
ROOM_FEATURES = (
    ("quiet", "安静", "Quiet"),
    ("high_floor", "高楼层", "High floor"),
    ("near_lift", "近电梯", "Near the lift"),
    ("far_from_lift", "远离电梯", "Far from the lift"),
    ("connecting", "连通房", "Connecting room"),
    ("corner", "拐角房", "Corner room"),
    ("smoking", "可吸烟", "Smoking"),
    ("accessible", "无障碍", "Accessible"),
    ("lake_view", "湖景", "Lake view"),
    ("sea_view", "海景", "Sea view"),
    ("city_view", "城景", "City view"),
    ("garden_view", "园景", "Garden view"),
    ("no_window", "无窗", "No window"),
    ("faces_street", "临街", "Faces the street"),
)
ROOM_TABLES = {
    "bed": BEDS,
    "room_facility": ROOM_FACILITIES,
    "room_feature": ROOM_FEATURES,
}
"""Tables of rooms whose codes a hotel adds to."""
