"""Every part that is saved whole keeps versions: activities, indicators, budgets, State aid."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [(one, one.capitalize()) for one in ("activity", "indicators", "budget", "aid")]


class Migration(migrations.Migration):
    dependencies = [("applications", "0025_followers")]

    operations = [
        migrations.RemoveConstraint("activityversion", "activity_version_once"),
        migrations.RenameModel("ActivityVersion", "PartVersion"),
        migrations.AlterField(
            "partversion", "activity", models.CharField(blank=True, max_length=20)
        ),
        migrations.AddField(
            "partversion",
            "organisation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AlterField(
            "partversion",
            "application",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="part_versions",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            "partversion",
            "kind",
            models.CharField(choices=KINDS, default="activity", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField("partversion", "told_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "partversion", "key", models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AddField("partversion", "turn", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "partversion",
            models.UniqueConstraint(
                fields=("application", "kind", "activity", "organisation", "version"),
                name="part_version_once",
                nulls_distinct=False,
            ),
        ),
    ]
