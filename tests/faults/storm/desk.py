"""Members of the desk over HTTP, who press what the page of a case offers and note when the answer came."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.tour.browser import Browser, Form, Page, _urlencoded

SAID = {
    "ground": "Copyright in the photograph.",
    "facts": "We looked at the picture beside the negative.",
    "explanation": "The claimant showed the negative.",
    "reason": "It is being looked into.",
}


@dataclass(frozen=True)
class Acted:
    """When the desk pressed the button and when the answer was there (nanoseconds, the machine's monotonic clock)."""

    sent: int
    acknowledged: int

    @property
    def milliseconds(self) -> float:
        return (self.acknowledged - self.sent) / 1e6


class Member(Browser):
    """Signed in; ``on_sending`` is called when a button is pressed. Each verb raises AssertionError where the desk is
    refused, and OSError where no answer came."""

    def __init__(self, base_url: str, sign_in: Mapping[str, str]) -> None:
        super().__init__(base_url)
        self.on_sending: Callable[[], object] = lambda: None
        fields = {"email": sign_in["email"], "password": sign_in["password"]}
        page = self.send(self.get("/login"), "/login", fields)
        assert page.status == 200, page.text
        assert page.path != "/login", page.text

    def withhold(self, case_id: int, use: str = "") -> Acted:
        """Meanwhile: an image, or the whole article."""
        return self._press(case_id, "/holds", {"target": use})

    def decide(self, case_id: int, outcome: str) -> Acted:
        return self._press(case_id, "/decisions", {"outcome": outcome})

    def lift(self, case_id: int) -> Acted:
        return self._press(case_id, "/lifts", {})

    def _press(self, case_id: int, ending: str, chosen: Mapping[str, str]) -> Acted:
        page = self.get(f"/desk/cases/{case_id}")
        assert page.status == 200, page.text[:500]
        form = page.form(ending)
        body, kind = _urlencoded(list(_filled(form, chosen).items()))
        headers = {"Content-Type": kind, "Origin": self.base}
        asked = urllib.request.Request(self._whole(form.action), data=body, headers=headers, method="POST")
        self.on_sending()
        sent = time.monotonic_ns()
        answer = self._open(asked, follow=False)
        acknowledged = time.monotonic_ns()
        assert answer.status == 303, f"{form.action} answered {answer.status}: {_why(answer)}"
        return Acted(sent, acknowledged)


def _filled(form: Form, chosen: Mapping[str, str]) -> dict[str, str]:
    """What a person sends who chooses this, writes the usual words, and of anything else takes the first."""
    fields = dict(form.fields)
    for name, choices in form.choices.items():
        if len(choices) > 1:
            fields.setdefault(name, choices[0])
    fields |= {name: said for name, said in SAID.items() if name in form.names}
    return {**fields, **chosen}


def _why(page: Page) -> str:
    return page.text[:1500]
