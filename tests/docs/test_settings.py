"""docs/reference/settings.md is written from the table of settings (`pytest --write-golden`)."""

from huitouke.config.variables import SETTINGS
from huitouke.testing.golden import assert_golden
from huitouke.testing.sources import REPOSITORY, product_files, texts_of

PAGE = REPOSITORY / "docs" / "reference" / "settings.md"

HEAD = """# Settings

Each is an environment variable, or a line `NAME=value` of the file that `HUITOUKE_ENV_FILE` names (default: `.env` at
the repository's root; see `.env.example`). The process wins over the file; an empty variable counts as not set. A value
that makes no sense stops every command with the name of the variable. This page is written from `config/variables.py`
by `./huitouke test -- tests/docs --write-golden`.

每项设置都是环境变量，也可写在 `.env` 文件里（每行 `名称=值`）；两处都有时以环境变量为准，留空等于未设置。

| name | kind | default | what | 说明 |
|---|---|---|---|---|
"""
INTERNAL = """
## Set by our own commands

Nobody else's business; named so that they are known when seen.

| name | kind | default | what | 说明 |
|---|---|---|---|---|
"""


def line(setting):
    kind = " or ".join(f"`{choice}`" for choice in setting.choices) or setting.kind
    cells = [
        f"`{setting.name}`",
        kind,
        f"`{setting.default}`" if setting.default else "",
        setting.en,
        setting.zh,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def test_the_page_of_settings_is_what_the_table_says(is_writing_golden):
    made = HEAD + "".join(line(setting) for setting in SETTINGS if not setting.internal)
    made += INTERNAL + "".join(line(setting) for setting in SETTINGS if setting.internal)
    assert_golden(PAGE, made, is_writing=is_writing_golden)


def test_no_setting_is_read_that_is_not_in_the_table():
    from huitouke.config.env import unknown_variables

    read = {
        text
        for tree in product_files().values()
        for text in texts_of(tree)
        if text.startswith("HUITOUKE_") and text.replace("_", "").isalnum() and not text.endswith("_")
    }
    assert unknown_variables(dict.fromkeys(read, "")) == []


def test_every_setting_has_words_in_both_languages():
    for setting in SETTINGS:
        assert setting.en.isascii() or "…" in setting.en
        assert any("\u4e00" <= sign <= "\u9fff" for sign in setting.zh)
