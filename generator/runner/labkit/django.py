"""Django for a lab: settings in one call, with one real app, so that relations work both ways."""

from pathlib import Path
from typing import Any


def configure(database: str | Path, app: str, **settings: Any) -> None:
    """Set Django up on a database, with ``app``, a package or module beside lab.py, installed.

    ``database`` is what `postgresql()` or `sqlite()` lends. Models are imported after this call.
    Further keywords are settings (ROOT_URLCONF, CACHES, MIDDLEWARE ...) and win.
    """
    import django
    from django.conf import settings as all_settings

    all_settings.configure(
        **{
            "ALLOWED_HOSTS": ["testserver", "localhost", "127.0.0.1"],
            "DATABASES": {"default": _database(database)},
            "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
            "INSTALLED_APPS": [app],
            "SECRET_KEY": "a lab has no secrets",
            "TIME_ZONE": "UTC",
            "USE_TZ": True,
            **settings,
        }
    )
    django.setup()


def _database(database: str | Path) -> dict[str, Any]:
    if isinstance(database, Path):
        # Writers take turns for as long as it takes instead of failing after five seconds, and
        # nobody waits until a scratch file is safe on the disk.
        options = {
            "timeout": 60,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA synchronous = OFF",
        }
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": options}
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(database)
    settings = ("dbname", "NAME"), ("user", "USER"), ("password", "PASSWORD"), ("host", "HOST")
    named = {name: parts.pop(key, "") for key, name in (*settings, ("port", "PORT"))}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": parts}


def create_tables() -> None:
    """Create the tables of all models that are installed."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
