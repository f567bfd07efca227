"""What a notice says of a posting, and to whom."""

import pytest
from django.utils import translation

from notices.models import Notice
from notices.services import render_notice, render_notices
from postings.templatetags.postings import one_line
from tests.factories_postings import make_offer, publish, submit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One sentence.", "One sentence."),
        ("Safety.\r\n• ports\r\n• ships", "Safety. · ports · ships"),
        ("Safety.\n\n - ports\n\n", "Safety. · ports"),
        ("A well-known port", "A well-known port"),
        ("", ""),
    ],
)
def test_lines_of_a_summary_are_told_apart_in_a_list(text, line):
    assert one_line(text) == line


@pytest.fixture
def offer(people):
    offer = submit(make_offer(by=people.owner))
    offer.texts.create(language="fr", title="Formation d'agents", origin="human")
    return offer


def test_a_notice_names_title_and_institution_in_the_readers_language(offer, people):
    (notice,) = Notice.objects.filter(recipient=people.focal)
    with translation.override("fr"):
        (text,) = render_notices([notice], reader=people.focal)
    assert '<span lang="fr">Formation d&#x27;agents</span> · Cooperation authority HT [en], Haïti' in text


def test_who_may_no_longer_see_the_posting_reads_the_reference_alone(offer, people):
    (notice,) = Notice.objects.filter(recipient=people.focal)
    (text,) = render_notices([notice], reader=people.stranger)
    assert offer.reference in text
    assert "Training of port officers" not in text
    assert "Cooperation authority" not in text


def test_a_notice_rendered_for_nobody_in_particular_names_the_reference_alone(offer, people):
    (notice,) = Notice.objects.filter(recipient=people.focal)
    assert "Training of port officers" not in render_notice(notice)


def test_a_page_of_notices_is_looked_up_at_once(people, make, django_assert_num_queries):
    for _ in range(3):
        publish(make(by=people.owner))
    notices = list(Notice.objects.filter(recipient=people.owner))
    reader = type(people.owner).objects.get(pk=people.owner.pk)
    assert reader.access
    with django_assert_num_queries(3):
        render_notices(notices[:1], reader=reader)
    with django_assert_num_queries(3):
        texts = render_notices(notices, reader=reader)
    assert ["Training of port officers" in text for text in texts] == [True, True, True]
