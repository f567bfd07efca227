"""Words that no concept of the thesaurus covers: told, set aside, brought back."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.querysets import active_language
from mail.choices import Language
from matching.services import find_uncovered_words
from secretariat.forms import WordForm
from secretariat.views.base import staff_of
from vocabulary.models import WordSetAside
from vocabulary.services import bring_word_back, set_word_aside

WORDS_PER_PAGE = 50


def list_words(request: HttpRequest) -> HttpResponse:
    reader = staff_of(request)
    asked = request.GET.get("language", "")
    language = asked if asked in Language.values else active_language()
    found = find_uncovered_words(language=language, reader=reader)
    context = {
        "found": found,
        "language": Language(language),
        "choices": Language.choices,
        "page": Paginator(found.words, WORDS_PER_PAGE).get_page(request.GET.get("page")),
        "aside": WordSetAside.objects.spoken_in(language).for_list(),
    }
    return render(request, "secretariat/thesaurus/words.html", context)


@require_POST
def set_aside(request: HttpRequest) -> HttpResponse:
    text = _("“%(word)s” is set aside. It stands below the list, from where it can be brought back.")
    return _decide(request, set_word_aside, text)


@require_POST
def bring_back(request: HttpRequest) -> HttpResponse:
    text = _("“%(word)s” counts again among the words that no concept covers.")
    return _decide(request, bring_word_back, text)


def _decide(request: HttpRequest, decide: Callable[..., bool], text: str) -> HttpResponse:
    staff = staff_of(request)
    form = WordForm(request.POST)
    word = form.cleaned_data["word"] if form.is_valid() else ""
    if word and decide(word=word, language=form.cleaned_data["language"], by=staff, at=timezone.now()):
        messages.success(request, text % {"word": word})
    else:
        messages.info(request, _("Nothing has changed: the list is already as you see it here."))
    return _back(request, form)


def _back(request: HttpRequest, form: WordForm) -> HttpResponse:
    """Lead to the same page of the list; what is no word of a language was no button of ours."""
    kept = {"language": form.cleaned_data.get("language", ""), "page": request.POST.get("page", "")}
    asked = urlencode({name: value for name, value in kept.items() if value})
    return redirect(f"{reverse('thesaurus:words')}?{asked}")
