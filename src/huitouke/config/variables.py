"""The table of every `HUITOUKE_…` variable: what `config/env.py` reads and what the reference documents."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "flag", "list", "path", "url", "choice", "number", "keys"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the documentation: its type, its default as written, and what it does in two languages.

    `internal` ones are set by our own commands for their children and are no one else's business.
    """

    name: str
    kind: Kind
    default: str
    zh: str
    en: str
    choices: tuple[str, ...] = ()
    internal: bool = False


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "HUITOUKE_HOME",
        "path",
        ".huitouke",
        "数据所在文件夹：内置数据库、密钥、附件、日志。相对路径从仓库根目录算起。",
        "Folder of all data: embedded database, keys, attachments, logs. A relative path starts at the "
        "repository's root.",
    ),
    Setting(
        "HUITOUKE_DATABASE_URL",
        "url",
        "",
        "改用外部 PostgreSQL（15 或以上）：postgresql://用户:密码@主机:端口/库名。留空则用内置数据库。",
        "Use a PostgreSQL 15 or later of your own: postgresql://user:password@host:port/name. Empty: the "
        "embedded server.",
    ),
    Setting(
        "HUITOUKE_DATABASE_OWNER_URL",
        "url",
        "",
        "升级表结构所用的账号（拥有表）；留空则同 HUITOUKE_DATABASE_URL。分开后，应用本身改不动审计记录。",
        "The account that owns the tables and migrates them; empty: the same as HUITOUKE_DATABASE_URL. Kept "
        "apart, the application itself cannot change the audit trail.",
    ),
    Setting(
        "HUITOUKE_SECRET_KEY",
        "text",
        "",
        "会话与签名所用密钥，至少 50 个字符。留空则首次启动时生成于 HUITOUKE_HOME/keys。",
        "Signs sessions and links, at least 50 characters. Empty: made at first start under "
        "HUITOUKE_HOME/keys.",
    ),
    Setting(
        "HUITOUKE_FIELD_KEYS",
        "keys",
        "",
        "证件号等字段的加密密钥，逗号分隔，每个为 32 字节的 base64url；第一个用于加密，其余只用于解密。"
        "留空则首次启动时生成于 HUITOUKE_HOME/keys。请与数据库备份分开保管。",
        "Keys that encrypt document numbers and the like, separated by commas, each 32 bytes in base64url; "
        "the first encrypts, the others only open. Empty: made at first start under HUITOUKE_HOME/keys. Keep "
        "a copy away from the database's backups.",
    ),
    Setting(
        "HUITOUKE_BLIND_INDEX_KEY",
        "keys",
        "",
        "按证件号精确查找所用的索引密钥，32 字节的 base64url。留空则首次启动时生成于 HUITOUKE_HOME/keys。",
        "Key of the index by which an encrypted number is found, 32 bytes in base64url. Empty: made at first "
        "start under HUITOUKE_HOME/keys.",
    ),
    Setting(
        "HUITOUKE_ALLOWED_HOSTS",
        "list",
        "localhost,127.0.0.1,[::1]",
        "允许访问的主机名，逗号分隔。",
        "Host names under which the site answers, separated by commas.",
    ),
    Setting(
        "HUITOUKE_TRUSTED_ORIGINS",
        "list",
        "",
        "反向代理之外的可信来源，逗号分隔，带协议：https://crm.example.com。",
        "Origins trusted for forms behind a proxy, separated by commas, with scheme: https://crm.example.com.",
    ),
    Setting(
        "HUITOUKE_HTTPS",
        "flag",
        "yes",
        "浏览器经 HTTPS 访问：Cookie 只走加密连接，并启用 HSTS。只有本机演示（./huitouke demo）默认关闭。",
        "Browsers come by HTTPS: cookies travel encrypted only, and HSTS is on. Off by default only in the "
        "demo on this machine (./huitouke demo).",
    ),
    Setting(
        "HUITOUKE_DEBUG",
        "flag",
        "no",
        "出错时显示内部细节，仅供开发。",
        "Show the inside of an error on the page, for development only.",
    ),
    Setting(
        "HUITOUKE_LANGUAGE",
        "choice",
        "zh-hans",
        "界面默认语言。",
        "Language of the screens until a user chooses.",
        choices=("zh-hans", "en"),
    ),
    Setting(
        "HUITOUKE_TIME_ZONE",
        "text",
        "Asia/Shanghai",
        "集团默认时区（IANA 名称），夜间任务按它的钟点运行；每家门店可另设。",
        "Time zone of the group (IANA name), by whose clock work of the night is done; a branch may have its own.",
    ),
    Setting(
        "HUITOUKE_LOG_LEVEL",
        "choice",
        "INFO",
        "日志级别。",
        "How much the log tells.",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
    Setting(
        "HUITOUKE_EMAIL_URL",
        "url",
        "none:",
        "发信方式：smtp://用户:密码@主机:587（STARTTLS）、smtps://…:465、console:（打印到终端）、none:（不发）。",
        "How mail leaves: smtp://user:password@host:587 (STARTTLS), smtps://…:465, console: (printed), none: "
        "(not sent).",
    ),
    Setting(
        "HUITOUKE_EMAIL_FROM",
        "text",
        "huitouke@localhost",
        "系统邮件的发件人。",
        "Sender of the system's own mail.",
    ),
    Setting(
        "HUITOUKE_BACKUP_DIR",
        "path",
        "",
        "备份所在文件夹，最好在另一块磁盘上；留空则为 HUITOUKE_HOME/backups。",
        "Folder of the backups, best on another disk; empty: HUITOUKE_HOME/backups.",
    ),
    Setting(
        "HUITOUKE_BACKUP_KEY",
        "keys",
        "",
        "备份文件的加密密钥，32 字节的 base64url（./huitouke backup --new-key 生成）。留空则备份不加密，只防篡改。"
        "请抄录一份，与备份分开保管：没有它，加密的备份打不开。",
        "Key that encrypts backups, 32 bytes in base64url (./huitouke backup --new-key makes one). Empty: backups "
        "are not encrypted, only sealed against change. Keep a copy away from the backups: without it an encrypted "
        "backup stays shut.",
    ),
    Setting(
        "HUITOUKE_BACKUP_AT",
        "text",
        "03:10",
        "每天自动备份的时刻（HUITOUKE_TIME_ZONE 时区）；写 off 表示不自动备份。",
        "When the worker makes the daily backup, in HUITOUKE_TIME_ZONE; `off` makes none.",
    ),
    Setting(
        "HUITOUKE_BACKUP_KEEP",
        "text",
        "7,4,12",
        "自动备份保留多少：每天的、每周的、每月的各几份，逗号分隔。手工备份不会被清理。",
        "How many scheduled backups stay: daily, weekly, monthly ones, separated by commas. Those made by hand stay "
        "until somebody removes them.",
    ),
    Setting(
        "HUITOUKE_WEBHOOK_PRIVATE",
        "flag",
        "no",
        "允许事件推送（web-hook）发往内网地址，并可不用 HTTPS。仅在对方系统就在本酒店内网时开启。",
        "Let web-hooks go to private addresses, and by http. Only where the other program stands in the hotel's own "
        "network.",
    ),
    Setting(
        "HUITOUKE_MATCHING_ENGINE",
        "choice",
        "duckdb",
        "比对全部记录所用的引擎：duckdb 在本机进行；spark 用于一台机器装不下的集团，需先运行 ./huitouke extra spark，"
        "并装有 Java 17 或以上版本。",
        "What compares all records: duckdb on this machine, or spark for groups that outgrow one machine, which wants "
        "./huitouke extra spark and Java 17 or later.",
        choices=("duckdb", "spark"),
    ),
    Setting(
        "HUITOUKE_SPARK_MASTER",
        "text",
        "local[*]",
        "Spark 的主节点：local[*] 为本机，也可写 spark://主机:7077、yarn 等。",
        "The master of Spark: local[*] for this machine, else spark://host:7077, yarn and the like.",
    ),
    Setting(
        "HUITOUKE_SPARK_FOLDER",
        "text",
        "",
        "Spark 比对时存放临时表的位置，集群中每台机器都必须能访问：hdfs://…、s3a://… 或 file:///共享文件夹。"
        "留空则为 HUITOUKE_HOME/matching，只适用于本机。其中含客人资料，比对结束即删除。",
        "Where Spark keeps its tables during a run, reached by every machine of the cluster: hdfs://…, s3a://… or "
        "file:///a/shared/folder. Empty: HUITOUKE_HOME/matching, which does for this machine only. Holds guests' data, "
        "and is emptied when the run ends.",
    ),
    Setting(
        "HUITOUKE_ENV_FILE",
        "path",
        ".env",
        "存放以上变量的文件；写 none 表示不读任何文件。",
        "File that holds these variables; `none` reads no file.",
    ),
    Setting(
        "HUITOUKE_DATABASE_ROLE",
        "choice",
        "app",
        "连接数据库的身份：owner 升级表结构，app 日常运行。",
        "As whom the database is spoken to: owner migrates, app does the daily work.",
        choices=("owner", "app"),
        internal=True,
    ),
    Setting(
        "HUITOUKE_DATABASE_POOL",
        "number",
        "0",
        "每个进程的连接池上限；0 表示不用连接池。",
        "Connections that one process pools; 0 pools none.",
        internal=True,
    ),
    Setting(
        "HUITOUKE_TEST_TEMPLATE",
        "text",
        "",
        "测试库的模板库名。",
        "Database that the tests' databases are copied from.",
        internal=True,
    ),
)
