"""Answers as they look, for the OpenAPI document; a test holds them against its schemas."""

from typing import Any

_TEXT = {
    "criterion": "text",
    "points": 1_777,
    "max_points": 3_000,
    "evidence": [
        {
            "code": "shared_concept",
            "values": ["food-security"],
            "offer_words": "seguridad alimentaria",
            "need_words": "sécurité alimentaire",
        },
    ],
}
_LANGUAGES = {
    "criterion": "languages",
    "points": 250,
    "max_points": 1_000,
    "evidence": [
        {
            "code": "interpretation_needed",
            "values": ["es,pt", "fr"],
            "offer_words": None,
            "need_words": None,
        },
    ],
}
_UNSAID: dict[str, Any] = {"criterion": "delivery", "points": None, "max_points": 500, "evidence": []}
_PAIR = {
    "offer": "OF-2026-0042",
    "need": "NE-2026-0007",
    "band": "possible",
    "generation": 3,
    "offer_revision": 5,
    "need_revision": 8,
    "is_current": True,
    "contributions": [_TEXT, _LANGUAGES, _UNSAID],
}
SUGGESTION: dict[str, Any] = {
    **_PAIR,
    "reference": "NE-2026-0007_OF-2026-0042",
    "score": 507,
    "scored_at": "2026-11-20T15:00:00Z",
    "blockers": [{"code": "need_not_eligible", "params": ["HT"]}],
    "would_raise": [
        {
            "side": "offer",
            "code": "admit_country",
            "params": ["HT"],
            "effort": 2,
            "gain": 0,
            "at_most": False,
            "lifts": ["need_not_eligible"],
            "opens": True,
        },
    ],
}
EXPLANATION: dict[str, Any] = {**_PAIR, "score": 507, "blockers": [], "would_raise": []}
