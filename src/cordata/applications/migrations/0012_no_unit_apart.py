"""Apart from the copying before it: PostgreSQL alters no table with changes under way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0011_units_in_each_language")]

    operations = [
        migrations.AlterField(
            "deliverable", "unit", models.CharField(max_length=60, blank=True, default="")
        ),
        migrations.RemoveField("deliverable", "unit"),
    ]
