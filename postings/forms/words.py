"""The words of a posting in one language, and the cleaning of whatever was typed."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.forms import TURNING, LineField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What PostgreSQL cannot store (NUL) or no keyboard types: control characters other than tab and line feed, and halves of pairs.
UNSTORABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{TURNING}]")
LINE_ENDS = re.compile("\r\n?")
# Where the browser stops a paste: far above every limit, so that nothing is cut unseen, and far below what a request may hold.
LONGEST_PASTE = 100_000


def clean_input(data: QueryDict) -> tuple[QueryDict, frozenset[str]]:
    """Take out characters that cannot be stored; gives the rest and the names of the fields that held one."""
    cleaned, touched = data.copy(), set()
    for name, values in data.lists():
        lines = [LINE_ENDS.sub("\n", value) for value in values]
        storable = [UNSTORABLE.sub("", value) for value in lines]
        if storable != lines:
            touched.add(name)
        cleaned.setlist(name, storable)
    return cleaned, frozenset(touched)


def word_field(
    label: "StrOrPromise",
    max_length: int,
    help_text: "StrOrPromise" = "",
    *,
    rows: int = 0,
    missing: "StrOrPromise" = "",
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    field = (forms.CharField if rows else LineField)(
        label=label,
        max_length=max_length,
        help_text=help_text,
        widget=widget,
        required=bool(missing),
    )
    if missing:
        field.error_messages["required"] = missing
    # At the limit itself the browser would cut a pasted text silently; that is counted on the page and checked here.
    field.widget.attrs |= {
        "maxlength": LONGEST_PASTE,
        "data-limit": max_length,
        "data-counter": _("{used} of {limit} characters"),
    }
    return field


class PostingWords(forms.Form):
    """Title, summary and details; a twin adds its own. The order of the fields is the order of reading."""

    required_css_class = "required"
    use_required_attribute = False

    title = word_field(_("Title"), 160, missing=_("Give the posting a title."))
    summary = word_field(
        _("Summary"),
        600,
        _("Two or three sentences that a colleague in another ministry understands."),
        rows=4,
        missing=_("Say in a few sentences what it is about."),
    )
    details = word_field(_("Details"), 20_000, rows=12)
    # The posting's, when the person began: who saves over another's work must know it.
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        data: QueryDict | None = None,
        *args: Any,  # noqa: ANN401 (as Django has it)
        **kwargs: Any,  # noqa: ANN401 (as Django has it)
    ) -> None:
        self.unstorable: frozenset[str] = frozenset()
        if data is not None:
            data, self.unstorable = clean_input(data)
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.report_unstorable()
        return cleaned

    def report_unstorable(self) -> None:
        for name in self.touched_fields():
            self.add_error(
                name,
                _(
                    "This entry contained a character that cannot be stored. It has been taken out and the rest kept; "
                    "check the entry and send the form again.",
                ),
            )

    def touched_fields(self) -> Iterable[str]:
        return [name for name in self.fields if name in self.unstorable]
