"""The guests of the benches: the demo's generator, shaped as a file holds them."""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from huitouke.demo.group import make_group
from huitouke.demo.records import Raw, generate
from huitouke.testing.bench.particulars import particulars

SEED: Final = 11
NEW_SEED: Final = 12
BRANCHES: Final = 3
FILE_SYSTEM: Final = "bench"

HEADINGS: Final = {
    "external_id": "编号", "name": "姓名", "latin_name": "英文姓名", "form_of_address": "称呼", "sex": "性别",
    "birth_date": "出生日期", "kept_birthday": "过生日", "lunar_birthday": "农历生日", "nationality": "国籍",
    "language": "语言", "id_card": "身份证号", "passport": "护照号", "hkmo_permit": "港澳居民来往内地通行证",
    "taiwan_permit": "台胞证", "residence_permit": "居住证", "foreign_id": "永久居留证", "mobile": "手机",
    "home_phone": "家庭电话", "office_phone": "办公电话", "phone": "电话", "fax": "传真", "email": "邮箱",
    "wechat": "微信", "qq": "QQ", "address": "地址", "company": "公司", "position": "职务",
    "card_number": "会员卡号", "plate": "车牌号", "preference": "喜好", "taboo": "忌讳", "allergy": "过敏",
    "tag": "标签", "note": "备注", "referred_by": "推荐人", "extra:渠道": "渠道", "extra:昵称": "昵称",
    "occupation": "职业", "native_place": "籍贯", "work_address": "单位地址", "family_structure": "家庭结构",
    "heard_from": "如何得知", "choice_reason": "选择原因", "usage": "用途", "need": "需求", "budget": "预算",
    "vip_grade": "VIP等级", "contact_preference": "联系偏好", "hobby": "爱好", "decision_maker": "决策人",
}  # fmt: skip
"""Target → heading of the file of guests, one column each."""

_JOINED: Final = frozenset({"preference", "taboo", "allergy", "tag"})
_RENAMED: Final = {"extra:英文名": "extra:昵称"}


class Given(NamedTuple):
    """A raw guest on its way in: which system told it, about a guest of which branch."""

    system: str
    branch: str
    raw: Raw


def branch_codes() -> list[str]:
    """The branches of the benches' group."""
    return [branch.code for branch in make_group(BRANCHES).branches]


def guests(count: int, seed: int, today: date) -> Iterator[Given]:
    """`count` raw guests of the seeded generator, each target with one text, as a file's row has one cell."""
    rnd = random.Random(seed)
    for record in generate(count, seed, branch_codes(), today):
        yield Given(record.system, record.branch, {**_as_row(record.raw), **particulars(rnd)})


def filed(given: Iterable[Given], branch: str) -> Iterator[Given]:
    """The same guests as one file of one branch tells them: the ids of all systems in one column."""
    for one in given:
        number = f"{one.system}-{one.raw['external_id'][0]}"
        yield Given(FILE_SYSTEM, branch, {**one.raw, "external_id": [number]})


def write_file(path: Path, rows: Iterable[Given]) -> int:
    """Writes the rows as CSV in UTF-8 and gives their number. Raises ValueError for a target without a column:
    what the generator tells must not get lost on the way."""
    targets = list(HEADINGS)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        for row in rows:
            if lost := row.raw.keys() - HEADINGS.keys():
                raise ValueError(f"no column for {', '.join(sorted(lost))}")
            writer.writerow([_cell(row.raw.get(target, ())) for target in targets])
            count += 1
    return count


def _as_row(raw: Raw) -> Raw:
    row = {}
    for target, texts in raw.items():
        target = _RENAMED.get(target, target)
        row[target] = ["；".join(texts)] if target in _JOINED else texts
    return row


def _cell(texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise ValueError("one column cannot hold several texts")
    return texts[0] if texts else ""
