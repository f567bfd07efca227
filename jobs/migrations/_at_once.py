"""Many changes of a few tables, without building every model that is related to them anew after each."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Operations of one app in their order; the models are built once, after the last of them.

    Each finds the tables as those before it left them, but the models as they are after all of them, or, where it
    takes something away, as they were before the first.
    """

    reduces_to_sql = True

    def __init__(self, *operations):
        self.operations = operations
        self.reversible = all(operation.reversible for operation in operations)

    def state_forwards(self, app_label, state):
        built = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if built is not None:
            state.apps = built
            state.reload_models({(app_label, name) for name in self.models()}, delay=False)

    def models(self):
        named = (vars(operation) for operation in self.operations)
        return {(names.get("model_name") or names.get("name", "")).lower() for names in named} - {""}

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)
