from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='form_key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
