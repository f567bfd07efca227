"""What the code says in English, and what the catalogues say for it."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from cooperanet.embedded.state import PROJECT

LOCALES = {"es": "es", "fr": "fr", "pt-br": "pt_BR"}
LEFT_OUT = (".venv", ".git", ".state", "tests", "bench", "staticfiles", "node_modules", "*.mo", "__pycache__")

Key = tuple[str, str | None]


def key_of(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def messages_in(catalogue: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalogue if message.id}


@functools.cache
def translated(locale: str) -> dict[Key, Message]:
    """Our catalogue as it stands in the tree; empty where there is none yet."""
    path = PROJECT / "locale" / locale / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return messages_in(read_po(stream, locale=locale))


@functools.cache
def extracted() -> dict[Key, Message]:
    """What `make messages` would find now, found in a copy of the tree."""
    if shutil.which("xgettext") is None:
        reason = "no gettext on this machine: install it, or run `make test` as root"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        shutil.rmtree(copy / "locale")
        (copy / "locale").mkdir()
        command = ["manage.py", "makemessages", "--locale=es", "--no-obsolete", "--no-wrap"]
        subprocess.run([sys.executable, *command], cwd=copy, check=True, capture_output=True)
        with (copy / "locale" / "es" / "LC_MESSAGES" / "django.po").open("rb") as stream:
            return messages_in(read_po(stream, locale="es"))
