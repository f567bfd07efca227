from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from accounts import services


class Command(BaseCommand):
    help = "Make the first administrator of a deployment and print the link that sets the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *_args: Any, email: str, name: str, **_options: Any) -> None:  # noqa: ANN401 (Django's signature)
        try:
            validate_email(email)
            user = services.create_administrator(email=email, full_name=name, at=timezone.now())
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        except services.NoSecretariatError as error:
            raise CommandError("No secretariat is known yet: run load_reference first.") from error
        except services.AlreadyMemberError as error:
            raise CommandError(f"{email} is an administrator already.") from error
        uid, token = services.make_reset_link(user=user)
        path = reverse("accounts:reset", args=[uid, token])
        self.stdout.write(f"{user.email} is an administrator. Set the password within the hour:")
        self.stdout.write(f"{settings.PUBLIC_URL}{path}")
