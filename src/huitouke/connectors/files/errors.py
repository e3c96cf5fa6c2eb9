"""Why a file, or a row of it, could not be taken as it stands: codes and sentences, Chinese and English.

Every sentence says what happened, at which place, and what to do. None holds a value from the file: only
places, counts, names of columns and kinds.
"""

from typing import Any

from huitouke.kernel.errors import DomainError

Problem = tuple[str, dict[str, Any]]
"""What was noticed about one row or card: a code of `ROW_PROBLEMS` and the places named in its sentence."""

UNREADABLE: dict[str, tuple[str, str]] = {
    "no_room_columns": (
        "没有找到“房号”和“房型”两列。请在第一行写上列名：房号、房型、楼层、特征。",
        "The columns Room no. and Room type were not found. Write the names in the first row: Room no., Room type, "
        "Floor, Features.",
    ),
    "too_many_rooms": (
        "文件超过 {most} 行。房间清单不会这么长，请检查是否选错了文件。",
        "The file has more than {most} rows. No list of rooms is that long: is it the right file?",
    ),
    "file_missing": (
        "找不到该文件，或没有读取权限。请检查路径后重试。",
        "The file is not there, or may not be read. Check the path and try again.",
    ),
    "empty_file": (
        "文件是空的，没有任何内容。请重新导出后再导入。",
        "The file is empty. Export it again, then import it.",
    ),
    "no_rows": (
        "文件里没有找到表头。请在第一行写上列名，例如：姓名、手机。",
        "No heading row was found. Write the column names in the first row, such as Name, Mobile.",
    ),
    "no_header": (
        "第 {row} 行已经是客人资料，上面没有表头。请在第一行加上列名后再导入。",
        "Row {row} is already a guest, with no headings above it. Add a first row of column names, "
        "then import.",
    ),
    "unknown_kind": (
        "无法识别该文件（看起来是 {kind}）。请另存为 .xlsx、.csv、.parquet 或 .vcf 后再导入。",
        "This kind of file cannot be read (it looks like {kind}). Save it as .xlsx, .csv, .parquet or .vcf.",
    ),
    "wrong_content": (
        "文件名以 {suffix} 结尾，内容却不是（看起来是 {kind}）。请在原程序中用“另存为”重新保存。",
        "The name ends in {suffix}, the content does not fit (it looks like {kind}). Save it anew "
        "with 'Save as'.",
    ),
    "unknown_encoding": (
        "第 {offset} 字节处的文字编码无法识别（既不是 UTF-8 也不是 GB18030）。请另存为 UTF-8 编码的 "
        "CSV 后再导入。",
        "The text cannot be decoded at byte {offset} (neither UTF-8 nor GB18030). Save it as CSV in UTF-8.",
    ),
    "damaged_text": (
        "文件是 {encoding} 编码，但第 {offset} 字节处已损坏。请重新导出，或用编辑器修正该处后再导入。",
        "The file is {encoding}, but damaged at byte {offset}. Export it again, or mend that place, "
        "then import.",
    ),
    "line_too_long": (
        "第 {offset} 字节起有一行超过 {limit_mb} MB，不像表格。请检查文件是否完整、是否缺少换行。",
        "From byte {offset} on, one line is longer than {limit_mb} MB: no table looks so. Check its "
        "line breaks.",
    ),
    "zip_bomb": (
        "工作簿解压后有 {size_mb} MB，超过 {limit_mb} MB 的上限，已拒绝打开。请拆分成较小的文件，或另"
        "存为 CSV。",
        "The workbook unpacks to {size_mb} MB, over the limit of {limit_mb} MB, so it was not "
        "opened. Split it, or save it as CSV.",
    ),
    "zip_ratio": (
        "工作簿的压缩比达到 {ratio} 倍，超过 {limit} 倍的上限，已拒绝打开。请在 Excel 中重新另存，或"
        "另存为 CSV。",
        "The workbook unpacks to {ratio} times its size, over the limit of {limit}, so it was not "
        "opened. Save it anew, or as CSV.",
    ),
    "zip_entries": (
        "工作簿内含 {count} 个部件，超过 {limit} 个的上限，已拒绝打开。请把客人资料单独存成一个工作簿。",
        "The workbook holds {count} parts, over the limit of {limit}, so it was not opened. Save the "
        "guests alone as a workbook.",
    ),
    "sheet_too_large": (
        "工作表占用的区域有 {cells} 个单元格，超过 {limit} 个的上限。请删除远处的空行空列，或另存为 CSV。",
        "The sheet spans {cells} cells, over the limit of {limit}. Delete the far rows and columns, "
        "or save it as CSV.",
    ),
    "encrypted": (
        "工作簿设有打开密码，无法读取。请在 Excel 中取消密码后重新保存。",
        "The workbook has a password and cannot be read. Take the password off in Excel and save it again.",
    ),
    "damaged_workbook": (
        "工作簿已损坏，无法打开。请在 Excel 中打开并另存，或重新导出。",
        "The workbook is damaged and cannot be opened. Open it in Excel and save it anew, or export "
        "it again.",
    ),
    "sheet_not_found": (
        "工作簿里没有名为“{sheet}”的工作表。现有的工作表：{sheets}。",
        "The workbook has no sheet named '{sheet}'. Its sheets are: {sheets}.",
    ),
    "damaged_parquet": (
        "Parquet 文件不完整或已损坏（第 {row} 行之后无法读取）。请重新导出。",
        "The Parquet file is cut off or damaged (not readable after row {row}). Export it again.",
    ),
    "no_company_column": (
        "没有找到单位名称这一列。请在第一行写上“单位名称”，或用列对照指明。",
        "No column of company names was found. Head one 'Company name', or say which by a map.",
    ),
    "no_booking_columns": (
        "没有找到到店日期这一列。请在第一行写上“到店日期”（或年、月、日三列），或用列对照指明。",
        "No column of arrival dates was found. Head one 'Arrival date' (or three: year, month and day), or say which "
        "by a map.",
    ),
    "no_cards": (
        "文件里没有名片（缺少 BEGIN:VCARD）。请重新导出通讯录。",
        "The file holds no card (no BEGIN:VCARD). Export the address book again.",
    ),
    "bad_map": (
        "列对照第 {line} 行有误：{wrong_zh}",
        "The column map is wrong in line {line}: {wrong_en}",
    ),
}

