from secretariat.forms.staff import (
    ACCEPT,
    DISMISS,
    DecisionForm,
    InstitutionForm,
    MembershipForm,
    PlainForm,
    SideForm,
)
from secretariat.forms.thesaurus import ConceptForm, MergeChoiceForm, MergeForm, WhyForm

__all__ = [
    "ACCEPT",
    "DISMISS",
    "ConceptForm",
    "DecisionForm",
    "InstitutionForm",
    "MembershipForm",
    "MergeChoiceForm",
    "MergeForm",
    "PlainForm",
    "SideForm",
    "WhyForm",
]
