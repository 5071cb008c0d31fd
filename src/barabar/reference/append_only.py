"""Triggers that forbid changing or deleting rows of an append-only table, on SQLite and on PostgreSQL."""

from django.db import migrations

SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"""
POSTGRES = """CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only: % refused', TG_OP; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();"""


KEPT = """CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is never deleted from: % refused', TG_OP; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept();"""
KEPT_SQLITE = """CREATE TRIGGER {table}_no_DELETE BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is never deleted from: DELETE refused'); END"""


def statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRES.format(table=table)]
    return [SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]


def kept_statement(vendor: str, table: str) -> str:
    return (KEPT if vendor == "postgresql" else KEPT_SQLITE).format(table=table)


def never_deleted(table: str) -> migrations.RunPython:
    """A migration step that guards a table whose rows may change, but never go."""

    def forwards(apps, schema_editor):
        schema_editor.execute(kept_statement(schema_editor.connection.vendor, table), params=None)

    def backwards(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_kept() CASCADE", params=None)
            return
        schema_editor.execute(f"DROP TRIGGER {table}_no_DELETE", params=None)

    return migrations.RunPython(forwards, backwards)


def append_only(table: str) -> migrations.RunPython:
    """A migration step that guards `table`."""

    def forwards(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def backwards(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_append_only() CASCADE", params=None)
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}", params=None)

    return migrations.RunPython(forwards, backwards)


def guarded_again(table: str) -> migrations.RunPython:
    """A migration step after one that changes a column of an append-only table: SQLite writes such a table anew, and a
    table that is written anew has no triggers."""

    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for statement in statements("sqlite", table):
                schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"), params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop)
