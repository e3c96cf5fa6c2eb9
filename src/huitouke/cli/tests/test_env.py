"""The environment: every wrong variable is refused by its name, and no secret is told."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from huitouke.cli.wiring import Environment
from huitouke.config.env import (
    REPOSITORY,
    Env,
    EnvError,
    database_settings,
    read_env,
    unknown_variables,
)
from huitouke.config.mail import email_settings
from huitouke.config.variables import SETTINGS

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture
def process(tmp_path):
    return {"HUITOUKE_HOME": str(tmp_path / "home"), "HUITOUKE_ENV_FILE": "none"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUITOUKE_DEBUG", "maybe"),
        ("HUITOUKE_HTTPS", "2"),
        ("HUITOUKE_LANGUAGE", "fr"),
        ("HUITOUKE_TIME_ZONE", "China/Nowhere"),
        ("HUITOUKE_TIME_ZONE", "../../etc/passwd"),
        ("HUITOUKE_LOG_LEVEL", "LOUD"),
        ("HUITOUKE_DATABASE_URL", "mysql://host/name"),
        ("HUITOUKE_DATABASE_URL", "postgresql://host:port/name"),
        ("HUITOUKE_DATABASE_URL", "postgresql://host/"),
        ("HUITOUKE_DATABASE_OWNER_URL", "nonsense"),
        ("HUITOUKE_SECRET_KEY", "short"),
        ("HUITOUKE_FIELD_KEYS", "not-a-key"),
        ("HUITOUKE_FIELD_KEYS", f"{KEY},{KEY[:20]}"),
        ("HUITOUKE_FIELD_KEYS", ","),
        ("HUITOUKE_BLIND_INDEX_KEY", "钥匙"),
        ("HUITOUKE_TRUSTED_ORIGINS", "crm.example.com"),
        ("HUITOUKE_EMAIL_URL", "pigeon://roof"),
        ("HUITOUKE_EMAIL_URL", "smtp://"),
        ("HUITOUKE_DATABASE_ROLE", "root"),
        ("HUITOUKE_DATABASE_POOL", "-1"),
        ("HUITOUKE_HOME", "/dev/null/home"),
        ("HUITOUKE_ENV_FILE", "/nowhere/.env"),
        ("HUITOUKE_MATCHING_ENGINE", "hadoop"),
        ("HUITOUKE_SPARK_MASTER", "host:7077"),
        ("HUITOUKE_SPARK_MASTER", "local[two]"),
        ("HUITOUKE_SPARK_FOLDER", "/mnt/shared"),
    ],
)
def test_a_wrong_variable_is_refused_by_name_and_its_value_is_not_told(process, name, value):
    with pytest.raises(EnvError) as refused:
        read_env({**process, name: value})
    assert refused.value.name == name
    assert str(refused.value).startswith(f"{name}: ")
    if len(value) > 3 and "KEY" in name:
        assert value not in str(refused.value)


def test_the_defaults_are_those_of_a_safe_production(process):
    env = read_env(process)
    assert (env.https, env.debug, env.language, env.database_role) == (True, False, "zh-hans", "app")
    assert env.is_embedded


def test_keys_are_made_once_and_nobody_else_may_read_them(process, tmp_path):
    first, second = read_env(process), read_env(process)
    assert first.field_keys == second.field_keys
    assert first.blind_index_key == second.blind_index_key
    assert first.secret_key == second.secret_key
    assert len({*first.field_keys, first.blind_index_key}) == 2
    keys = tmp_path / "home" / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert sorted(path.name for path in keys.iterdir()) == ["blind_index_key", "field_keys", "secret_key"]


def test_first_starts_at_once_agree_on_the_keys(process):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read_env(process).field_keys, range(16)))
    assert len(set(made)) == 1


def test_a_lost_key_is_not_made_anew_where_data_are(process, tmp_path):
    read_env(process)
    (tmp_path / "home" / "postgres" / "data").mkdir(parents=True)
    (tmp_path / "home" / "keys" / "field_keys").unlink()
    with pytest.raises(EnvError, match=r"HUITOUKE_FIELD_KEYS: .* put it back"):
        read_env(process)
    assert not (tmp_path / "home" / "keys" / "field_keys").exists()


def test_given_keys_are_taken_in_order_and_none_is_written(process, tmp_path):
    other = base64.urlsafe_b64encode(b"b" * 32).decode().rstrip("=")
    given = {"HUITOUKE_FIELD_KEYS": f"{other}, {KEY}", "HUITOUKE_BLIND_INDEX_KEY": KEY}
    env = read_env({**process, **given})
    assert env.field_keys == (b"b" * 32, bytes(range(32)))
    assert {path.name for path in (tmp_path / "home" / "keys").iterdir()} == {"secret_key"}


def test_the_representation_tells_no_secret(process):
    env = read_env(process)
    assert env.secret_key not in repr(env)
    assert "field_keys" not in repr(env)


def test_the_file_is_read_and_the_process_goes_before_it(process, tmp_path):
    file = tmp_path / "settings"
    file.write_text('# ours\nexport HUITOUKE_DEBUG="yes"\nHUITOUKE_LANGUAGE = en\n\n', encoding="utf-8")
    env = read_env({**process, "HUITOUKE_ENV_FILE": str(file), "HUITOUKE_LANGUAGE": "zh-hans"})
    assert (env.debug, env.language) == (True, "zh-hans")
    file.write_text("HUITOUKE_DEBUG=no\nwhat is this\n", encoding="utf-8")
    with pytest.raises(EnvError, match="line 2"):
        read_env({**process, "HUITOUKE_ENV_FILE": str(file)})


def test_the_embedded_server_is_reached_as_owner_or_as_application(process, tmp_path):
    as_app = database_settings(read_env(process))["default"]
    as_owner = database_settings(read_env({**process, "HUITOUKE_DATABASE_ROLE": "owner"}))["default"]
    assert (as_app["USER"], as_owner["USER"], as_app["NAME"]) == ("huitouke_app", "huitouke", "huitouke")
    assert as_app["HOST"] == str(tmp_path / "home" / "run") == as_owner["HOST"]


def test_an_address_of_ones_own_is_taken_apart(process):
    given = {
        "HUITOUKE_DATABASE_URL": "postgresql://app:p%40ss@db.example.com:5433/crm?sslmode=require",
        "HUITOUKE_DATABASE_OWNER_URL": "postgresql://owner@/crm?host=/run/postgresql",
        "HUITOUKE_DATABASE_POOL": "4",
    }
    found = database_settings(read_env({**process, **given}))["default"]
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "app",
        "p@ss",
        "db.example.com",
        "5433",
        "crm",
    )
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 4
    owner = database_settings(read_env({**process, **given, "HUITOUKE_DATABASE_ROLE": "owner"}))["default"]
    assert (owner["USER"], owner["HOST"]) == ("owner", "/run/postgresql")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("none:", {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}),
        ("console:", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        (
            "smtp://u:p%3A@mail.example.com",
            {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True, "EMAIL_HOST_PASSWORD": "p:"},
        ),
        ("smtps://mail.example.com", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False}),
        ("smtp://localhost:25", {"EMAIL_PORT": 25, "EMAIL_USE_TLS": False}),
    ],
)
def test_mail_leaves_as_the_address_says(process, url, expected):
    found = email_settings(read_env({**process, "HUITOUKE_EMAIL_URL": url}))
    assert {name: found[name] for name in expected} == expected


def test_a_spark_cluster_wants_a_folder_that_all_its_machines_reach(process):
    cluster = {**process, "HUITOUKE_MATCHING_ENGINE": "spark", "HUITOUKE_SPARK_MASTER": "spark://one:7077"}
    with pytest.raises(EnvError) as refused:
        read_env(cluster)
    assert refused.value.name == "HUITOUKE_SPARK_FOLDER"
    found = read_env({**cluster, "HUITOUKE_SPARK_FOLDER": "hdfs://store/huitouke"})
    assert (found.matching_engine, found.spark_folder) == ("spark", "hdfs://store/huitouke")
    assert read_env({**process, "HUITOUKE_MATCHING_ENGINE": "spark"}).spark_master == "local[*]"


def test_a_misspelt_variable_is_noticed():
    given = {"HUITOUKE_DATABSE_URL": "x", "HUITOUKE_DEBUG": "no", "HOME": "/"}
    assert unknown_variables(given) == ["HUITOUKE_DATABSE_URL"]


def test_every_variable_is_described_in_both_languages_and_in_the_example():
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert setting.zh
        assert setting.en
        assert setting.internal or setting.name == "HUITOUKE_ENV_FILE" or f"#{setting.name}=" in example


def test_the_settings_have_what_the_commands_read():
    needed = {name for name in vars(Environment) if not name.startswith("_")}
    assert needed <= {*Env.__dataclass_fields__, "is_embedded"}
