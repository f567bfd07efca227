import django.db.models.deletion
from django.db import migrations, models


NOOP = migrations.RunSQL.noop
BUILDING = "(SELECT id FROM matching_generation WHERE status = 'building')"
DERIVED = (
    "matching_match",
    *(f"matching_{side}{kind}" for side in ("offer", "need") for kind in ("vector", "standing")),
)


class Migration(migrations.Migration):
    """Partial results of rebuilds: one row per piece of a search. What is there goes: a rebuild under way begins anew."""

    dependencies = [("matching", "0006_standings")]

    operations = [
        *(migrations.RunSQL(f"DELETE FROM {table} WHERE generation_id IN {BUILDING}", NOOP) for table in DERIVED),
        migrations.RunSQL(
            f"UPDATE matching_piece SET is_done = false, attempts = 0 WHERE generation_id IN {BUILDING};"
            " UPDATE matching_generation SET done = 0 WHERE status = 'building'",
            NOOP,
        ),
        migrations.DeleteModel("Found"),
        migrations.CreateModel(
            name="Found",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("side", models.CharField(max_length=5)),
                ("first", models.BigIntegerField()),
                ("part", models.BinaryField()),
                (
                    "generation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="matching.generation",
                    ),
                ),
            ],
            options={
                "verbose_name": "partial result of a rebuild",
                "indexes": [models.Index(fields=["generation", "side", "first"], name="matching_found_by")],
            },
        ),
        # Columns of numbers are large and compress badly.
        migrations.RunSQL(
            "ALTER TABLE matching_found ALTER COLUMN part SET STORAGE EXTERNAL", NOOP
        ),
    ]
