"""Keyset pages: a cursor names the row it continues after, so rows that come or go elsewhere move nothing."""

import re
from typing import Any, Literal, NamedTuple

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
CURSOR = "cursor"
PAGE_SIZE = "page_size"
PARAMETERS = frozenset({CURSOR, PAGE_SIZE})
_SIZE = re.compile(r"[1-9][0-9]{0,2}")


class Cursor(NamedTuple):
    """Read on `after` the row with these keys, or the page `before` it."""

    direction: Literal["after", "before"]
    keys: tuple[str, ...]


class KeysetPagination(BasePagination):
    """Orders by public facts that never change once a row is listed; the links stand in body and header alike."""

    descending = True
    keys: tuple[str, ...] = ("published_at", "reference")

    # What one request leaves for its answer; DRF makes a paginator per request.
    request: Request
    following: Cursor | None
    preceding: Cursor | None

    def paginate_queryset(
        self,
        queryset: Any,  # noqa: ANN401 (the stubs allow any sequence)
        request: Request,
        view: APIView | None = None,  # noqa: ARG002 (DRF's signature)
    ) -> list[Any]:
        self.request = request
        size, cursor = self._read_size(), self._read_cursor()
        backwards = cursor is not None and cursor.direction == "before"
        rows = list(self._continue(queryset, cursor, backwards=backwards)[: size + 1])
        page, more = rows[:size], len(rows) > size
        if backwards:
            page.reverse()
        has_next = bool(page) and (more or backwards)
        has_previous = bool(page) and (more if backwards else cursor is not None)
        self.following = Cursor("after", self._keys_of(page[-1])) if has_next else None
        self.preceding = Cursor("before", self._keys_of(page[0])) if has_previous else None
        return page

    def get_paginated_response(self, data: Any) -> Response:  # noqa: ANN401 (any serialised rows)
        following, preceding = self._link(self.following), self._link(self.preceding)
        links = [f'<{url}>; rel="{rel}"' for url, rel in ((following, "next"), (preceding, "prev")) if url]
        headers = {"Link": ", ".join(links)} if links else {}
        return Response({"next": following, "previous": preceding, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:  # noqa: ARG002 (DRF's signature)
        return [
            {
                "name": CURSOR,
                "in": "query",
                "description": gettext_lazy(
                    "Where to read on; take it from the links of a page, never make one."
                ),
                "schema": {"type": "string"},
            },
            {
                "name": PAGE_SIZE,
                "in": "query",
                "description": gettext_lazy("Rows per page."),
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LARGEST_SIZE,
                    "default": DEFAULT_SIZE,
                },
            },
        ]

    def _continue(self, queryset: QuerySet[Any], cursor: Cursor | None, *, backwards: bool) -> QuerySet[Any]:
        descending = self.descending != backwards
        ordered = queryset.order_by(*(F(key).desc() if descending else F(key).asc() for key in self.keys))
        if cursor is None:
            return ordered
        beyond, equal = Q(), Q()
        for key, value in zip(self.keys, cursor.keys, strict=True):
            beyond |= equal & Q(**{f"{key}__{'lt' if descending else 'gt'}": value})
            equal &= Q(**{key: value})
        return ordered.filter(beyond)

    def _keys_of(self, row: Model) -> tuple[str, ...]:
        return tuple(str(getattr(row, key)) for key in self.keys)

    def _read_size(self) -> int:
        given = self.request.query_params.get(PAGE_SIZE)
        if given is None:
            return DEFAULT_SIZE
        if not _SIZE.fullmatch(given) or int(given) > LARGEST_SIZE:
            message = _("Give a number from 1 to %(largest)s.") % {"largest": LARGEST_SIZE}
            raise ValidationError({PAGE_SIZE: [message]})
        return int(given)

    def _read_cursor(self) -> Cursor | None:
        given = self.request.query_params.get(CURSOR)
        if given is None:
            return None
        try:
            direction, keys = self._signer.unsign_object(given)
        except (signing.BadSignature, UnicodeError) as error:
            message = _("This cursor is not one of this list.")
            raise ValidationError({CURSOR: [message]}) from error
        return Cursor(direction, tuple(keys))

    def _link(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        return replace_query_param(
            self.request.build_absolute_uri(), CURSOR, self._signer.sign_object(cursor)
        )

    @cached_property
    def _signer(self) -> signing.Signer:
        """A cursor serves the list that gave it, no other."""
        return signing.Signer(salt=f"api.cursor:{self.request.path}")
