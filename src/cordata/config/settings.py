"""Settings of an installation, all from `CORDATA_*` variables (docs/configure.md)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cordata.config import environment as env
from cordata.config import identity
from cordata.config.databases import from_url

PACKAGE = Path(__file__).resolve().parent.parent

DATA_DIR = Path(env.text("DATA_DIR", "var")).resolve()
MODE = env.text("MODE", "production")  # production | rehearsal
REHEARSAL = MODE == "rehearsal"
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
ORIGIN = env.text("ORIGIN", "http://127.0.0.1:8000").rstrip("/")
PACK_DIRS = [Path(path) for path in env.words("PACK_DIRS")]
PROGRAMME = env.text("PROGRAMME")  # code of the site's programme; empty: the first loaded
SCENARIO_DIR = env.text("SCENARIO_DIR") if REHEARSAL else ""  # what others do in a rehearsal

_origin = urlsplit(ORIGIN)
SECURE = _origin.scheme == "https"
_host = _origin.hostname or "127.0.0.1"
ALLOWED_HOSTS = [f"[{_host}]" if ":" in _host else _host, *env.words("EXTRA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_q",
    "django_htmx",
    "csp",
    "template_partials",
    "cordata.kernel",
    "cordata.web",
    "cordata.documents",
    "cordata.notify",
    "cordata.watch",
    "cordata.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "cordata.programme",
    "cordata.meetings",
    "cordata.matching",
    "cordata.applications",
    "cordata.assessment",
    "cordata.selection",
    "cordata.projects",
    "cordata.transparency",
    "cordata.api",
    "cordata.desk",
    "cordata.rehearsal",
]

OIDC = identity.configured()  # empty without an outside identity provider
if OIDC:
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cordata.web.middleware.Arrival",
    "cordata.web.middleware.Busy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cordata.web.middleware.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cordata.web.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cordata.accounts.middleware.Signed",
    "cordata.web.middleware.Headers",
    "cordata.web.middleware.Refusals",
    "cordata.accounts.seeing.ThroughOtherEyes",  # innermost: the view alone is deceived
]
if REHEARSAL:
    # before Arrival, which notes the instant by the shifted clock
    MIDDLEWARE.insert(2, "cordata.rehearsal.middleware.ShiftedClock")

ROOT_URLCONF = "cordata.config.urls"
WSGI_APPLICATION = "cordata.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_loaders = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # so that our sign-in pages win over allauth's
        "OPTIONS": {
            "loaders": _loaders,
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cordata.web.templatetags.addresses",
                "cordata.web.templatetags.cordata",
                "cordata.web.templatetags.numbers",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cordata.web.context.shell",
            ],
        },
    },
]

DATABASES = {"default": from_url(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR}/cordata.sqlite3"))}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
FILES_DIR = DATA_DIR / "files"
MEDIA_ROOT = FILES_DIR

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "cordata.web.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cordata.web.views.stale_page"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "cordata.accounts.adapter.MailedCodes"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, not until the browser is closed
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
SOCIALACCOUNT_ADAPTER = "cordata.accounts.outside.OutsideIdentities"
SOCIALACCOUNT_PROVIDERS = identity.providers(OIDC)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # never by an address (AUT-09)
SOCIALACCOUNT_STORE_TOKENS = False
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
# One step of 30 seconds on either side: who types a code as it changes is not
# turned away, nor a telephone whose clock is a little off (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
ACCOUNT_FORMS = {
    "login": "cordata.accounts.forms.LoginForm",
    "signup": "cordata.accounts.forms.SignupForm",
    "add_email": "cordata.accounts.forms.AddEmailForm",
    "change_email": "cordata.accounts.forms.ChangeEmailForm",
    "request_login_code": "cordata.accounts.forms.RequestCodeForm",
    "confirm_login_code": "cordata.accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "cordata.accounts.forms.AddressCodeForm",
}
MFA_FORMS = {
    "activate_totp": "cordata.accounts.forms.AddAppForm",
    "add_webauthn": "cordata.accounts.forms.AddPasskeyForm",
    "authenticate": "cordata.accounts.forms.SecondStepForm",
    "edit_webauthn": "cordata.accounts.forms.RenamePasskeyForm",
    "reauthenticate": "cordata.accounts.forms.SecondStepAgainForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

LANGUAGE_CODE = "fr"
# Our words win over the framework's: of applications, the first that has a message has it.
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))
LANGUAGES = [("fr", _("French")), ("it", _("Italian")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["cordata.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_DIR", str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF],  # the check-in page works without a network
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
if env.number("PROXY_HOPS", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXY_HOPS = env.number("PROXY_HOPS", 0)
ARRIVAL_HEADER = env.header("ARRIVAL_HEADER")  # in which the proxy tells when it held the request
PROXY_FROM = frozenset(env.words("PROXY_FROM", "127.0.0.1,::1"))  # addresses of our proxies
REGISTRATIONS_PER_NETWORK = env.number("REGISTRATIONS_PER_NETWORK", 30)  # in ten minutes

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
UPLOAD_MAX_BYTES = 20_000_000
WATCH_URL = env.text("WATCH_URL")  # where our own probe asks; empty: where `cordata serve` answers
WATCH_GAPS = not REHEARSAL  # a minute without a probe is missing, but where the clock jumps
TIME_SERVERS = env.words("TIME_SERVERS")
CLAMD = env.text("CLAMD")  # host:port of a virus scanner, empty: structure checks only
TRANSLATE_URL = env.text("TRANSLATE_URL")  # of a LibreTranslate-compatible service; empty: none
TRANSLATE_KEY = env.text("TRANSLATE_KEY")
SEAL_KEY = env.text("SEAL_KEY")  # 64 hex digits; empty: made once in DATA_DIR/seal.key

MAIL_URL = env.text("MAIL_URL")  # smtp://user:password@host:port, empty: kept in the outbox
BULK_MAILS_PER_MINUTE = env.number("BULK_MAILS_PER_MINUTE", 60)  # invitations, mails to many
HOOK_HOSTS = frozenset(env.words("HOOK_HOSTS"))  # hosts of the own network that may be told
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Cordata <noreply@cordata.example>")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if MAIL_URL:
    _mail = urlsplit(MAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 20

Q_CLUSTER = {
    "name": "cordata",
    "orm": "default",
    "workers": 1,
    "timeout": 900,
    "retry": 1000,
    "max_attempts": 8,
    "catch_up": False,
    "save_limit": 250,
    "poll": 1,
    "bulk": 5,
    "label": "Cordata",
    "recycle": 20,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "cordata.kernel.logs.Discreet"}},
    "filters": {"refused": {"()": "cordata.kernel.logs.RefusedRequests"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "discreet",
            "filters": ["refused"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "pikepdf": {"level": "WARNING"},
        "pyhanko": {"level": "CRITICAL"},  # its traceback of a changed letter is our sentence
        "django-q": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
