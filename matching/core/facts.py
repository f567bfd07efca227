"""All that is matched of a posting besides its text, as the bytes that a row stores.

Equal facts are equal bytes, so that a row tells whether anything that scores depend on has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import lru_cache
from typing import Any

from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.vectors import TextVector

# Stored beside the facts, in forms of their own.
_APART = frozenset({"text", "vector"})
_NAMES = tuple(field.name for field in fields(Profile) if field.name not in _APART)


def _maybe(kind: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    return lambda value: None if value is None else kind(value)


# How a value comes back, where it is not what JSON gives.
_READ: Mapping[str, Callable[[Any], Any]] = {
    "side": PostingSide,
    "modalities": lambda values: frozenset(Modality(value) for value in values),
    "role": _maybe(Role),
    "kind": PartyKind,
    "country_side": _maybe(Side),
    "delivery": _maybe(Delivery),
    "financing": _maybe(Financing),
    "audience": Audience,
}


def pack_facts(profile: Profile) -> bytes:
    values = [_write(getattr(profile, name)) for name in _NAMES]
    return json.dumps(values, separators=(",", ":")).encode()


def unpack_facts(stored: bytes, vector: TextVector | None) -> Profile:
    values = dict(zip(_NAMES, json.loads(stored), strict=True))
    return Profile(
        vector=vector,
        **{
            name: _read(name, tuple(value) if isinstance(value, list) else value)
            for name, value in values.items()
        },
    )


def _write(value: Any) -> Any:  # noqa: ANN401 (whatever a profile holds)
    return sorted(value) if isinstance(value, frozenset) else value


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 (whatever a profile holds)
    """Share what many postings have in common; numbers and names are as JSON gives them."""
    return _known(name, value) if name in _READ or isinstance(value, tuple) else value


@lru_cache(maxsize=65_536)
def _known(name: str, value: Any) -> Any:  # noqa: ANN401 (whatever a profile holds)
    return _READ.get(name, frozenset)(value)
