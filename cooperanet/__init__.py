import gc

# A process makes hundreds of thousands of objects as it starts, and they stay: at Python's own threshold a third of its
# start goes into looking at them for garbage.
gc.set_threshold(50_000, 20, 20)

from cooperanet.celery import app as celery_app  # noqa: E402 (what it imports is what starts)

__all__ = ["celery_app"]
