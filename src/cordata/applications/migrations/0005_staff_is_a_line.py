"""Staff typed apart becomes a line: one truth for what a column counts.

Only rehearsals ever held an amount there: no screen wrote it.
"""

from django.db import migrations


def write_lines(apps, schema_editor):
    Partner = apps.get_model("applications", "Partner")
    CostLine = apps.get_model("applications", "CostLine")
    for partner in Partner.objects.filter(staff_base__gt=0).iterator():
        CostLine.objects.create(
            partner=partner,
            category="staff",
            amount=partner.staff_base,
            position=partner.lines.count() + 1,
        )


def nothing(apps, schema_editor):
    """The lines stay where they are; the field comes back empty."""


class Migration(migrations.Migration):

    dependencies = [("applications", "0004_late_attempts")]

    operations = [migrations.RunPython(write_lines, nothing)]
