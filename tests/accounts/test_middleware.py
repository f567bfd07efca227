from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.middleware import TimeZoneMiddleware, client_address
from tests.factories import make_user


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 7.7.7.7", "7.7.7.7"),
        (2, "6.6.6.6, 7.7.7.7, 8.8.8.8", "7.7.7.7"),
        (2, "7.7.7.7", "10.0.0.1"),
    ],
    ids=["none", "forged", "one proxy", "two proxies", "too few hops"],
)
def test_only_trusted_proxies_say_who_calls(settings, proxies, header, address):
    settings.AXES_IPWARE_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == address


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 12), ("America/Port-au-Prince", 7), ("Not/AZone", 12), ("../x", 12)]
)
def test_times_are_shown_in_the_zone_of_the_reader(zone, hour):
    request = RequestFactory().get("/")
    request.user = make_user(time_zone=zone)

    def answer(_request):
        return HttpResponse(timezone.localtime(datetime(2026, 11, 21, 12, tzinfo=UTC)).hour)

    assert TimeZoneMiddleware(answer)(request).content == str(hour).encode()
