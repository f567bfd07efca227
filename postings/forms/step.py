from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from postings.forms.words import clean_input, word_field
from postings.workflow import Transition

LONGEST_COMMENT = 2_000


class StepForm(forms.Form):
    """A step of the workflow, with a comment where the step needs one."""

    use_required_attribute = False

    comment = word_field(
        _("Comment"),
        LONGEST_COMMENT,
        _("The owner of the posting and the secretariat read it."),
        rows=5,
    )

    def __init__(
        self,
        step: Transition,
        data: QueryDict | None = None,
        **kwargs: Any,  # noqa: ANN401 (as Django has it)
    ) -> None:
        super().__init__(None if data is None else clean_input(data)[0], **kwargs)
        comment = self.fields["comment"]
        comment.required = step.needs_comment
        comment.error_messages["required"] = str(step.comment_asked)
