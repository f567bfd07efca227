"""Widgets of the posting form: plain HTML that never hides what was typed."""

from typing import Any

from django import forms


class NumberText(forms.TextInput):
    """Digits on a telephone's keyboard; unlike a number box it shows again what is no number."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off"})


class Checkboxes(forms.CheckboxSelectMultiple):
    """Boxes in named groups that open where something is chosen; a list without groups opens as a whole.

    Options come flat or as (group, options).
    """

    template_name = "postings/widgets/checkboxes.html"

    def get_context(
        self,
        name: str,
        value: Any,  # noqa: ANN401 (as Django has it)
        attrs: dict[str, Any] | None,
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = [
            {
                "name": group,
                "options": options,
                "chosen": sum(bool(option["selected"]) for option in options),
            }
            for group, options in _gather(context["widget"]["optgroups"])
        ]
        context["widget"]["groups"] = groups
        return context


def _gather(
    optgroups: list[tuple[str | None, list[dict[str, Any]], int]],
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Django makes a group of every option that stands alone; here those are one group without a name."""
    gathered: list[tuple[str, list[dict[str, Any]]]] = []
    for group, options, _index in optgroups:
        if group is None and gathered and gathered[-1][0] == "":
            gathered[-1][1].extend(options)
        else:
            gathered.append((group or "", list(options)))
    return gathered
