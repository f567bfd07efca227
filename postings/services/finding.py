from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from postings.models import Posting


def find_visible(references: Iterable[str], *, user: User | AnonymousUser) -> dict[str, Posting]:
    """Find, by reference and of either twin, the postings that the person may see, with institution and texts."""
    wanted = set(references)
    found: dict[str, Posting] = {}
    for model in apps.get_models():
        if issubclass(model, Posting):
            own = {reference for reference in wanted if reference.startswith(f"{model.reference_prefix}-")}
            rows = model.objects.visible_to(user).filter(reference__in=own) if own else model.objects.none()
            found |= {posting.reference: posting for posting in rows.for_list()}
    return found
