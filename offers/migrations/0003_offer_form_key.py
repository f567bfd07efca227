from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('offers', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='offer',
            name='form_key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
