from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("applications", "0005_staff_is_a_line")]

    operations = [migrations.RemoveField("partner", "staff_base")]
