"""Every `HUITOUKE_…` variable: read once, typed, refused loudly by name where it makes no sense.

A variable is taken from the process, else from the file that HUITOUKE_ENV_FILE names (default: `.env` at the
root of the repository, where there is one), else from the default in `SETTINGS`. An empty variable counts as
not set. This file imports no Django, so that the launcher's commands can read it before Django is there.
"""

import base64
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huitouke.cli.postgres_folders import APP_ROLE, DATABASE, OWNER_ROLE, PORT, postgres_folder, socket_folder
from huitouke.config.variables import SETTINGS

REPOSITORY: Final = Path(__file__).resolve().parents[3]
KEY_BYTES: Final = 32

DatabaseRole = Literal["owner", "app"]


class EnvError(ValueError):
    """A variable that cannot be used. The message names it and says what is accepted, never its value."""

    def __init__(self, name: str, accepted: str) -> None:
        super().__init__(f"{name}: {accepted}")
        self.name = name
        self.accepted = accepted


_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}
_MASTER: Final = r"local(\[[0-9*,]+\])?|yarn|(spark|k8s)://\S+"
_YES: Final = frozenset({"1", "yes", "true", "on"})
_NO: Final = frozenset({"0", "no", "false", "off"})


@dataclass(frozen=True, slots=True)
class Env:
    """The settings of this process, checked. Keys are bytes; `repr` shows no secret."""

    home: Path
    database_url: str
    database_owner_url: str
    database_role: DatabaseRole
    database_pool: int
    secret_key: str
    field_keys: tuple[bytes, ...]
    blind_index_key: bytes
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    https: bool
    debug: bool
    language: str
    time_zone: str
    log_level: str
    email_url: str
    email_from: str
    test_template: str
    backup_dir: Path
    backup_key: bytes | None
    backup_at: time | None
    backup_keep: tuple[int, int, int]
    webhook_private: bool
    matching_engine: str
    spark_master: str
    spark_folder: str

    def __repr__(self) -> str:
        return f"Env(home={str(self.home)!r}, embedded={not self.database_url})"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is our own server under `home`."""
        return not self.database_url


@cache
def env() -> Env:
    """The settings of this process, read at the first call; makes `home` and missing keys.

    Raises EnvError, which names the variable and what it accepts.
    """
    return read_env(os.environ)


def read_env(process: Mapping[str, str]) -> Env:
    """Reads and checks the settings from `process` and the file it names. Raises EnvError."""
    values = {**_read_env_file(process), **{name: text for name, text in process.items() if text}}

    def text(name: str) -> str:
        return (values.get(name) or _BY_NAME[name].default).strip()

    home = REPOSITORY / Path(text("HUITOUKE_HOME")).expanduser()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(
            "HUITOUKE_HOME", f"a folder that can be made and written ({error.strerror})"
        ) from error
    role: DatabaseRole = "owner" if _choice("HUITOUKE_DATABASE_ROLE", text) == "owner" else "app"
    database_url = _database_url("HUITOUKE_DATABASE_URL", text)
    return Env(
        home=home,
        database_url=database_url,
        database_owner_url=_database_url("HUITOUKE_DATABASE_OWNER_URL", text) or database_url,
        database_role=role,
        database_pool=_number("HUITOUKE_DATABASE_POOL", text),
        secret_key=_secret_key(home, text("HUITOUKE_SECRET_KEY")),
        field_keys=_keys("HUITOUKE_FIELD_KEYS", text, home / "keys" / "field_keys"),
        blind_index_key=_single_key("HUITOUKE_BLIND_INDEX_KEY", text, home / "keys" / "blind_index_key"),
        allowed_hosts=_list(text("HUITOUKE_ALLOWED_HOSTS")),
        trusted_origins=_origins("HUITOUKE_TRUSTED_ORIGINS", text),
        https=_flag("HUITOUKE_HTTPS", text),
        debug=_flag("HUITOUKE_DEBUG", text),
        language=_choice("HUITOUKE_LANGUAGE", text),
        time_zone=_time_zone("HUITOUKE_TIME_ZONE", text),
        log_level=_choice("HUITOUKE_LOG_LEVEL", text),
        email_url=_email_url("HUITOUKE_EMAIL_URL", text),
        email_from=text("HUITOUKE_EMAIL_FROM"),
        test_template=text("HUITOUKE_TEST_TEMPLATE"),
        backup_dir=_folder(text("HUITOUKE_BACKUP_DIR"), home / "backups"),
        backup_key=_optional_key("HUITOUKE_BACKUP_KEY", text),
        backup_at=_hour("HUITOUKE_BACKUP_AT", text),
        backup_keep=_three_numbers("HUITOUKE_BACKUP_KEEP", text),
        webhook_private=_flag("HUITOUKE_WEBHOOK_PRIVATE", text),
        matching_engine=_choice("HUITOUKE_MATCHING_ENGINE", text),
        spark_master=_of_form(
            "HUITOUKE_SPARK_MASTER", text, _MASTER, "local[*], spark://host:7077, yarn or k8s://…"
        ),
        spark_folder=_spark_folder(text),
    )


def is_given(name: str) -> bool:
    """Whether somebody set this variable, in the process or the environment file."""
    return bool(os.environ.get(name) or _read_env_file(os.environ).get(name))


def unknown_variables(process: Mapping[str, str]) -> list[str]:
    """Names that begin with HUITOUKE_ and that nothing reads: most often a misspelling."""
    known = {
        *_BY_NAME,
        "HUITOUKE_PYTHON",
        "HUITOUKE_SHARED",
        "HUITOUKE_TEST_DATABASE_URL",
        "HUITOUKE_TEST_HOMES",
    }
    return sorted(name for name in process if name.startswith("HUITOUKE_") and name not in known)


def database_settings(settings: Env) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for these settings: our embedded server, or the one the address names.

    The embedded server is spoken to through its socket folder as `huitouke` (owner of the tables) or
    `huitouke_app`; an address of one's own carries its account itself.
    """
    if settings.is_embedded:
        default: dict[str, Any] = {
            "NAME": DATABASE,
            "USER": OWNER_ROLE if settings.database_role == "owner" else APP_ROLE,
            "HOST": str(socket_folder(settings.home)),
            "PORT": PORT,
            "OPTIONS": {},
        }
    else:
        is_owner = settings.database_role == "owner"
        default = _database_parts(settings.database_owner_url if is_owner else settings.database_url)
    default["ENGINE"] = "django.db.backends.postgresql"
    default["OPTIONS"]["application_name"] = "huitouke"
    if settings.database_pool:
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": settings.database_pool, "timeout": 10}
    if settings.test_template:
        default["TEST"] = {"TEMPLATE": settings.test_template}
    return {"default": default}


