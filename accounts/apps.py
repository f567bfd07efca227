from django.apps import AppConfig, apps

from accounts.choices import name_values

# Whose rows the trail tells of under which area of actions; the rooms above add their own in the same way.
AREAS = (
    ("membership", "accounts.Membership"),
    ("membership", "directory.GroupMembership"),
    ("invitation", "accounts.Invitation"),
    ("token", "accounts.Membership"),
    ("institution", "directory.Institution"),
)


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        for area, model in AREAS:
            name_values(area, apps.get_model(model))
