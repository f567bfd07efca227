"""The readers of `bench.publication`: runs in a process that has the settings of the portal it looks at."""

import sys
import time

from django.test import Client

from cooperanet.demo import read_directory
from matching.services import is_behind
from tests.journeys import publisher

PATIENCE = 60.0
PAUSE = 0.02
OK = 200


def measure(count: int) -> None:
    """Publish one after the other and look at each page, as its owner does, until the suggestions stand there."""
    client = Client(headers={"host": "127.0.0.1"})
    chosen = publisher.choose_postings(count)
    directory = read_directory()
    cast = publisher.gather_cast(chosen, directory)
    for model, row in chosen:
        publisher.publish(model, row, cast, directory)
        start = time.monotonic()
        posting = model.objects.order_by("-pk")[0]
        client.force_login(posting.created_by)
        path = f"/en/matching/{model.url_namespace}/{posting.reference}/"
        while is_behind(posting) or client.get(path).status_code != OK:
            if time.monotonic() - start > PATIENCE:
                raise TimeoutError(posting.reference)
            time.sleep(PAUSE)
        sys.stdout.write(f"{time.monotonic() - start:.3f}\n")
