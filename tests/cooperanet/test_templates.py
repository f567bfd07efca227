"""What every template of the portal keeps to, and the parts that all pages share."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STATIC = settings.BASE_DIR / "static"
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc\b)|\sstyle=|\son[a-z]+=\"|javascript:")


class PostingForm(forms.Form):
    title = forms.CharField(label="Title", help_text="One line.")
    themes = forms.MultipleChoiceField(
        label="Themes",
        choices=[("ports", "Ports")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Note", required=False)


@pytest.mark.parametrize(
    "path",
    TEMPLATES,
    ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")),
)
def test_no_template_carries_inline_style_or_script(path: Path):
    assert INLINE.findall(path.read_text()) == []


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'_icon\.html" with name="([^"]+)"', path.read_text())
    }
    assert named - drawn == set()


def test_the_stylesheets_and_the_script_stay_small():
    sizes = {name: (STATIC / name).stat().st_size for name in ("css/site.css", "css/print.css", "js/site.js")}
    assert {
        name: size for name, size in sizes.items() if size > {"js/site.js": 5_000}.get(name, 40_000)
    } == {}


def test_a_field_is_described_by_its_help_and_its_error():
    field = PostingForm({})["title"]
    html = field.as_field_group()
    assert re.findall(r'(?:aria-describedby| id)="([^"]+)"', html) == [
        "id_title_helptext",
        "id_title_error",
        "id_title_helptext id_title_error",
        "id_title",
    ]


def test_only_what_may_stay_empty_is_marked():
    form = PostingForm()
    assert [name for name in form.fields if "(optional)" in form[name].as_field_group()] == ["note"]


def test_the_error_summary_links_to_each_field_and_to_the_first_box_of_a_group():
    html = render_to_string("partials/_error_summary.html", {"form": PostingForm({})})
    assert re.findall(r'href="([^"]+)"', html) == ["#id_title", "#id_themes_0"]


def test_a_form_without_errors_has_no_error_summary():
    assert render_to_string("partials/_error_summary.html", {"form": PostingForm()}).strip() == ""


def test_bars_keep_the_decimal_point_in_a_language_that_writes_a_comma():
    mark = SimpleNamespace(key="need", value=5, percent=7.5)
    chart = SimpleNamespace(
        title="Few needs",
        label_heading="Theme",
        series=[SimpleNamespace(key="need", label="Needs")],
        rows=[SimpleNamespace(label="Ports", marks=[mark])],
    )
    with translation.override("es"):
        html = render_to_string("partials/_chart_bars.html", {"chart": chart})
    assert re.findall(r'width="([^"]+)" height', html) == ["7.5%"]


def test_the_page_of_a_failure_needs_no_request_and_shows_its_number():
    assert "8a5e21b4" in render_to_string("500.html", {"request_id": "8a5e21b4"})
