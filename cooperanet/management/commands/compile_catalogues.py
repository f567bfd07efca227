from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the message catalogues that are newer than what was compiled from them."
    requires_system_checks = ()

    def handle(self, *_args: object, **_options: object) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if is_stale(source):
                    compile_catalogue(source)
                    self.stdout.write(f"compiled {source.relative_to(settings.BASE_DIR)}")


def is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Under another name first: a web process may be reading the old one."""
    fresh = source.with_suffix(".mo.new")
    with source.open("rb") as stream:
        catalogue = read_po(stream)
    with fresh.open("wb") as stream:
        write_mo(stream, catalogue)
    fresh.replace(source.with_suffix(".mo"))
