from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


class KeysetPagination(CursorPagination):
    """Pages that neither skip nor repeat a row while others are added; links stand in the body and in `Link`."""

    page_size = DEFAULT_SIZE
    page_size_query_param = "page_size"
    max_page_size = LARGEST_SIZE
    ordering = ("-published_at", "-pk")

    def get_page_size(self, request: Request) -> int:
        given = request.query_params.get(self.page_size_query_param)
        if given is None:
            return DEFAULT_SIZE
        if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= LARGEST_SIZE:
            raise ValidationError({"page_size": [_("Give a number from 1 to %(largest)s.") % {"largest": LARGEST_SIZE}]})
        return int(given)

    def get_paginated_response(self, data: Any) -> Response:  # noqa: ANN401 (any serialised rows)
        following, preceding = self.get_next_link(), self.get_previous_link()
        links = [f'<{url}>; rel="{rel}"' for url, rel in ((following, "next"), (preceding, "prev")) if url]
        headers = {"Link": ", ".join(links)} if links else {}
        return Response({"next": following, "previous": preceding, "results": data}, headers=headers)
