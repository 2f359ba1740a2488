"""A guest is invited by address, may be unknown yet, and may be ended before the day.

No page invited anybody before this migration: the table is empty, so the one-off defaults fill
nothing.
"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cordata.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("guest", "pid", cordata.kernel.ids.PublicIdField()),
        migrations.AddField(
            "guest", "email", models.EmailField(max_length=254, default=""), preserve_default=False
        ),
        migrations.AddField(
            "guest",
            "invited_at",
            models.DateTimeField(default=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddField("guest", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "guest",
            "ended_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "guest",
            "person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex("guest", models.Index(fields=["email"], name="guest_email")),
        migrations.AddConstraint(
            "guest",
            models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("application", "email"),
                name="guest_once",
            ),
        ),
    ]
