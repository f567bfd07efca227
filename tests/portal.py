"""A portal with its demonstration data, running in processes of its own, and browsers of its people."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from cooperanet.demo import DOMAIN, PASSWORD
from tests.machine import Machine

WIDE, NARROW = 1280, 360
HEIGHT = 900

PEOPLE = {
    "official": f"official.ht-mpce@{DOMAIN}",
    "focal point": f"focal-point.ht-mpce@{DOMAIN}",
    "reader": f"reader.ht-mpce@{DOMAIN}",
    "secretariat": f"secretariat.oas-sedi@{DOMAIN}",
    "administrator": f"administrator.oas-sedi@{DOMAIN}",
}


@dataclass
class Portal:
    """`people` are e-mail addresses by a name of their role; they share the demonstration password."""

    machine: Machine
    address: str
    browser: Browser
    people: dict[str, str] = field(default_factory=lambda: dict(PEOPLE))
    _sessions: dict[str, Any] = field(default_factory=dict)

    @contextlib.contextmanager
    def visit(
        self, person: str = "", *, width: int = WIDE, script: bool = True, **options: Any
    ) -> Iterator[Page]:
        """Open a page of one person, signed in; of nobody for an empty name. Console errors end up in `page.faults`."""
        state = self._sign_in(person) if person else None
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=script,
            storage_state=state,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(30_000)
        try:
            page = context.new_page()
            page.faults = []
            page.on("console", lambda message: note_fault(page, message))
            page.on("pageerror", lambda error: page.faults.append(str(error)))
            yield page
        finally:
            context.close()

    def _sign_in(self, person: str) -> Any:
        """Sign in once and go on with the same session: hashing a password is slow on purpose."""
        if person not in self._sessions:
            with self.visit() as page:
                page.goto("/en/account/sign-in/")
                fill_sign_in(page, self.people[person])
                page.wait_for_url("**/desk/")
                self._sessions[person] = page.context.storage_state()
        return self._sessions[person]

    def ask(self, code: str) -> Any:
        """Give what the Python expression over the portal's own models answers, through JSON."""
        return json.loads(self.machine.manage("shell", "-v", "0", "-c", f"import json; {code}"))

    def give_password(self, person: str, email: str) -> None:
        """Let a demonstration person without a password of their own sign in under this name."""
        self.ask(
            "from django.contrib.auth.hashers import make_password; from accounts.models import User; "
            f"print(json.dumps(User.objects.filter(email={email!r}).update(password=make_password({PASSWORD!r}))))"
        )
        self.people[person] = email


def fill_sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.locator("#sign-in-form [name=username]").fill(email)
    page.locator("#sign-in-form [name=password]").fill(password)
    page.locator("#sign-in-form .btn").click()


def note_fault(page: Page, message: ConsoleMessage) -> None:
    """Errors and warnings alike; a page that is an error page by itself is none."""
    address = message.location.get("url", "")
    if message.type in {"error", "warning"} and not (
        "Failed to load resource" in message.text and address.split("#")[0] == page.url.split("#")[0]
    ):
        page.faults.append(f"{page.url}: {message.text}")
