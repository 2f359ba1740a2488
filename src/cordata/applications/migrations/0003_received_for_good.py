"""When a filing was received never changes, whoever asks the database (TIM-06)."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER submission_received_for_good BEFORE UPDATE ON applications_submission
       WHEN OLD.received_at IS NOT NEW.received_at OR OLD.committed_at IS NOT NEW.committed_at
         OR OLD.sealed_id IS NOT NEW.sealed_id OR OLD.version IS NOT NEW.version
       BEGIN SELECT RAISE(ABORT, 'when a filing was received does not change'); END""",
]
POSTGRES = [
    """CREATE FUNCTION applications_received_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.received_at IS DISTINCT FROM NEW.received_at
            OR OLD.committed_at IS DISTINCT FROM NEW.committed_at
            OR OLD.sealed_id IS DISTINCT FROM NEW.sealed_id
            OR OLD.version IS DISTINCT FROM NEW.version THEN
           RAISE EXCEPTION 'when a filing was received does not change';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER submission_received_for_good BEFORE UPDATE ON applications_submission
       FOR EACH ROW EXECUTE FUNCTION applications_received_for_good()""",
]


def guard(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_guests")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
