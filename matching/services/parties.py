from datetime import datetime

from accounts.models import User
from jobs.core.days import day_of_record
from postings.models import Posting


def people_of(posting: Posting, *, at: datetime) -> set[User]:
    """Who is told on behalf of the party that a posting belongs to: its writers and its focal points."""
    on = day_of_record(at)
    writers = User.objects.writing_for(posting.institution, on=on)
    focal_points = User.objects.focal_points_of(posting.institution, on=on)
    return {*writers, *focal_points}
