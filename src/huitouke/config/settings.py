"""Django's settings, from the typed environment (env.py). The defaults are those of a safe production."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from huitouke.config.env import REPOSITORY, database_settings, env
from huitouke.config.mail import email_settings

_env = env()

REPOSITORY_ROOT: Path = REPOSITORY
HOME: Path = _env.home
BUILD: Path = REPOSITORY / "build"

SECRET_KEY = _env.secret_key
FIELD_KEYS: tuple[bytes, ...] = _env.field_keys
BLIND_INDEX_KEY: bytes = _env.blind_index_key
BACKUP_DIR: Path = _env.backup_dir
BACKUP_AT = _env.backup_at
BACKUP_KEEP = _env.backup_keep
HAS_BACKUP_KEY = _env.backup_key is not None
WEBHOOK_PRIVATE = _env.webhook_private
MATCHING_ENGINE = _env.matching_engine
SPARK_MASTER = _env.spark_master
SPARK_FOLDER = _env.spark_folder
DEBUG = _env.debug
ALLOWED_HOSTS = list(_env.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(_env.trusted_origins)

INSTALLED_APPS = [
    "huitouke.kernel",
    "huitouke.access",
    "huitouke.intake",
    "huitouke.hotels",
    "huitouke.guests",
    "huitouke.identity",
    "huitouke.stays",
    "huitouke.capture",
    "huitouke.connectors.webhooks",
    "huitouke.connectors.messages",
    "huitouke.api",
    "huitouke.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_vite",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "huitouke.web.base.middleware.ClosedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huitouke.web.base.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "huitouke.web.base.middleware.FileLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    # After the sign-in is asked for: the search for the token reads the body, files and all.
    "django.middleware.csrf.CsrfViewMiddleware",
    "huitouke.web.base.middleware.PlainTextMiddleware",
    "huitouke.web.base.middleware.ActorMiddleware",
    "huitouke.web.base.middleware.LanguageMiddleware",
    "huitouke.web.base.middleware.ZoneMiddleware",
    "huitouke.web.base.gate.GateMiddleware",
    "huitouke.web.base.gate.SwitchMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huitouke.web.base.middleware.PlainFormMiddleware",
    "huitouke.web.base.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "huitouke.config.urls"
WSGI_APPLICATION = "huitouke.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huitouke.web.base.context.shell",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = database_settings(_env)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "huitouke.web.base.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Guessing is counted by axes, in the database and so over all processes.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "change_password": "huitouke.web.base.second_factor.CountedChangePasswordForm",
}

MFA_ADAPTER = "huitouke.web.base.second_factor.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Huitouke"
# A telephone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# Codes are counted by axes too, and a passkey's signature is nothing that is guessed.
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "huitouke.web.base.second_factor.CountedAuthenticateForm",
    "reauthenticate": "huitouke.web.base.second_factor.CountedReauthenticateForm",
}

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "huitouke.web.base.accounts.attempted_login"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False

SESSION_ENGINE = "huitouke.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _env.https
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if _env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _env.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _env.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = _env.language
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BUILD / "locale"]
TIME_ZONE = _env.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["huitouke.config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BUILD / "static"
STATICFILES_DIRS = [("frontend", BUILD / "frontend")]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Za-z_-]{8,}\.[a-z0-9]+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BUILD / "frontend" / "manifest.json",
        "static_url_prefix": "frontend",
    }
}
SILENCED_SYSTEM_CHECKS = ["django_vite.W001", "staticfiles.W004"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT_BYTES = 1_000_000_000

globals().update(email_settings(_env))

PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 4.0,
    "stalled_worker_timeout": 20.0,
    # A job that is queued again is not announced, as a new one is.
    "fetch_job_polling_interval": 1.0,
    # Two jobs every five seconds: half a million rows a fortnight that nobody reads.
    "delete_jobs": "successful",
}
# Cron speaks of the hotel's hours.
PROCRASTINATE_ON_APP_READY = "huitouke.kernel.periodic.keep_the_hotels_clock"
PROCRASTINATE_IMPORT_PATHS: list[str] = [
    "huitouke.kernel.tasks",
    "huitouke.guests.tasks",
    "huitouke.kernel.backups.tasks",
    "huitouke.access.tasks",
    "huitouke.api.tasks",
    "huitouke.capture.tasks",
    "huitouke.connectors.files.tasks",
    "huitouke.connectors.webhooks.tasks",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "huitouke.kernel.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _env.log_level},
    "loggers": {"axes": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}},
}
