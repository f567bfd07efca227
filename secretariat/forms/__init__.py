from secretariat.forms.staff import (
    ACCEPT,
    DISMISS,
    DecisionForm,
    InstitutionForm,
    MembershipForm,
    PlainForm,
    SideForm,
)
from secretariat.forms.thesaurus import (
    ConceptForm,
    MergeChoiceForm,
    MergeForm,
    RestoreForm,
    WhyForm,
    WordForm,
)
from secretariat.forms.weights import SAVE, WeightsForm

__all__ = [
    "ACCEPT",
    "DISMISS",
    "SAVE",
    "ConceptForm",
    "DecisionForm",
    "InstitutionForm",
    "MembershipForm",
    "MergeChoiceForm",
    "MergeForm",
    "PlainForm",
    "RestoreForm",
    "SideForm",
    "WeightsForm",
    "WhyForm",
    "WordForm",
]
