"""What a first visit costs on a slow connection: bytes as they are sent, styles, script and pictures included."""

import pytest
from playwright.sync_api import Response

from tests.portal import Portal
from tests.portal_pages import STAGE

MOST, MOST_SCRIPT = 170_000, 50_000


@pytest.fixture(scope="module")
def need(portal: Portal) -> str:
    return portal.ask(STAGE)["need"]


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("", ""),
        ("", "needs/"),
        ("", "offers/"),
        ("", "dashboard/"),
        ("", "plans/celac-2022/"),
        ("official", "needs/new/"),
        ("official", "desk/"),
        ("official", "matching/needs/{need}/"),
        ("secretariat", "secretariat/suggestions/"),
    ],
)
def test_a_first_view_weighs_no_more_than_the_slowest_connection_bears(
    portal: Portal, need: str, person: str, path: str
):
    with portal.visit(person) as page:
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (playwright reads the signature)
        page.goto(f"/es/{path.format(need=need)}", wait_until="networkidle")
        weights = {answer.url: weigh(answer) for answer in answers}
        scripts = [answer.url for answer in answers if answer.request.resource_type == "script"]
        heavy = [answer for answer in answers if weights[answer.url] > 5_000]
        encodings = {answer.header_value("content-encoding") for answer in heavy}
    assert sum(weights.values()) <= MOST, weights
    assert sum(weights[url] for url in scripts) <= MOST_SCRIPT
    assert encodings <= {"gzip", "br"}, weights


def weigh(answer: Response) -> int:
    sizes = answer.request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
