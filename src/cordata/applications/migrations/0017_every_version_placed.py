"""Every version stands in a draft, once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0016_versions_outlive")]

    operations = [
        migrations.AlterField(
            "answerversion",
            "application",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="text_versions",
                to="applications.application",
            ),
        ),
        migrations.AlterField("answerversion", "field", models.CharField(max_length=60)),
        migrations.AlterField(
            "answerversion", "language", models.CharField(blank=True, max_length=5)
        ),
        migrations.AddConstraint(
            "answerversion",
            models.UniqueConstraint(
                fields=("application", "organisation", "field", "language", "version"),
                name="text_version_once",
                nulls_distinct=False,
            ),
        ),
    ]