_Text = Callable[[str], str]


def _flag(name: str, text: _Text) -> bool:
    value = text(name).lower()
    if value not in _YES | _NO:
        raise EnvError(name, "yes or no (also 1/0, true/false, on/off)")
    return value in _YES


def _choice(name: str, text: _Text) -> str:
    choices = _BY_NAME[name].choices
    for choice in choices:
        if choice.lower() == text(name).lower():
            return choice
    raise EnvError(name, f"one of {', '.join(choices)}")


def _number(name: str, text: _Text) -> int:
    if not text(name).isdecimal():
        raise EnvError(name, "a whole number, 0 or more")
    return int(text(name))


def _list(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _origins(name: str, text: _Text) -> tuple[str, ...]:
    origins = _list(text(name))
    if not all(origin.startswith(("https://", "http://")) for origin in origins):
        raise EnvError(
            name, "origins with their scheme, such as https://crm.example.com, separated by commas"
        )
    return origins


def _time_zone(name: str, text: _Text) -> str:
    try:
        return ZoneInfo(text(name)).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise EnvError(name, "an IANA time zone such as Asia/Shanghai") from error


def _email_url(name: str, text: _Text) -> str:
    accepted = "smtp://user:password@host:port, smtps://user:password@host:port, console: or none:"
    try:
        parts = urlsplit(text(name))
        _ = parts.port
    except ValueError as error:
        raise EnvError(name, accepted) from error
    if not (parts.scheme in {"console", "none"} or (parts.scheme in {"smtp", "smtps"} and parts.hostname)):
        raise EnvError(name, accepted)
    return text(name)


def _database_url(name: str, text: _Text) -> str:
    url = text(name)
    if not url:
        return ""
    accepted = "postgresql://user:password@host:port/name, or postgresql://user@/name?host=/socket/folder"
    try:
        parts = _database_parts(url)
    except ValueError as error:
        raise EnvError(name, accepted) from error
    if urlsplit(url).scheme not in {"postgresql", "postgres"} or not parts["NAME"]:
        raise EnvError(name, accepted)
    return url


def _database_parts(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def _decoded_key(name: str, encoded: str) -> bytes:
    accepted = f"{KEY_BYTES} bytes in base64url"
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise EnvError(name, accepted) from error
    if len(key) != KEY_BYTES:
        raise EnvError(name, accepted)
    return key


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _keys(name: str, text: _Text, path: Path) -> tuple[bytes, ...]:
    encoded = _list(text(name) or _kept(name, path, _new_key).replace("\n", ","))
    if not encoded:
        raise EnvError(name, f"at least one key of {KEY_BYTES} bytes in base64url")
    return tuple(_decoded_key(name, key) for key in encoded)


def _single_key(name: str, text: _Text, path: Path) -> bytes:
    return _decoded_key(name, text(name) or _kept(name, path, _new_key))


def _folder(named: str, otherwise: Path) -> Path:
    return REPOSITORY / Path(named).expanduser() if named else otherwise


def _of_form(name: str, text: _Text, form: str, accepted: str) -> str:
    if not re.fullmatch(form, text(name)):
        raise EnvError(name, accepted)
    return text(name)


def _spark_folder(text: _Text) -> str:
    name = "HUITOUKE_SPARK_FOLDER"
    folder = _of_form(
        name, text, r"([a-z0-9]+://\S+)?", "a folder with its scheme: hdfs://…, s3a://… or file:///…"
    )
    if not folder and not text("HUITOUKE_SPARK_MASTER").startswith("local"):
        raise EnvError(name, "a folder that every machine of the Spark cluster reaches, with its scheme")
    return folder


def _optional_key(name: str, text: _Text) -> bytes | None:
    return _decoded_key(name, text(name)) if text(name) else None


def _hour(name: str, text: _Text) -> time | None:
    if text(name).lower() == "off":
        return None
    try:
        return time.fromisoformat(text(name)).replace(tzinfo=None)
    except ValueError as error:
        raise EnvError(name, "a time of the day such as 03:10, or off") from error


def _three_numbers(name: str, text: _Text) -> tuple[int, int, int]:
    numbers = [int(word) for word in _list(text(name)) if word.isdecimal() and len(word) < 5]
    if len(numbers) != 3 or len(_list(text(name))) != 3 or numbers[0] < 1:
        raise EnvError(name, "three whole numbers such as 7,4,12, the first of them 1 or more")
    return numbers[0], numbers[1], numbers[2]


def _secret_key(home: Path, given: str) -> str:
    name = "HUITOUKE_SECRET_KEY"
    key = given or _kept(name, home / "keys" / "secret_key", lambda: secrets.token_urlsafe(64), seals=False)
    if len(key) < 50:
        raise EnvError(name, "at least 50 characters")
    return key


def _kept(name: str, path: Path, make: Callable[[], str], *, seals: bool = True) -> str:
    """The key in `path`, made there (mode 0600) at first start; two first starts at once agree on one key.

    Where a database is there already, a missing key that seals data is never made anew: what the lost one
    sealed would stay shut, and nobody would notice for a while.
    """
    try:
        if not path.exists():
            if seals and (postgres_folder(path.parents[1]) / "data").exists():
                raise EnvError(name, f"{path} is missing, though there are data sealed with it: put it back")
            path.parent.mkdir(mode=0o700, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(make() + "\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise EnvError(name, f"set it, or let {path} be read and written ({error.strerror})") from error


def _read_env_file(process: Mapping[str, str]) -> dict[str, str]:
    """The variables of the environment file. Lines are NAME=value, with # comments and optional quotes."""
    named = process.get("HUITOUKE_ENV_FILE") or ""
    if named == "none":
        return {}
    path = REPOSITORY / Path(named or ".env").expanduser()
    if not path.is_file():
        if named:
            raise EnvError("HUITOUKE_ENV_FILE", "a file that exists, or none")
        return {}
    values: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            raise EnvError("HUITOUKE_ENV_FILE", f"lines of the form NAME=value; line {number} is not one")
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        values[name] = value
    return values
