"""Settings. Everything an operator may change is an environment variable named BARABAR_…; see docs/operating.md.

Embedded by default: one process, SQLite in the data folder. One setting, BARABAR_DATABASE, moves to PostgreSQL.
"""

import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "barabar"
DATA = Path(os.environ.get("BARABAR_DATA", ROOT / "data")).resolve()
DEFINITIONS = ROOT / "definitions"
# An installation's own definitions add to or replace the shipped ones, file by file.
OWN_DEFINITIONS = DATA / "definitions"


def _database(address: str) -> dict:
    """`postgresql://user:password@host:port/name` or nothing (SQLite in the data folder)."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "barabar.sqlite3",
            # Tests run on a real file too: an in-memory database locks otherwise than the one that people use.
            "TEST": {"NAME": DATA / "test.sqlite3"},
            "OPTIONS": {
                # Measured: NORMAL loses acknowledged commits at power loss, DEFERRED refuses concurrent writers.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(
            f"BARABAR_DATABASE: {parts.scheme!r} is not a database Barabar knows. "
            "Give postgresql://user:password@host:port/name, or leave it empty for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def _secret_key() -> str:
    """From the environment, else made once and kept in the data folder; never a shipped default."""
    given = os.environ.get("BARABAR_SECRET_KEY")
    if given:
        return given
    kept = DATA / "secret-key"
    if kept.exists():
        return kept.read_text().strip()
    DATA.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(50)
    handle, partial = tempfile.mkstemp(dir=DATA)
    os.write(handle, made.encode())
    os.close(handle)
    try:
        os.link(partial, kept)  # the first of several processes wins
    except FileExistsError:
        made = kept.read_text().strip()
    os.unlink(partial)
    return made


DEBUG = os.environ.get("BARABAR_DEBUG") == "1"
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("BARABAR_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BARABAR_ORIGINS", "").split(",") if o]
DATABASES = {"default": _database(os.environ.get("BARABAR_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "office",
    "public",
    "api",
    "operations",
    "publishing",
    "analysis",
    "advocacy",
    "coordination",
    "warehouse",
    "chasing",
    "review",
    "collection",
    "surveys",
    "money",
    "plans",
    "messages",
    "access",
    "journal",
    "reference",
    "design",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ninja",
    *(f"barabar.{room}" for room in ROOMS),
]
AUTH_USER_MODEL = "access.Account"
LOGIN_URL = "office:sign-in"
LOGIN_REDIRECT_URL = "office:home"
LOGOUT_REDIRECT_URL = "public:overview"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

MIDDLEWARE = [
    "barabar.config.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "barabar.reference.middleware.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "barabar.reference.middleware.Footnotes",
]
ROOT_URLCONF = "barabar.config.urls"
WSGI_APPLICATION = "barabar.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "barabar.design.context.page",
            ],
            "builtins": ["barabar.reference.templatetags.text", "barabar.design.templatetags.components"],
        },
    }
]

LANGUAGE_CODE = "en"
# The interface's languages. Content may be in any language of definitions/languages.yaml.
LANGUAGES = [("sq", "Shqip"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "barabar_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("BARABAR_TIME_ZONE", "Europe/Tirane")
FORMAT_MODULE_PATH = ["barabar.config.formats"]
FIRST_DAY_OF_WEEK = 1

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
MEDIA_ROOT = DATA / "files"
# The analytical store: made from the ledger, and made again where it is missing.
WAREHOUSE = DATA / "warehouse"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Where the office is reached from outside: links in messages and letters begin with it.
ADDRESS = os.environ.get("BARABAR_ADDRESS", "http://127.0.0.1:8000").rstrip("/") + "/"
# smtp://user:password@host:587?from=office@example.org&tls=start (start, implicit or none); empty: messages wait.
_MAIL = urlsplit(os.environ.get("BARABAR_MAIL", ""))
_MAIL_OPTIONS = dict(parse_qsl(_MAIL.query))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or 587
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_TLS = _MAIL_OPTIONS.get("tls", "start") == "start"
EMAIL_USE_SSL = _MAIL_OPTIONS.get("tls") == "implicit"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _MAIL_OPTIONS.get("from", "barabar@localhost")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
BEHIND_TLS = os.environ.get("BARABAR_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# True marks every page and every file as demonstration; the demonstration loader sets it in the data folder.
DEMONSTRATION = (DATA / "demonstration").exists()
# A regional installation may not switch the mark off (LANGUAGE.md 4); a national one may.
STATUS_MARKS = os.environ.get("BARABAR_STATUS_MARKS", "1") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"private": {"()": "barabar.reference.private.HidePrivateAddresses"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["private"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BARABAR_LOG_LEVEL", "WARNING")},
}
