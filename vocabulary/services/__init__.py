from vocabulary.services.editing import (
    CodeTaken,
    ConceptChanged,
    add_concept,
    restore_concept,
    retire_concept,
    subject_of,
    update_concept,
)
from vocabulary.services.loading import ConceptTally, load_concepts
from vocabulary.services.merging import Merge, MergeWithItself, merge_concepts, plan_merge
from vocabulary.services.releases import (
    ThesaurusUnknown,
    freeze_thesaurus,
    serve_thesaurus,
    serving_thesaurus,
    shipped_thesaurus,
    thesaurus_of,
    waiting_codes,
    working_thesaurus,
)
from vocabulary.services.search import index_texts, search_query
from vocabulary.services.words import WordSaysNothing, bring_word_back, set_word_aside, subject_of_word
from vocabulary.services.writing import CircularConcept, CodeUnknown, LabelTaken, TakenLabel

__all__ = [
    "CircularConcept",
    "CodeTaken",
    "CodeUnknown",
    "ConceptChanged",
    "ConceptTally",
    "LabelTaken",
    "Merge",
    "MergeWithItself",
    "TakenLabel",
    "ThesaurusUnknown",
    "WordSaysNothing",
    "add_concept",
    "bring_word_back",
    "freeze_thesaurus",
    "index_texts",
    "load_concepts",
    "merge_concepts",
    "plan_merge",
    "restore_concept",
    "retire_concept",
    "search_query",
    "serve_thesaurus",
    "serving_thesaurus",
    "set_word_aside",
    "shipped_thesaurus",
    "subject_of",
    "subject_of_word",
    "thesaurus_of",
    "update_concept",
    "waiting_codes",
    "working_thesaurus",
]
