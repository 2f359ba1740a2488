"""A sealed fact never changes: only its PDF is added, once (SUB-06)."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER sealed_no_update BEFORE UPDATE ON documents_sealed
       WHEN OLD.id IS NOT NEW.id OR OLD.pid IS NOT NEW.pid OR OLD.kind IS NOT NEW.kind
         OR OLD.number IS NOT NEW.number OR OLD.content IS NOT NEW.content
         OR OLD.sha256 IS NOT NEW.sha256 OR OLD.seal IS NOT NEW.seal
         OR OLD.previous IS NOT NEW.previous OR OLD.sealed_at IS NOT NEW.sealed_at
         OR (OLD.dossier_id IS NOT NULL AND OLD.dossier_id IS NOT NEW.dossier_id)
       BEGIN SELECT RAISE(ABORT, 'what is sealed does not change'); END""",
    """CREATE TRIGGER sealed_no_delete BEFORE DELETE ON documents_sealed
       BEGIN SELECT RAISE(ABORT, 'what is sealed does not change'); END""",
]
POSTGRES = [
    """CREATE FUNCTION documents_sealed_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' OR OLD.dossier_id IS NOT NULL
            OR to_jsonb(OLD) - 'dossier_id' IS DISTINCT FROM to_jsonb(NEW) - 'dossier_id' THEN
           RAISE EXCEPTION 'what is sealed does not change';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER sealed_no_change BEFORE UPDATE OR DELETE ON documents_sealed
       FOR EACH ROW EXECUTE FUNCTION documents_sealed_for_good()""",
]


def guard(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
