"""Versions of texts outlive their answer, and activities keep versions, too."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def place_them(apps, schema_editor):
    """Each version says itself where it stands; until now its answer did."""
    versions = apps.get_model("applications", "AnswerVersion").objects
    answers = apps.get_model("applications", "Answer").objects.filter(pk=OuterRef("answer"))
    versions.update(
        application_id=Subquery(answers.values("application")[:1]),
        organisation_id=Subquery(answers.values("partner__organisation")[:1]),
        field=Subquery(answers.values("field")[:1]),
        language=Subquery(answers.values("language")[:1]),
    )


def keep_activities(apps, schema_editor):
    """What stands is the first version, by nobody known."""
    kept = apps.get_model("applications", "ActivityVersion").objects
    activities = apps.get_model("applications", "Activity").objects.select_related("application")
    for one in activities.iterator():
        kept.create(
            application=one.application,
            activity=one.pid,
            version=1,
            said=said_by(one),
            author="",
            saved_at=one.application.changed_at,
        )


def said_by(activity):
    plain = ("titles", "descriptions", "from_month", "to_month", "is_infrastructure")
    of_deliverable = ("titles", "units", "quantity", "month", "proof", "amount", "pid")
    partners = activity.partners.order_by("position")
    return {name: getattr(activity, name) for name in plain} | {
        "partners": [one.organisation.pid for one in partners.select_related("organisation")],
        "deliverables": [
            {name: getattr(one, name) for name in of_deliverable}
            for one in activity.deliverables.order_by("pk")
        ],
    }


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("applications", "0015_a_machines_draft"),
    ]

    operations = [
        migrations.AlterField(
            "answerversion",
            "answer",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="versions",
                to="applications.answer",
            ),
        ),
        migrations.AddField(
            "answerversion",
            "application",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="text_versions",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            "answerversion",
            "organisation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            "answerversion", "field", models.CharField(default="", max_length=60)
        ),
        migrations.AddField(
            "answerversion", "language", models.CharField(blank=True, default="", max_length=5)
        ),
        migrations.CreateModel(
            name="ActivityVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activity", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField()),
                (
                    "said",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("author", models.CharField(max_length=60)),
                ("saved_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_versions",
                        to="applications.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "activity", "version"),
                        name="activity_version_once",
                    )
                ],
            },
        ),
        migrations.RunPython(place_them, migrations.RunPython.noop),
        migrations.RunPython(keep_activities, migrations.RunPython.noop),
    ]
