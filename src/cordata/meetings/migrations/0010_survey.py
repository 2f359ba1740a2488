import cordata.kernel.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0009_watched'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='survey_answered',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('pid', cordata.kernel.ids.PublicIdField(primary_key=True, serialize=False)),
                ('answered_on', models.DateField()),
                ('country', models.CharField(blank=True, max_length=2)),
                ('language', models.CharField(blank=True, max_length=5)),
                ('answers', models.JSONField(default=dict)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_answers', to='meetings.meeting')),
            ],
        ),
    ]
