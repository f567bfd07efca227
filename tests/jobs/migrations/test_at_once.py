import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from jobs.migrations._at_once import AtOnce

COLUMNS = (
    "SELECT column_name, is_nullable FROM information_schema.columns WHERE table_name = 'jobs_shelf' ORDER BY 1"
)
RULES = "SELECT conname FROM pg_constraint WHERE conrelid = 'jobs_shelf'::regclass AND contype IN ('c', 'f') ORDER BY 1"


def identity():
    return ("id", models.BigAutoField(primary_key=True))


@pytest.fixture
def shelves(db):
    """Two tables, and models that were built from them already."""
    state = ProjectState()
    for operation in (
        migrations.CreateModel("Room", [identity()]),
        migrations.CreateModel("Shelf", [identity(), ("width", models.IntegerField(null=True))]),
    ):
        apply(operation, state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Room", "Shelf"}
    return state


def apply(operation, state, *, backwards=False):
    before, after = state.clone(), state.clone()
    operation.state_forwards("jobs", after)
    if backwards:
        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("jobs", editor, after, before)
        return
    operation.state_forwards("jobs", state)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("jobs", editor, before, state)


def changes():
    return AtOnce(
        migrations.RemoveField("shelf", "width"),
        migrations.AddField("shelf", "boards", models.IntegerField(default=1), preserve_default=False),
        migrations.AddField("shelf", "room", models.ForeignKey("jobs.Room", models.CASCADE, related_name="shelves")),
        migrations.AddConstraint(
            "shelf", models.CheckConstraint(condition=models.Q(boards__gt=0), name="jobs_shelf_has_boards")
        ),
    )


def look(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_tables_and_models_are_as_after_the_last_operation(shelves):
    apply(changes(), shelves)
    assert look(COLUMNS) == [("boards", "NO"), ("id", "NO"), ("room_id", "NO")]
    rules = [name for (name,) in look(RULES)]
    assert rules[0] == "jobs_shelf_has_boards"
    assert rules[1].startswith("jobs_shelf_room_id")
    shelf, room = (shelves.apps.get_model("jobs", name) for name in ("shelf", "room"))
    assert {field.name for field in shelf._meta.get_fields()} == {"id", "boards", "room"}
    assert room._meta.get_field("shelves").related_model is shelf


def test_it_takes_all_of_them_back(shelves):
    before = look(COLUMNS), look(RULES)
    operation = changes()
    after = shelves.clone()
    apply(operation, after)
    apply(operation, shelves, backwards=True)
    assert (look(COLUMNS), look(RULES)) == before
