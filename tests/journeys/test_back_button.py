"""The button Back of a real browser: it brings back the form, and the form still makes one posting."""

import re

from tests.portal import Portal


def test_saving_again_after_the_button_back_makes_no_second_draft(portal: Portal):
    title = "Written before and after the button Back"
    with portal.visit("official") as page:
        page.goto("/en/needs/new/")
        page.locator("#posting-form [name=title]").fill(title)
        page.locator("#posting-form .form-actions button[name=_save]").click()
        page.wait_for_url(re.compile("/edit/"))
        for _time in range(2):
            page.go_back()
            page.locator("#posting-form .form-actions button[name=_save]").click()
            page.wait_for_url(re.compile("/edit/"))
        assert page.faults == []
    count = "from needs.models import NeedText; "
    assert portal.ask(f"{count}print(json.dumps(NeedText.objects.filter(title={title!r}).count()))") == 1
