from django.db import migrations, models

BANDS = [("possible", "Possible match"), ("good", "Good match"), ("strong", "Strong match")]


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="band",
            field=models.CharField(choices=BANDS, default="possible", max_length=10),
            preserve_default=False,
        )
        for model in ("decision", "match")
    ]
