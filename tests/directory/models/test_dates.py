from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import pgettext
from hypothesis import given
from hypothesis import strategies as st

from directory.choices import Precision
from directory.models.dates import describe_date, mend_first_day, parse_partial_date
from tests.catalogues import translated

FIRST_DAY = ("first day of a month, before its name", "1")


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("", None, Precision.NONE),
        ("  ", None, Precision.NONE),
        ("1981", date(1981, 1, 1), Precision.YEAR),
        ("2020-01", date(2020, 1, 1), Precision.MONTH),
        (" 2009-06-03 ", date(2009, 6, 3), Precision.DAY),
    ],
)
def test_a_partial_date_is_the_first_day_of_what_is_known(text, day, precision):
    assert parse_partial_date(text) == (day, precision)


@pytest.mark.parametrize(
    "text",
    ["81", "1981-1", "1981-13", "2021-02-30", "June 1981", "1981-01-01T00", "١٩٨١"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_partial_date(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_full_date_comes_back_as_itself(day):
    assert parse_partial_date(day.isoformat()) == (day, Precision.DAY)


@pytest.mark.parametrize(
    ("precision", "language", "text"),
    [
        (Precision.YEAR, "fr", "1981"),
        (Precision.MONTH, "en", "May 1981"),
        (Precision.MONTH, "fr", "mai 1981"),
        (Precision.DAY, "es", "2 de mayo de 1981"),
    ],
)
def test_a_date_is_written_no_finer_than_it_is_known(precision, language, text):
    with translation.override(language):
        assert describe_date(date(1981, 5, 2), precision) == text


@pytest.mark.parametrize(
    ("language", "rest"),
    [("es", "de marzo de 2027"), ("fr", "mars 2027"), ("pt-br", "de Março de 2027")],
)
def test_the_first_of_a_month_has_a_word_of_its_own_in_code_and_template(language, rest):
    with translation.override(language):
        said = f"{pgettext(*FIRST_DAY)} {rest}"
        assert describe_date(date(2027, 3, 1), Precision.DAY) == said
        template = Template('{{ day|date:"DATE_FORMAT" }}')
        assert template.render(Context({"day": date(2027, 3, 1)})) == said


@pytest.mark.parametrize(("locale", "word"), [("es", "1"), ("fr", "1er"), ("pt_BR", "1º")])
def test_the_catalogues_hold_that_word(locale, word):
    context, msgid = FIRST_DAY
    assert translated(locale)[msgid, context].string == word


@pytest.mark.parametrize("said", ["", "1", "11 mars 2027", "1981", "01/03/2027", "21 de marzo"])
def test_what_is_no_first_of_a_month_stays_as_it_is(said):
    with translation.override("fr"):
        assert mend_first_day(said) == said


def test_a_date_that_is_not_known_is_written_as_nothing():
    assert describe_date(None, Precision.NONE) == ""
