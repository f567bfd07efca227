"""The fields that forms of every room have."""

from datetime import date

import pytest
from django import forms
from django.utils import timezone

from directory.forms import DayField, LineField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana Paz", "Ana Paz"),
        ("  Ana\r\n\tPaz\u2028 ", "Ana Paz"),
        ("Ana\u202e zaP\u202c", "Ana zaP"),
        ("\u2066Port\u2069 \x07authority\x85", "Port authority"),
        ("Peña-Ávila “Sur”", "Peña-Ávila “Sur”"),
        ("\u202e\n", ""),
    ],
)
def test_a_line_is_stored_as_it_is_seen(typed, kept):
    assert LineField(required=False).clean(typed) == kept


def test_a_line_of_nothing_but_controls_is_empty_and_one_with_nul_is_refused():
    with pytest.raises(forms.ValidationError, match="required"):
        LineField().clean("\u202e\r\n")
    with pytest.raises(forms.ValidationError, match="Null characters"):
        LineField().clean("Ana\x00Paz")


def day_field():
    return DayField(first=date(1990, 1, 1), years_ahead=10)


def test_a_day_is_read_as_a_picker_or_a_person_writes_it():
    assert [day_field().clean(typed) for typed in ("2026-03-31", "31/03/2026")] == [date(2026, 3, 31)] * 2


@pytest.mark.parametrize("typed", ["0001-01-01", "1989-12-31", "9999-12-31", "2126-03-31"])
def test_a_day_outside_the_years_that_can_be_meant_is_refused_with_the_bounds(typed):
    last = f"{timezone.localdate().year + 10}-12-31"
    with pytest.raises(forms.ValidationError) as refused:
        day_field().clean(typed)
    assert refused.value.messages == [f"Write a day between 1990-01-01 and {last}."]


@pytest.mark.parametrize("typed", ["31/02", "2026-02-30", "99999-01-01", "1234567890", "soon"])
def test_what_is_no_day_is_said_with_an_example_and_shown_again(typed):
    class Form(forms.Form):
        day = day_field()

    form = Form({"day": typed})
    assert form.errors == {"day": ["Write the day as year-month-day, for example 2026-03-31."]}
    # A picker would show nothing of it.
    assert f'<input type="text" name="day" value="{typed}"' in str(form["day"])
