"""Sentences of the frameworks that one of their own catalogues lacks in Spanish, French or Portuguese; ours carry them.

Nothing imports this module: `make messages` reads it, and a guard compares it with what the frameworks ship.
"""

from django.utils.translation import gettext_noop

SENTENCES = (
    # django-filter
    gettext_noop("Any date"),
    gettext_noop("Filter"),
    gettext_noop("Select a lookup."),
    gettext_noop("This is an exclusion filter"),
    gettext_noop("is null"),
    # Django REST framework
    gettext_noop("Integer value too large to convert to float"),
    gettext_noop("Permission denied."),
    gettext_noop("Surrogate characters are not allowed: U+{code_point:X}."),
    gettext_noop("The number of days must be between {min_days} and {max_days}."),
    # django-axes
    gettext_noop("Account locked: too many login attempts. Contact an admin to unlock your account."),
    gettext_noop("Account locked: too many login attempts. Please try again later."),
)
