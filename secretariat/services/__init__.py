from secretariat.services.background import Background, check_background
from secretariat.services.parked import (
    find_parked_mail,
    find_parked_postings,
    retry_parked_work,
)
from secretariat.services.queues import (
    Counts,
    Item,
    Queue,
    count_queues,
    find_changes,
    find_posting,
    find_queue,
    load_items,
)
from secretariat.services.rebuilds import (
    TooFewTexts,
    begin_rebuild,
    can_refit,
    refit_matching,
    retry_failed_rebuild,
    save_weights,
)
from secretariat.services.reference import (
    change_country_side,
    load_reference_files,
    save_institution,
    save_membership,
)

__all__ = [
    "Background",
    "Counts",
    "Item",
    "Queue",
    "TooFewTexts",
    "begin_rebuild",
    "can_refit",
    "change_country_side",
    "check_background",
    "count_queues",
    "find_changes",
    "find_parked_mail",
    "find_parked_postings",
    "find_posting",
    "find_queue",
    "load_items",
    "load_reference_files",
    "refit_matching",
    "retry_failed_rebuild",
    "retry_parked_work",
    "save_institution",
    "save_membership",
    "save_weights",
]
