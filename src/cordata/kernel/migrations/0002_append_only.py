"""Nobody edits the journal: triggers refuse UPDATE and DELETE on both databases (LOG-03)."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON kernel_event
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON kernel_event
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
POSTGRES = [
    """CREATE FUNCTION kernel_event_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON kernel_event
       FOR EACH ROW EXECUTE FUNCTION kernel_event_append_only()""",
    """CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON kernel_event
       FOR EACH STATEMENT EXECUTE FUNCTION kernel_event_append_only()""",
]


def guard(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def first_link(apps, schema_editor):
    apps.get_model("kernel", "ChainHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunPython(first_link, migrations.RunPython.noop),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
