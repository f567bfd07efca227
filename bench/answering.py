"""How pages answer while two workers of one thread rebuild, and then how soon a publication has its suggestions.

python -m bench.answering [COUNT] [--offers N] [--needs M]

One portal of full size, made from synthetic postings beside the demonstration, with gunicorn and real workers.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from itertools import cycle
from typing import NamedTuple

from bench.portals import fill_portal, one_thread_worker, run_inside
from bench.publication import MEASURE, p95
from cooperanet.embedded.processes import Process
from tests.machine import Machine, machine_in, open_folder, start_worker

OFFERS, NEEDS, COUNT = 100_000, 20_000, 40
WORKERS = ("worker-1", "worker-2")
PROGRESS = "/en/secretariat/rebuild/"
# What people look at, those who are signed in as the secretariat is.
PATHS = (
    PROGRESS,
    "/en/needs/",
    "/en/offers/?theme=water-sanitation",
    "{need}",
    "/en/secretariat/",
    "/en/dashboard/",
)
# Without scripts nobody looks at a page more often.
PAUSE = 0.2
VALUE = re.compile(r"<progress[^>]*value=\"(\d+)\"")
SIGN_IN = """
from django.conf import settings
from django.test import Client
from accounts.models import User
from needs.models import Need
client = Client(headers={"host": "127.0.0.1"})
client.force_login(User.objects.filter(email__startswith="secretariat.").first())
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
print(Need.objects.live().order_by("pk").first().reference)
"""


class Answers(NamedTuple):
    """Seconds: of the rebuild, of each page during it, and of each publication; and how many states of the bar were seen."""

    rebuild: float
    pages: list[float]
    states: int
    publications: list[float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.answering", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    parser.add_argument("--offers", type=int, default=OFFERS)
    parser.add_argument("--needs", type=int, default=NEEDS)
    options = parser.parse_args()
    found = take_times(options.count, offers=options.offers, needs=options.needs)
    sys.stdout.write(
        f"{options.offers:,} x {options.needs:,} rebuilt by two workers in {found.rebuild:.0f} s, {found.states} states of the "
        f"bar seen; meanwhile {len(found.pages)} pages: median {statistics.median(found.pages):.2f} s, p95 {p95(found.pages):.2f} s, "
        f"slowest {max(found.pages):.2f} s; then {len(found.publications)} publications: median "
        f"{statistics.median(found.publications):.2f} s, p95 {p95(found.publications):.2f} s ({os.cpu_count()} cores)\n"
    )
    return 0


def take_times(count: int, *, offers: int, needs: int) -> Answers:
    with open_folder("bench") as folder, machine_in(folder) as machine:
        machine.manage("prepare", "--demo")
        fill_portal(machine, offers, needs)
        workers = [one_thread_worker(machine, name) for name in WORKERS]
        try:
            address = machine.start_web()
            start = time.monotonic()
            looks = list(look_while_it_is_rebuilt(machine, address, workers))
            rebuild = time.monotonic() - start
            workers[1].stop(grace=5)
            said = run_inside(machine, MEASURE.format(count=count))
        finally:
            for worker in workers:
                worker.stop(grace=5)
    return Answers(
        rebuild=rebuild,
        pages=sorted(seconds for seconds, _state in looks),
        states=len({state for _seconds, state in looks if state}),
        publications=sorted(float(line) for line in said.splitlines()),
    )


def look_while_it_is_rebuilt(
    machine: Machine, address: str, workers: list[Process]
) -> Iterator[tuple[float, str]]:
    """Give the seconds of each page, and what the bar said where there was one; workers start when there is work."""
    cookie, need = run_inside(machine, SIGN_IN).splitlines()
    headers = {"Cookie": "=".join(cookie.split())}
    command = [sys.executable, "manage.py", "rebuild_matches"]
    with subprocess.Popen(  # noqa: S603 (a command of our own)
        command, cwd=machine.project, env=machine.environment, stdout=subprocess.DEVNULL
    ) as running:
        for worker in workers:
            start_worker(worker)
        for path in cycle(PATHS):
            if running.poll() is not None:
                break
            request = urllib.request.Request(  # noqa: S310 (our own address)
                address + path.format(need=f"/en/matching/needs/{need}/"), headers=headers
            )
            start = time.monotonic()
            with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own address)
                body = answer.read().decode()
            bar = VALUE.search(body) if path == PROGRESS else None
            yield time.monotonic() - start, bar[1] if bar else ""
            time.sleep(PAUSE)
    if running.returncode:
        raise RuntimeError("the rebuild failed")


if __name__ == "__main__":
    sys.exit(main())
