"""Lists and their standings, the life cycle of generations, and the work of building one.

Vectors are made anew: they now hold the facts of a posting too. Matches stay until those of the next generation serve.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jobs.migrations._at_once import AtOnce


def name_statuses(apps, _schema_editor):
    generations = apps.get_model("matching", "Generation").objects
    generations.filter(serving=True).update(status="serving")
    generations.filter(serving=False).update(status="retired")
    for name in ("OfferVector", "NeedVector"):
        apps.get_model("matching", name).objects.all().delete()


STATUSES = [("building", "Being built"), ("serving", "In use"), ("retired", "Retired")]
DUE_WORK = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
    ("run_after", models.DateTimeField(blank=True, null=True, verbose_name="not before")),
    ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="in work until")),
    ("parked_at", models.DateTimeField(blank=True, null=True, verbose_name="parked at")),
    ("last_error", models.TextField(blank=True, default="", verbose_name="last error")),
    ("request_id", models.CharField(blank=True, default="", max_length=64, verbose_name="request")),
]


def generation(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, to="matching.generation", **options
    )


def standing(side):
    return migrations.CreateModel(
        name=f"{side.title()}Standing",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("revision", models.PositiveIntegerField()),
            ("reading", models.PositiveIntegerField()),
            ("is_live", models.BooleanField()),
            ("open", models.BinaryField()),
            ("open_is_complete", models.BooleanField(default=True)),
            ("blocked", models.BinaryField()),
            ("blocked_is_complete", models.BooleanField(default=True)),
            ("entered", models.PositiveBigIntegerField()),
            ("changed", models.PositiveBigIntegerField()),
            ("generation", generation(related_name="+", db_index=False)),
            (
                "posting",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="standings",
                    to=f"{side}s.{side}",
                ),
            ),
        ],
        options={
            "verbose_name": f"standing of {'an offer' if side == 'offer' else 'a need'}",
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=["posting", "generation"],
                    include=["revision", "reading"],
                    name=f"matching_{side}standing_one_per_generation",
                )
            ],
            "indexes": [
                models.Index(fields=["generation", "changed"], name=f"matching_{side}standing_news")
            ],
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0005_introduced"),
        ("needs", "0001_initial"),
        ("offers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "generation", "status", models.CharField(choices=STATUSES, default="retired", max_length=8), False
        ),
        migrations.RunPython(name_statuses, migrations.RunPython.noop),
        migrations.RemoveConstraint("generation", "matching_generation_one_serves"),
        migrations.RemoveField("generation", "serving"),
        AtOnce(
            migrations.AddField(
                "generation",
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                "generation",
                "release",
                models.CharField(blank=True, default="", max_length=64),
                preserve_default=False,
            ),
            migrations.AddField("generation", "is_audit", models.BooleanField(default=False)),
            migrations.AddField("generation", "finished_at", models.DateTimeField(null=True)),
            migrations.AddField("generation", "total", models.PositiveIntegerField(default=0)),
            migrations.AddField("generation", "done", models.PositiveIntegerField(default=0)),
            migrations.AddField(
                "generation", "read_on", models.DateField(default="2000-01-01"), preserve_default=False
            ),
            migrations.AddField("generation", "reading", models.PositiveIntegerField(default=0)),
            migrations.AddField("generation", "changes", models.PositiveBigIntegerField(default=0)),
            *(
                migrations.AddConstraint(
                    "generation",
                    models.UniqueConstraint(
                        condition=models.Q(("status", status)), fields=("status",), name=f"matching_generation_{name}"
                    ),
                )
                for status, name in (("serving", "one_serves"), ("building", "one_is_built"))
            ),
            *(migrations.RemoveField(f"{side}state", "generation") for side in ("offer", "need")),
            *(
                migrations.AddField(
                    f"{side}vector", "facts", models.BinaryField(default=b""), preserve_default=False
                )
                for side in ("offer", "need")
            ),
            *(
                migrations.AlterField(f"{side}vector", "generation", generation(related_name="+", db_index=False))
                for side in ("offer", "need")
            ),
            *(
                migrations.AlterField(
                    "match",
                    name,
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to=to,
                    ),
                )
                for name, to in (
                    ("offer", "offers.offer"),
                    ("need", "needs.need"),
                    ("generation", "matching.generation"),
                )
            ),
            *(standing(side) for side in ("offer", "need")),
            migrations.CreateModel(
                name="Piece",
                fields=[
                    *DUE_WORK,
                    ("stage", models.PositiveSmallIntegerField()),
                    ("side", models.CharField(max_length=5)),
                    ("first", models.BigIntegerField()),
                    ("last", models.BigIntegerField()),
                    ("pool_first", models.BigIntegerField(default=0)),
                    ("pool_last", models.BigIntegerField(default=0)),
                    ("is_done", models.BooleanField(default=False)),
                    ("generation", generation(related_name="pieces")),
                ],
                options={
                    "verbose_name": "piece of a rebuild",
                    "indexes": [
                        models.Index(fields=["generation", "is_done", "stage"], name="matching_piece_next")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Found",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("side", models.CharField(max_length=5)),
                    ("first", models.BigIntegerField()),
                    ("part", models.BinaryField()),
                    ("generation", generation(related_name="+", db_constraint=False, db_index=False)),
                ],
                options={
                    "verbose_name": "partial result of a rebuild",
                    "indexes": [models.Index(fields=["generation", "side", "first"], name="matching_found_by")],
                },
            ),
            # Columns of numbers are large and compress badly.
            migrations.RunSQL(
                "ALTER TABLE matching_found ALTER COLUMN part SET STORAGE EXTERNAL", migrations.RunSQL.noop
            ),
            *(
                migrations.AddIndex(
                    f"{side}state",
                    models.Index(
                        condition=models.Q(("attempts__gt", 0)), fields=["posting"], name=f"matching_{side}state_tried"
                    ),
                )
                for side in ("offer", "need")
            ),
            migrations.CreateModel(
                name="Preview",
                fields=[
                    *DUE_WORK,
                    ("weights", models.JSONField()),
                    ("why", models.TextField(blank=True)),
                    ("seen", models.PositiveIntegerField()),
                    ("asked_at", models.DateTimeField()),
                    ("found", models.JSONField(null=True)),
                    (
                        "by",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("generation", generation(null=True, related_name="+")),
                ],
                options={"verbose_name": "preview of other weights"},
            ),
        ),
    ]
