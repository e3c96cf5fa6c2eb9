from huitouke.identity.matching.labelled import read_labelled


def test_a_table_of_chinese_guests_is_read_as_source_records_are(tmp_path):
    path = tmp_path / "guests.csv"
    path.write_text(
        "who,姓名,手机,身份证,出生日期\n"
        "1,张伟,13900139001,11010519491231002X,1949-12-31\n"
        "1,ZHANG WEI,+86 139 0013 9001,X1,\n",
        encoding="utf-8",
    )
    first, second = read_labelled(path, "who").rows
    assert (first.family, first.hanzi, first.name_key) == ("zhang", "张伟", "wei zhang")
    assert (second.hanzi, second.name_key) == ("", "wei zhang")
    assert first.phones == second.phones == ("+8613900139001",)
    assert first.documents == ("id_card:11010519491231002X",)
    assert (second.documents, second.passports) == ((), ("x1",)), (
        "a number that fails its check digit forbids nothing"
    )
