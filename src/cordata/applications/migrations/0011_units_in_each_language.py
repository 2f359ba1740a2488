"""The unit of a deliverable becomes a text in each language; what stands keeps no language."""

from django.db import migrations, models


def keep_what_stands(apps, schema_editor):
    deliverables = apps.get_model("applications", "Deliverable").objects.exclude(unit="")
    for one in deliverables.iterator():
        one.units = {"": one.unit}
        one.save(update_fields=["units"])


def take_back(apps, schema_editor):
    for one in apps.get_model("applications", "Deliverable").objects.iterator():
        one.unit = next((text for text in one.units.values() if text), "")[:60]
        one.save(update_fields=["unit"])


class Migration(migrations.Migration):
    dependencies = [("applications", "0010_why_a_late_one_stays_apart")]

    operations = [
        migrations.AddField("deliverable", "units", models.JSONField(default=dict)),
        migrations.RunPython(keep_what_stands, take_back),
    ]
