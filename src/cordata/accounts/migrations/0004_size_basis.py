from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_merged_organisations")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="size_basis",
            field=models.JSONField(default=dict),
        ),
    ]
