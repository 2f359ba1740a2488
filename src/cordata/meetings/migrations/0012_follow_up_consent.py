from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_records")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="follow_up_consent",
            field=models.BooleanField(default=False),
        ),
    ]
