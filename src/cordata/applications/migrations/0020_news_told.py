"""How far people were told of a call's news; what was published before this counts as told."""

import django.db.models.deletion
from django.db import migrations, models


def told_until_now(apps, schema_editor):
    publications = apps.get_model("programme", "Publication").objects
    told = apps.get_model("applications", "NewsTold").objects
    for call in apps.get_model("programme", "Call").objects.defer("version"):
        about = publications.filter(programme=call.programme_id)
        instants = [
            call.opens_at,
            *about.values_list("published_at", flat=True),
            *call.versions.values_list("published_at", flat=True),
        ]
        told.create(call=call, until=max(instants))


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0019_deleted_drafts"),
        ("programme", "0004_words_corrected_on_screens"),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsTold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programme.call",
                    ),
                ),
            ],
        ),
        migrations.RunPython(told_until_now, migrations.RunPython.noop),
    ]
