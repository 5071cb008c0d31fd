import os

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations

from barabar.analysis.kept import forget
from barabar.config.messages import compile_messages
from barabar.reference.append_only import kept_statement, statements
from barabar.reference.definitions import forget_definitions
from barabar.warehouse.store import forget_stores

GUARDED = (
    "journal_entry",
    "review_approvedvalue",
    "review_approvednarrative",
    "analysis_figuredecision",
    "money_moneyentry",
    "money_exchangerate",
    "chasing_contact",
    "collection_delivery",
    "coordination_minutes",
    "advocacy_issuestep",
    "advocacy_stepoutcome",
    "advocacy_reading",
    "advocacy_reply",
    "advocacy_recommendationversion",
    "advocacy_fulfilmentstate",
    "advocacy_answerlink",
    "coordination_conclusion",
    "coordination_commitmentstate",
    "coordination_finding",
    "coordination_footing",
    "publishing_bulletin",
    "publishing_bulletinfile",
)
KEPT = (
    "coordination_commitment",
    "coordination_agendaitem",
    "advocacy_recommendation",
    "advocacy_sourcedocument",
)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
_flush = DatabaseOperations.sql_flush


def _flush_guarded(self, style, tables, **options):
    """Between tests with a live server the tables are emptied: the append-only guards are lifted for that moment."""
    if not tables:
        return []
    lift = [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in (*GUARDED, *KEPT) for verb in ("UPDATE", "DELETE")]
    guard = [statement for table in GUARDED for statement in statements("sqlite", table)]
    guard += [kept_statement("sqlite", table) for table in KEPT]
    return [*lift, *_flush(self, style, tables, **options), *guard]


def pytest_configure(config):
    compile_messages()
    DatabaseOperations.sql_flush = _flush_guarded


def touches_a_database(item) -> bool:
    """Whether a test can reach a database: by its mark or a fixture (without them the access is refused), or by commands
    that it starts, which tests of promises and operations do."""
    if item.get_closest_marker("once"):
        return False
    by_commands = item.nodeid.startswith(("tests/promises/", "tests/operations/", "tests/journey/"))
    return bool(by_commands or item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


def pytest_collection_modifyitems(config, items):
    """The second run of `./run test`, on PostgreSQL, leaves out what would do the very same again."""
    if os.environ.get("BARABAR_TESTS") == "database":
        out = [item for item in items if not touches_a_database(item)]
        items[:] = [item for item in items if touches_a_database(item)]
        config.hook.pytest_deselected(items=out)


def pytest_runtest_makereport(item, call):
    """In CI a skip is a failure: everything a test needs is installed there."""
    if os.environ.get("BARABAR_CI") and call.excinfo and call.excinfo.errisinstance(pytest.skip.Exception):
        reason = str(call.excinfo.value)
        if "not on this machine by design" not in reason:
            try:
                raise AssertionError(f"skipped in CI: {reason}")
            except AssertionError as failed:
                call.excinfo = pytest.ExceptionInfo.from_exception(failed)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.WAREHOUSE = tmp_path / "warehouse"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A live server's threads may still hold a connection when the test database is to go: end them first."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def nothing_kept():
    """Answers kept in memory, and the analytical store, belong to one test's database."""
    forget()
    yield
    forget_stores()


@pytest.fixture
def own_definitions(settings, tmp_path):
    """A folder for definitions that a test adds or replaces; read afresh before and after."""
    settings.OWN_DEFINITIONS = tmp_path / "definitions"
    settings.OWN_DEFINITIONS.mkdir()
    forget_definitions()
    yield settings.OWN_DEFINITIONS
    forget_definitions()
