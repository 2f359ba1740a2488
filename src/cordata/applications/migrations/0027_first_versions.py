"""What stands of money, State aid and indicators is the first version, by nobody known."""

from django.db import migrations

LINE = ("category", "amount", "description", "basis", "quantity", "unit", "unit_price")
SOURCE = ("kind", "amount", "name", "secured")


def keep_money(apps, schema_editor):
    partners = apps.get_model("applications", "Partner").objects
    rows = partners.select_related("application", "organisation")
    for one in rows.prefetch_related("lines", "sources").order_by("pk").iterator(200):
        if one.lines.all() or one.sources.all() or one.erdf_asked is not None:
            keep(apps, one.application, "budget", one.organisation, money_of(one))
        if one.aid:
            keep(apps, one.application, "aid", one.organisation, one.aid)


def money_of(partner):
    """As `money_said` of actions/budget.py writes it."""
    return {
        "cost_option": partner.cost_option,
        "erdf_asked": written(partner.erdf_asked),
        "lines": [
            {name: written(getattr(line, name)) for name in LINE}
            for line in sorted(partner.lines.all(), key=lambda one: (one.position, one.pk))
        ],
        "sources": [
            {name: written(getattr(source, name)) for name in SOURCE}
            for source in sorted(partner.sources.all(), key=lambda one: one.pk)
        ],
    }


def written(value):
    return value if value is None or isinstance(value, str | bool) else str(value)


def keep_indicators(apps, schema_editor):
    targets = {}
    for one in apps.get_model("applications", "Indicator").objects.select_related("application"):
        targets.setdefault(one.application, {})[one.code] = one.target
    for application, said in targets.items():
        keep(apps, application, "indicators", None, dict(sorted(said.items())))


def keep(apps, application, kind, organisation, said):
    apps.get_model("applications", "PartVersion").objects.create(
        application=application,
        kind=kind,
        organisation=organisation,
        version=1,
        said=said,
        author="",
        saved_at=application.changed_at,
    )


class Migration(migrations.Migration):
    dependencies = [("applications", "0026_parts_kept")]

    operations = [
        migrations.RunPython(keep_money, migrations.RunPython.noop),
        migrations.RunPython(keep_indicators, migrations.RunPython.noop),
    ]
