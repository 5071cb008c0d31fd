"""Triggers that forbid changing or deleting rows of an append-only table, on SQLite and on PostgreSQL."""

from django.db import migrations

SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"""
POSTGRES = """CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only: % refused', TG_OP; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();"""


def statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRES.format(table=table)]
    return [SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]


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
