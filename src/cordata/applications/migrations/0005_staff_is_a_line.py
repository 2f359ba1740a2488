"""Staff typed apart becomes a line: one truth for what a column counts.

Only rehearsals ever held an amount there: no screen wrote it.
"""

from decimal import Decimal

from django.db import migrations


def write_lines(apps, schema_editor):
    Partner = apps.get_model("applications", "Partner")
    CostLine = apps.get_model("applications", "CostLine")
    for partner in Partner.objects.filter(staff_base__gt=0).iterator():
        amount = partner.staff_base
        if partner.cost_option == "O3":
            amount = whole_of(partner)
        if amount:
            CostLine.objects.create(
                partner=partner,
                category="staff",
                amount=amount,
                position=partner.lines.count() + 1,
            )


def whole_of(partner):
    """A lump sum was the whole, its lines only the draft behind it: what is left to add.

    Lines that came to more than the sum counted for nothing, so they go.
    """
    drafted = sum((line.amount for line in partner.lines.all()), Decimal(0))
    if drafted > partner.staff_base:
        partner.lines.all().delete()
        return partner.staff_base
    return partner.staff_base - drafted


def nothing(apps, schema_editor):
    """The lines stay where they are; the field comes back empty."""


class Migration(migrations.Migration):

    dependencies = [("applications", "0004_late_attempts")]

    operations = [migrations.RunPython(write_lines, nothing)]
