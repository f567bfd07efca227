"""Which thesaurus reads: the one that the serving generation was frozen with.

Edits of the tables wait there until a generation is frozen with them.
"""

import gc
import zlib
from datetime import datetime
from functools import cache, lru_cache

from django.conf import settings
from django.db import transaction

from vocabulary.adapters import fingerprint, read_rows
from vocabulary.core.editions import load_edition
from vocabulary.core.thesaurus import Thesaurus, digest_of, load_thesaurus, write_thesaurus
from vocabulary.models import Concept, ThesaurusRelease
from vocabulary.services.locks import lock_thesaurus
from vocabulary.services.writing import tidy

THESAURUS_FILE = settings.BASE_DIR / "fixtures" / "reference" / "thesaurus.csv"
# The one that serves, the next one, and one that a late worker still holds.
KEPT_IN_MEMORY = 3


class ThesaurusUnknown(LookupError):
    """No release has that digest here."""


@cache
def shipped_text() -> str:
    return THESAURUS_FILE.read_text(encoding="utf-8")


@cache
def shipped_thesaurus() -> Thesaurus:
    """The thesaurus file of this release; read before a process serves (about a second)."""
    read = load_thesaurus(shipped_text())
    # It stays, and so do its parts, hundreds of thousands of them: no collection of garbage looks at them again.
    gc.freeze()
    return read


def serving_thesaurus() -> Thesaurus:
    """The thesaurus of the serving generation; before there is one, the shipped file."""
    digest = ThesaurusRelease.objects.serving().values_list("digest", flat=True).first()
    return thesaurus_of(digest) if digest else shipped_thesaurus()


def thesaurus_of(digest: str) -> Thesaurus:
    """Kept in memory per process. Raises ThesaurusUnknown."""
    shipped = shipped_thesaurus()
    return shipped if digest == shipped.digest else _frozen(digest)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _frozen(digest: str) -> Thesaurus:
    """Read a release by what differs from the shipped file: a page that is the first to need it waits a tenth of that."""
    content = ThesaurusRelease.objects.filter(digest=digest).values_list("content", flat=True).first()
    if content is None:
        raise ThesaurusUnknown(digest)
    return load_edition(_unpack(bytes(content)), known=shipped_thesaurus())


def working_thesaurus() -> Thesaurus:
    """The tables as they are now, which the next generation freezes.

    Where they say what the shipped file says, it is that file with its digest: nothing was edited.
    """
    text = _working_text()
    return shipped_thesaurus() if text == shipped_text() else load_edition(text, known=shipped_thesaurus())


@transaction.atomic
def freeze_thesaurus(*, at: datetime) -> ThesaurusRelease:
    """Keep the tables as they are now under their digest; the same tables give the same release again."""
    lock_thesaurus()
    return _keep(_working_text(), at=at)


@transaction.atomic
def serve_thesaurus(*, digest: str, at: datetime) -> ThesaurusRelease:
    """Read with that release from now on: called where its generation begins to serve. Raises ThesaurusUnknown.

    The shipped file is kept as well, so that its generation can still be read after an upgrade brought another file.
    """
    if digest == shipped_thesaurus().digest:
        _keep(shipped_text(), at=at)
    release = ThesaurusRelease.objects.filter(digest=digest).first()
    if release is None:
        raise ThesaurusUnknown(digest)
    if not release.serving:
        ThesaurusRelease.objects.serving().update(serving=False)
        release.serving = True
        release.save(update_fields=["serving"])
    return release


def waiting_codes() -> set[str]:
    """Codes of the concepts that the next generation will read otherwise than the serving one does."""
    thesaurus = serving_thesaurus()
    live = Concept.objects.live().values_list("code", "fingerprint")
    # Empty tables read as the shipped file does.
    now = dict(live) or _fingerprints(shipped_thesaurus().digest)
    served = _fingerprints(thesaurus.digest)
    return {code for code in {*now, *served} if now.get(code) != served.get(code)}


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _fingerprints(digest: str) -> dict[str, str]:
    return {code: fingerprint(tidy(row)) for code, row in thesaurus_of(digest).concepts.items()}


def _working_text() -> str:
    """The shipped text itself where the tables are empty or say the same."""
    rows = read_rows(Concept.objects.live()).values()
    text = write_thesaurus(rows)
    return shipped_text() if not rows or text == _shipped_as_written() else text


@cache
def _shipped_as_written() -> str:
    return write_thesaurus(map(tidy, shipped_thesaurus().concepts.values()))


def _keep(text: str, *, at: datetime) -> ThesaurusRelease:
    release, _made = ThesaurusRelease.objects.get_or_create(
        digest=digest_of(text), defaults={"content": _pack(text), "frozen_at": at}
    )
    return release


@lru_cache(maxsize=1)
def _pack(text: str) -> bytes:
    return zlib.compress(text.encode())


def _unpack(content: bytes) -> str:
    return zlib.decompress(content).decode()