ROW_PROBLEMS: dict[str, tuple[str, str]] = {
    "booking_without_arrival": (
        "没有看得懂的到店日期，本行未导入。请写成 2026-03-16 这样的日期。",
        "There is no arrival date that can be read, so this row was not taken. Write it as 2026-03-16.",
    ),
    "booking_hotel_unknown": (
        "这家酒店不是已有的门店，本行未导入。请管理员在“设置 → 对照”中指明是哪家门店，再导入一次。",
        "This hotel is no branch of the group, so the row was not taken. Ask an administrator to say under Settings, "
        "Codes of other systems, which branch it is, and import again.",
    ),
    "booking_hotel_of_others": (
        "您没有这家门店的导入或预订权限，本行未导入。请由该门店的同事导入。",
        "You may not import or book for this branch, so the row was not taken. Let a colleague there import it.",
    ),
    "booking_hotel_new": (
        "这家酒店不是已有的门店，已新开一家“待确认”的门店，币种和时区与导入的门店相同。请在“设置 → 集团与门店”中确认。",
        "This hotel was no branch yet: one was opened, to be confirmed, with the currency and time zone of the branch "
        "of this import. Confirm it under Settings, Group and branches.",
    ),
    "booking_no_nights": (
        "没有过夜，已按钟点房保留：不计间夜，也不计客房收入。",
        "No night: kept as a day use, which counts no room night and no room revenue.",
    ),
    "booking_nights_unread": (
        "晚数或离店日期看不懂，已按不过夜保留。请核对本行。",
        "The nights or the departure cannot be read; kept without a night. Check this row.",
    ),
    "booking_no_persons": (
        "没有写人数，已照原样保留。",
        "Nobody is named in it, neither adult nor child; kept as it is.",
    ),
    "booking_persons_unread": (
        "人数看不懂，已略去。请核对本行。",
        "A number of persons cannot be read and was left out. Check this row.",
    ),
    "booking_negative_rate": (
        "房价为负数，已照原样保留，会减少收入。请核对本行。",
        "The price is negative; kept as it is, and it lessens the revenue. Check this row.",
    ),
    "booking_price_unread": (
        "房价看不懂，已略去。请核对本行。",
        "The price cannot be read and was left out. Check this row.",
    ),
    "booking_day_unread": (
        "预订日期或提前天数看不懂，已略去。请核对本行。",
        "The day of the booking cannot be read and was left out. Check this row.",
    ),
    "booking_status_unread": (
        "状态看不懂，已按“是否取消”判断；没有该列的按待确认保留。请核对本行。",
        "The status cannot be read; whether it was cancelled decided, or else it is kept as requested. Check this row.",
    ),
    "booking_status_contradicts": (
        "“状态”与“是否取消”不一致，以“是否取消”为准。请核对本行。",
        "The status and whether it was cancelled contradict each other; the latter decided. Check this row.",
    ),
    "too_long": (
        "“{column}”一格超过 {limit_mb} MB，本行未导入。请缩短该格内容后再导入。",
        "The cell in '{column}' is over {limit_mb} MB, so this row was not taken. Shorten it and "
        "import again.",
    ),
    "unterminated_quote": (
        "第 {line} 行文字有一个没有闭合的引号，已把引号当作普通字符读取。请核对本行。",
        "Line {line} opens a quote that is never closed; it was read as a plain sign. Check this row.",
    ),
    "swallowed_rows": (
        "第 {line} 行文字有一个没有闭合的引号，其后的内容无法分行，未导入。请补上引号后再导入。",
        "Line {line} opens a quote that is never closed; what follows cannot be told apart and was "
        "not taken. Close the quote and import again.",
    ),
    "nul_removed": (
        "本行含有 {count} 个空字符（NUL），已去除。",
        "This row held {count} NUL signs; they were removed.",
    ),
    "overflow": (
        "本行比表头多 {count} 格，多出的内容已另存为“{label}”。请核对分隔符和引号。",
        "This row has {count} cells more than the headings; they are kept as '{label}'. Check "
        "delimiters and quotes.",
    ),
    "digits_lost": (
        "“{column}”在 Excel 中存成了数字，超过 15 位的数字已被 Excel 改成 0。请把该列改为文本格式后"
        "重新填写。",
        "'{column}' was stored as a number: Excel has turned digits beyond the 15th into 0. Make it "
        "text and type it anew.",
    ),
    "missing_end": (
        "名片缺少结尾（END:VCARD），已读到下一张为止。",
        "The card has no END:VCARD; it was read up to the next card.",
    ),
    "stray_line": (
        "第 {line} 行不是名片的格式，已作为附注保留。",
        "Line {line} is no line of a card; it is kept as an extra.",
    ),
    "undecodable": (
        "“{property}”里有无法识别的字符，已用替代符号标出。",
        "'{property}' holds bytes that cannot be decoded; they show as a replacement sign.",
    ),
    "picture_dropped": (
        "名片中的{property}（照片、声音等）未保存，以保护客人隐私。",
        "The {property} (picture or sound) of the card was not kept, for the guest's privacy.",
    ),
}

REJECTING: frozenset[str] = frozenset(
    {
        "too_long",
        "swallowed_rows",
        "booking_without_arrival",
        "booking_hotel_unknown",
        "booking_hotel_of_others",
    }
)
"""Problems with which a row is refused; with every other it is taken, and the problem is told as a repair."""

_ALL = UNREADABLE | ROW_PROBLEMS


def sentence(code: str, data: dict[str, Any], language: str = "zh") -> str:
    """The sentence of a code with its places filled in; `language` is "zh" (also "zh-CN", "zh-hans") or
    "en"."""
    chinese, english = _ALL[code]
    return (chinese if language.startswith("zh") else english).format(**data)


class UnreadableFile(DomainError):
    """The file as a whole cannot be read. Nothing of it was taken.

    `str(error)` holds both sentences; `error.in_language("zh")` one of them.
    """

    status = 422

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, f"{sentence(code, data)} / {sentence(code, data, 'en')}", **data)

    def in_language(self, language: str) -> str:
        return sentence(self.code, self.data, language)
