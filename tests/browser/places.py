"""Every page that answers a GET, in every state it can show: the table that the tests of pages go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.takedowns.kinds import Lane
from tests import clocks

if TYPE_CHECKING:
    from playwright.sync_api import Page

STALE = "() => document.querySelectorAll('[name=version]').forEach(field => { field.value = '0' })"


class Who(StrEnum):
    READER = "reader"
    GUEST = "guest"
    DESK = "desk"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Place:
    """`rule` is the route as Flask spells it, `address` may name an address of the stage in braces. `then` does on
    the page what leads to the state, and the page that stands there in the end answers `status` and says what it
    `shows`. Where `workers` is false, no worker has given a sign of life for some time."""

    name: str
    rule: str
    who: Who
    address: str
    status: int = 200
    then: Callable[[Page], object] | None = None
    workers: bool = True
    shows: str = ""


def press(words: str) -> Callable[[Page], object]:
    """Send a form; some do their sums first, so the page that answers is waited for."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=words, exact=True).last.click()

    return act


def stale(words: str, choice: str) -> Callable[[Page], object]:
    """Decide about what was on the screen some time ago."""

    def act(page: Page) -> None:
        page.locator(f"input[type=radio][value={choice}]").check()
        for required in page.locator("[name=ground], [name=explanation]").all():
            required.fill("What was on the screen some time ago.")
        page.evaluate(STALE)
        press(words)(page)

    return act


def writes_to_nobody(page: Page) -> None:
    page.locator("input[name=email]").fill("not an address")
    press("Give them a link")(page)


def too_long(page: Page) -> None:
    page.locator("[name=title]").evaluate("field => { field.value = 'Long '.repeat(60) }")
    press("Save")(page)


NARROWED = "/desk?kind=submission&kind=right&late=in_time"


def keeps_view(title: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.get_by_text("Keep this list as a view").click()
        page.get_by_label("Name of the view").fill(title)
        press("Keep it")(page)

    return act


def twice(page: Page) -> None:
    """A time that comes twice, on the night when the clocks go back."""
    page.locator("[name=day]").fill(clocks.goes_back().isoformat())
    page.locator("[name=hour]").fill("01:30")
    press("Set the time")(page)


def not_an_address(page: Page) -> None:
    page.locator("[name=slug]").fill("Not an address")
    press("Change the address")(page)


def makes_token(page: Page) -> None:
    """Its last day is today, on the clocks of the page's browser or an hour on."""
    page.get_by_label("Name", exact=True).fill("The website")
    page.get_by_label("Read what is published").check()
    page.get_by_label("Last day").fill(clocks.tomorrow().isoformat())
    press("Make the token")(page)


def has_token(page: Page) -> None:
    makes_token(page)
    with page.expect_navigation():
        page.get_by_role("link", name="It is copied").click()


def leads_nowhere(page: Page) -> None:
    page.locator("[name=third]").fill("no-such-article")
    press("Save the related articles")(page)


def takes_letter(page: Page) -> None:
    """With the script: the words are put into the field in place."""
    page.get_by_label("Prepared message").select_option("sources")
    page.get_by_role("button", name="Use it").click()
    assert "[[the claim, in your own words]]" in page.get_by_label("Message to the author").input_value()


def keeps_without_reason(page: Page) -> None:
    page.locator("input[type=radio][value=kept]").check()
    press("Decide")(page)


def wants_nothing(page: Page) -> None:
    page.get_by_text("Ask the claimant", exact=True).click()
    press("Ask for it")(page)


def asks_nothing(page: Page) -> None:
    page.get_by_text("Ask a specialist", exact=True).click()
    press("Ask")(page)


def keeps_late(page: Page) -> None:
    """Keep a right that was on the screen some time ago."""
    page.locator("input[type=radio][value=kept]").check()
    page.locator("[name=last_on]").fill("2099-12-31")
    for words in ("reason", "evidence"):
        page.locator(f"[name={words}]").fill("What was on the screen some time ago.")
    page.evaluate(STALE)
    press("Decide")(page)


def adds_webhook(page: Page) -> None:
    page.locator("[name=address]").fill("https://cms.example.org/hooks")
    press("Add it")(page)


def makes_secret(page: Page) -> None:
    adds_webhook(page)
    press("Make its secret")(page)


def tests_webhook(page: Page) -> None:
    makes_secret(page)
    with page.expect_navigation():
        page.get_by_role("link", name="I have copied it").click()
    press("Send a test")(page)


def gives_no_address(page: Page) -> None:
    adds_webhook(page)
    page.locator("[name=address]").evaluate(
        "field => { field.type = 'text'; field.value = 'http://cms.example.org/' }"
    )
    press("Save")(page)


def unlock(page: Page) -> None:
    page.locator("input[type=email]").fill("nobody@example.org")
    page.locator("input[type=password]").fill("not the password")
    press("Sign in")(page)


def hasty(page: Page) -> None:
    page.locator("input[name=email]").fill("not an address")
    press("Send me a private link")(page)


def forge(page: Page) -> None:
    """Send the form of a page that was opened before the cookie it belongs to."""
    page.locator("input[name=email]").fill("nobody@example.org")
    page.evaluate("() => document.getElementsByName('csrf_token').forEach(field => { field.value = 'old' })")
    press("Send me a private link")(page)


def publish_unasked(page: Page) -> None:
    """Post what the page does not offer to this person."""
    with page.expect_navigation():
        page.evaluate("""() => {
            const form = document.querySelector("form[action$='/notes']");
            form.action = form.action.replace(/notes$/, "publications");
            form.submit();
        }""")


READER, GUEST, DESK, REVIEWER = Who.READER, Who.GUEST, Who.DESK, Who.REVIEWER
ARTICLE = "/articles/<slug>"
REPORT = "/articles/<slug>/report"
DRAFT, SIGN, STATUS = "/drafts/<ref>", "/drafts/<ref>/attestation", "/drafts/<ref>/status"
NOTICE = "/notices/<ref>"
PEOPLE, CONSENT = "/drafts/<ref>/consents", "/consents/<ref>"
RIGHT, REVOKE = "/desk/rights/<int:rights_id>", "/drafts/<ref>/revocations"
SHOWN = "/drafts/<ref>/evidence/<int:evidence_id>"
LOOKED_AT = "/desk/submissions/<int:submission_id>/evidence/<int:evidence_id>"
SUBMISSION, CASE = "/desk/submissions/<int:submission_id>", "/desk/cases/<int:case_id>"
KEPT = "/desk/articles/<int:article_id>"
HOOK = "/desk/webhooks/<int:hook_id>"
CHANGES, TIME = f"{SUBMISSION}/changes", f"{SUBMISSION}/schedules"
POLICIES = ("guidelines", "corrections", "complaints", "terms", "privacy", "accessibility")

SITE = [
    Place("front page", "/", READER, "/"),
    Place("older articles, none", "/", READER, "/?after={beyond}"),
    Place("article", ARTICLE, READER, "{visible}"),
    Place("article put back", ARTICLE, READER, "{restored}"),
    Place("article with an image on hold", ARTICLE, READER, "{notice_holding_article}"),
    Place("article with an image whose right ended", ARTICLE, READER, "{lapsed_article}", shows="taken back"),
    Place("article with notices", ARTICLE, READER, "{notice_warned_article}", shows="Safety notice"),
    Place(
        "notice of an article",
        "/articles/<slug>/notices/<int:measure_id>",
        READER,
        "{told}",
        shows="Safety notice",
    ),
    Place("article on hold", ARTICLE, READER, "{hidden}", 404),
    Place("article removed", ARTICLE, READER, "{notice_taken_article}", 451),
    Place("history", "/articles/<slug>/history", READER, "{restored}/history"),
    Place(
        "history of a removed article", "/articles/<slug>/history", READER, "{notice_taken_article}/history"
    ),
    Place("search", "/search", READER, "/search"),
    Place("search, found", "/search", READER, "/search?q=hand"),
    Place("search, nothing", "/search", READER, "/search?q=zzzzzz"),
    *(Place(f"policy: {name}", "/policies/<name>", READER, f"/policies/{name}") for name in POLICIES),
    Place("keys of receipts", "/policies/keys", READER, "/policies/keys", shows="Fingerprint"),
    Place("no such page", "", READER, "/no-such-page", 404),
    Place("write for us", "/submit", READER, "/submit"),
    Place("write for us, refused", "/submit", READER, "/submit", 422, hasty),
    Place("write for us, forged", "/submit", READER, "/submit", 400, forge),
    Place("write for us, sent", "/submit/sent", READER, "/submit/sent"),
    Place("links", "/links", READER, "/links"),
    Place("links, refused", "/links", READER, "/links", 422, press("Send me a new one")),
    Place("links sent", "/links/sent", READER, "/links/sent"),
    Place("expired link of a draft", "/d/<token>", READER, "/d/" + "x" * 43, 404),
    Place("expired link of a notice", "/n/<token>", READER, "/n/" + "x" * 43, 404),
    Place("somebody else’s draft", DRAFT, READER, "{filled}", 404),
]
REPORTS = [
    Place("report", REPORT, READER, "{visible}/report"),
    Place("report of an image", REPORT, READER, "{visible}/report?image={image}"),
    Place("report of a passage", REPORT, READER, "{visible}/report?quote=wash+your+hands"),
    Place("report, nothing chosen", REPORT, READER, "{visible}/report", 422, press("Continue")),
    Place("report of a removed article", REPORT, READER, "{notice_taken_article}/report"),
    *(Place(f"report: {one}", REPORT, READER, f"{{visible}}/report?lane={one}&image={{image}}") for one in Lane),
    Place(
        "report, unknown image", REPORT, READER, "{visible}/report?lane=copyright&image=" + "a" * 26
    ),
    Place(
        "report, refused", REPORT, READER, "{visible}/report?lane=copyright", 422, press("Send the report")
    ),
    Place("report sent", "/articles/<slug>/report/sent", READER, "{visible}/report/sent"),
    *(
        Place(f"notice {state}", NOTICE, GUEST, f"{{notice_{state}}}")
        for state in (
            "unconfirmed", "confirmed", "holding", "decided", "closed", "taken", "withdrawn", "hidden",
            "reversed",
        )
    ),
    Place("mail to complete", NOTICE, GUEST, "{notice_mailed}", shows="We found it in your mail"),
    Place("mail, nothing chosen", NOTICE, GUEST, "{notice_mailed}?about=nowhere", 422, shows="no page at this"),
    Place("mail, its report", NOTICE, GUEST, "{notice_mailed}?about={visible}&lane=copyright", shows="my sketchbook"),
    Place(
        "mail, its report refused", NOTICE, GUEST,
        "{notice_mailed}?about={visible}&lane=privacy", 422, press("Confirm and send the report"),
    ),
    Place("notice looked into", NOTICE, GUEST, "{notice_claimed}", shows="We decide by then"),
    Place("notice asked for more", NOTICE, GUEST, "{notice_asked}", shows="We need something from you"),
    Place("notice, not added", NOTICE, GUEST, "{notice_asked}", 422, press("Add it to my report")),
    Place("notice expired", NOTICE, GUEST, "{notice_expired}", shows="not confirmed in time"),
    Place(
        "notice, withdrawal refused", NOTICE, GUEST, "{notice_confirmed}", 422, press("Withdraw my report")
    ),
]  # fmt: skip
DRAFTS = [
    *(Place(f"draft {one}", DRAFT, GUEST, f"{{{one}}}") for one in ("empty", "filled", "refused", "submitted")),
    *(Place(f"draft {one}", DRAFT, GUEST, f"{{{one}}}") for one in ("changes", "approved", "scheduled", "published")),
    Place("draft, commented on", DRAFT, GUEST, "{changes}", shows="Answer again"),
    Place("draft waiting", DRAFT, GUEST, "{waiting}", shows="Being checked"),
    Place(
        "draft waiting, no worker", DRAFT, GUEST, "{waiting}", workers=False, shows="not answering"
    ),
    Place("draft, document read", DRAFT, GUEST, "{document_offered}", shows="Your document was read"),
    Place("draft, document refused", DRAFT, GUEST, "{document_refused}", shows="was not taken"),
    Place("draft, document placed", DRAFT, GUEST, "{document_placed}", shows="could not be taken over"),
    Place("evidence, waiting", SHOWN, GUEST, "{evidence_waiting}"),
    Place(
        "evidence, waiting, no worker", SHOWN, GUEST, "{evidence_waiting}", workers=False
    ),
    Place("evidence, not begun", SHOWN, GUEST, "{evidence_lost}", shows="Not made ready"),
    Place("evidence of a guest", SHOWN, GUEST, "{evidence_mine}", shows="And 3 more"),
    *(
        Place(f"preview {one}", "/drafts/<ref>/preview", GUEST, f"{{{one}}}/preview")
        for one in ("empty", "filled", "published")
    ),
    Place("sign", SIGN, GUEST, "{filled}/attestation"),
    Place("sign, refused", SIGN, GUEST, "{filled}/attestation", 422, press("Sign and send")),
    Place("sign, signed before", SIGN, GUEST, "{submitted}/attestation"),
    Place("change of address", "/drafts/<ref>/addresses", GUEST, "{filled}/addresses"),
    Place(
        "change of address, refused", "/drafts/<ref>/addresses", GUEST, "{filled}/addresses", 422,
        press("Send both codes"),
    ),
    *(
        Place(f"status {one}", STATUS, GUEST, f"{{{one}}}/status")
        for one in (
            "empty", "filled", "submitted", "in_review", "changes", "approved", "scheduled", "declined",
            "withdrawn",
            "removed", "published",
        )
    ),
    Place("people in images", PEOPLE, GUEST, "{people}/consents", shows="A link to print"),
    Place("people in images, none", PEOPLE, GUEST, "{empty}/consents", shows="No image shows people"),
    Place("people in images, refused", PEOPLE, GUEST, "{people}/consents", 422, writes_to_nobody),
    Place("consent", CONSENT, GUEST, "{consent_open}", shows="Withdraw your consent"),
    Place("consent withdrawn", CONSENT, GUEST, "{consent_withdrawn}", shows="not shown any more"),
    Place("somebody else’s consent", CONSENT, READER, "{consent_open}", 404),
    Place("expired link of a consent", "/c/<token>", READER, "/c/" + "x" * 43, 404),
    Place("licence taken back", REVOKE, GUEST, "{published}/revocations"),
    Place("licence taken back, nothing shown", REVOKE, GUEST, "{filled}/revocations", shows="nothing to hide"),
    Place(
        "licence taken back, refused", REVOKE, GUEST, "{published}/revocations", 422, press("Hide the image")
    ),
    Place("status, commented on", STATUS, GUEST, "{changes}/status", shows="About the image"),
    Place("status, what changed", STATUS, GUEST, "{revision}/status?changed=2", shows="Show it no more"),
    Place("status, message refused", STATUS, GUEST, "{filled}/status", 422, press("Send")),
]  # fmt: skip
ROOMS = [
    Place("sign in", "/login", READER, "/login"),
    Place("sign in, refused", "/login", READER, "/login", 200, unlock),
    Place("account", "/account", DESK, "/account"),
    Place("account, refused", "/account", DESK, "/account", 422, press("Change it")),
    Place("queue", "/desk", DESK, "/desk"),
    Place("queue, finished", "/desk", DESK, "/desk?view=closed"),
    Place("queue, specialist’s turn", "/desk", DESK, "/desk?view=specialist", shows="Specialist’s turn"),
    Place("queue, empty view", "/desk", DESK, "/desk?view=claimant"),
    Place("queue, search", "/desk", DESK, "/desk?q=garden"),
    Place("queue, nothing found", "/desk", DESK, "/desk?q=zzzzzz"),
    Place("queue, narrowed", "/desk", DESK, "/desk?kind=submission&owes=us", shows="in “All open”"),
    Place("queue, narrowed to nothing", "/desk", DESK, "/desk?kind=case&owes=author", shows="Nothing here is"),
    Place("queue, a view without a name", "/desk", DESK, NARROWED, 422, keeps_view(""), shows="Give the view a name"),
    Place("queue, a view", "/desk", DESK, NARROWED, 200, keeps_view("مقالات الركبة"), shows="The view is kept"),
    Place("queue, no worker", "/desk", DESK, "/desk", workers=False, shows="No worker has answered"),
    Place("queue of a reviewer", "/desk", REVIEWER, "/desk"),
    Place("queue, keys", "/desk", DESK, "/desk", 200, lambda page: page.keyboard.press("?")),
    *(
        Place(f"several {things}", where, DESK, where, status, then, shows=shows)
        for things, where in (
            ("articles", "/desk/submissions/decisions"), ("reports", "/desk/cases/decisions"),
        )
        for status, then, shows in (
            (200, None, "to choose from"),
            (422, press("Decide about each of them"), "Tick at least one"),
        )
    ),
    *(
        Place(f"submission {one}", SUBMISSION, DESK, f"{{submission_{one}}}")
        for one in (
            "submitted", "in_review", "changes_requested", "approved", "scheduled", "published", "declined",
            "withdrawn",
        )
    ),
    Place(
        "submission, compared with none", SUBMISSION, DESK, "{submission_published}?since=99", 404,
        shows="compare",
    ),
    Place(
        "submission, prepared message", SUBMISSION, DESK, "{submission_in_review}", then=takes_letter
    ),
    Place("submission, commented on", SUBMISSION, DESK, "{submission_changes_requested}", shows="About the image"),
    Place("submission, images changed", SUBMISSION, DESK, "{revised}?since=1", shows="It is not there any more"),
    Place("evidence, pages", LOOKED_AT, DESK, "{evidence_pdf}", shows="And 3 more"),
    Place("evidence, e-mail", LOOKED_AT, DESK, "{evidence_mail}", shows="Sender fits the source"),
    Place("evidence, picture", LOOKED_AT, DESK, "{evidence_picture}", shows="Picture"),
    Place("evidence, locked", LOOKED_AT, DESK, "{evidence_locked}", shows="cannot be shown here"),
    Place("submission not signed", SUBMISSION, DESK, "{submission_unsigned}", shows="Not signed yet"),
    Place(
        "submission not signed, refused", SUBMISSION, DESK, "{submission_unsigned}", 422, press("Send")
    ),
    Place("change", CHANGES, DESK, "{submission_approved}/changes", shows="as its author signed it"),
    Place("change, refused", CHANGES, DESK, "{submission_approved}/changes", 422, too_long),
    Place("change, not allowed", CHANGES, REVIEWER, "{submission_approved}/changes", 403),
    Place(
        "change, nothing to sign",
        f"{CHANGES}/signature",
        DESK,
        "{submission_approved}/changes",
        then=press("Save and look at the difference"),
        shows="Nothing is changed yet",
    ),
    Place("time of publication", TIME, DESK, "{submission_approved}/schedules", shows="Set the time"),
    Place(
        "time of publication, set", TIME, DESK, "{submission_scheduled}/schedules", shows="Publish it at no time"
    ),
    Place("time of publication, refused", TIME, DESK, "{submission_approved}/schedules", 422, twice),
    Place("submission with a time, of a reviewer", SUBMISSION, REVIEWER, "{submission_scheduled}"),
    Place("submission of a reviewer", SUBMISSION, REVIEWER, "{submission_approved}"),
    Place("submission, not allowed", SUBMISSION, REVIEWER, "{submission_approved}", 403, publish_unasked),
    Place("submission, refused", SUBMISSION, DESK, "{submission_in_review}", 422, press("Decide")),
    Place(
        "submission, stale", SUBMISSION, DESK, "{submission_in_review}", 409, stale("Decide", "approved")
    ),
    *(
        Place(f"case {one}", CASE, DESK, f"{{case_{one}}}")
        for one in ("triage", "holding", "hidden", "decided", "reversed", "withdrawn")
    ),
    Place("case, a specialist is asked", CASE, DESK, "{case_awaiting_specialist}", shows="Take the question back"),
    Place("case with a safety notice", CASE, DESK, "{case_warned}", shows="Take it off"),
    Place("case decided with a note", CASE, DESK, "{case_noted}", shows="by a decision"),
    Place("case, of who asked", CASE, REVIEWER, "{case_awaiting_specialist}", shows="Somebody other than you"),
    Place("case, nothing asked", CASE, DESK, "{case_hidden}", 422, asks_nothing, shows="Write what you want to know"),
    Place("case, a claimant is asked", CASE, DESK, "{case_needs_information}", shows="Go on without it"),
    Place("case, nothing wanted", CASE, DESK, "{case_hidden}", 422, wants_nothing, shows="Choose what is missing"),
    Place("case claimed, no hold", CASE, DESK, "{case_claimed}", shows="Under review"),
    Place("case, erasure waits", CASE, DESK, "{erasing}", shows="waits for a second person"),
    Place("case, erasure refused", CASE, DESK, "{erasing}", 422, press("Erase for good")),
    Place("case, erased", CASE, DESK, "{case_erased}", shows="What stays, and why"),
    Place("case closed", CASE, DESK, "{case_closed}", shows="Closed"),
    Place("case, refused", CASE, DESK, "{case_hidden}", 422, press("Decide")),
    Place("case, stale", CASE, DESK, "{case_hidden}", 409, stale("Decide", "no_action")),
    Place("no such case", CASE, DESK, "/desk/cases/999999", 404),
    *(Place(f"right {one}", RIGHT, DESK, f"{{right_{one}}}") for one in ("open", "withheld", "quiet")),
    Place("right, refused", RIGHT, DESK, "{right_open}", 422, press("Decide")),
    Place("right, nothing said", RIGHT, DESK, "{right_open}", 422, keeps_without_reason),
    Place("right, stale", RIGHT, DESK, "{right_open}", 409, keeps_late),
    Place("no such right", RIGHT, DESK, "/desk/rights/999999", 404),
    Place("queue, rights", "/desk", DESK, "/desk?view=rights", shows="may be shown until"),
    Place("case, opened by the desk", "/desk/cases/new", DESK, "/desk/cases/new"),
    Place("case, opened about nothing", "/desk/cases/new", DESK, "/desk/cases/new", 422, press("Continue")),
    Place("case, entered", "/desk/cases/new", DESK, "/desk/cases/new?lane=privacy&article={visible}"),
    Place(
        *("case, entered and refused", "/desk/cases/new", DESK, "/desk/cases/new?lane=order&article={visible}"),
        422,
        press("Open the case"),
    ),
    Place("file with a report", "/desk/cases/<int:case_id>/evidence/<int:file_id>", DESK, "{case_evidence}"),
    Place("case, claimant and desk have talked", CASE, DESK, "{case_talked}", shows="Said to each other"),
    Place("unconfirmed reports", "/desk/notices", DESK, "/desk/notices", shows="Take it up"),
    Place("case without a report", CASE, DESK, "{case_lapsed}", shows="not opened by a report"),
    Place("articles of the desk", "/desk/articles", DESK, "/desk/articles"),
    Place("article of the desk", KEPT, DESK, "{kept}", shows="Readers find it at"),
    Place("article of the desk, refused", KEPT, DESK, "{kept}", 422, not_an_address),
    Place("article of the desk, found", KEPT, DESK, "{kept}?q=the", shows="Put it on the list"),
    Place("article of the desk, none found", KEPT, DESK, "{kept}?q=zeppelin+over+nothing", shows="Nothing found for"),
    Place("article of the desk, no such related", KEPT, DESK, "{kept}", 422, leads_nowhere),
    Place("article of the desk, of a reviewer", KEPT, REVIEWER, "{kept}"),
    Place("no such article at the desk", KEPT, DESK, "/desk/articles/999999", 404),
    Place("rights of what is published", "/desk/rights", DESK, "/desk/rights"),
    Place("rights, one weakness", "/desk/rights", DESK, "/desk/rights?weak=word"),
    Place("rights, none found", "/desk/rights", DESK, "/desk/rights?weak=ended&q=nothing"),
    Place("numbers", "/desk/numbers", DESK, "/desk/numbers", shows="What waits now"),
    Place("numbers, two days", "/desk/numbers", REVIEWER, "/desk/numbers?from=2026-01-01&to=2026-12-31"),
    Place("numbers, refused", "/desk/numbers", DESK, "/desk/numbers?from=2026-02-01&to=2026-01-01", 422),
    Place("messages sent", "/desk/messages", DESK, "/desk/messages?state=sent"),
    Place("messages failed", "/desk/messages", DESK, "/desk/messages?state=failed", shows="moved away"),
    Place("messages waiting", "/desk/messages", DESK, "/desk/messages", shows="could not be written"),
    Place("messages of a reviewer", "/desk/messages", REVIEWER, "/desk/messages?state=failed"),
    Place("messages that came back", "/desk/messages", DESK, "/desk/messages?state=bounced", shows="has come back"),
    Place("mails that wait", "/desk/mails", DESK, "/desk/mails", shows="The drawing in your article is mine"),
    Place("mails set aside", "/desk/mails", REVIEWER, "/desk/mails?state=aside", shows="Marked as spam"),
    Place("mails, none", "/desk/mails", DESK, "/desk/mails?state=expired", shows="No mail is over"),
    Place("mail that waits", "/desk/mails/<int:mail_id>", DESK, "/desk/mails/1", shows="my sketchbook"),
    Place("mail marked as spam", "/desk/mails/<int:mail_id>", DESK, "/desk/mails/4", shows="ask its sender"),
    Place("webhooks", "/desk/webhooks", DESK, "/desk/webhooks", shows="Add one"),
    Place("webhooks, refused", "/desk/webhooks", DESK, "/desk/webhooks", 422, press("Add it")),
    Place("webhooks, not allowed", "/desk/webhooks", REVIEWER, "/desk/webhooks", 403),
    Place("webhook, new", HOOK, DESK, "/desk/webhooks", 200, adds_webhook, shows="Make its secret"),
    Place("webhook, secret", HOOK, DESK, "/desk/webhooks", 200, makes_secret, shows="shown once"),
    Place("webhook, refused", HOOK, DESK, "/desk/webhooks", 422, gives_no_address, shows="begins with https://"),
    Place("webhook", HOOK, DESK, "/desk/webhooks", 200, tests_webhook, shows="A test is on its way"),
    Place("log", "/desk/log", DESK, "/desk/log", shows="Not sealed yet"),
    Place("log of a reviewer", "/desk/log", REVIEWER, "/desk/log"),
    Place(
        "log, verified", "/desk/log", DESK, "/desk/log", 200, press("Verify now"), shows="A worker looks through"
    ),
    Place("log, one kind", "/desk/log", DESK, "/desk/log?kind=hold.placed"),
    Place("people", "/desk/people", DESK, "/desk/people", shows="What each role may do"),
    Place("people, refused", "/desk/people", DESK, "/desk/people", 422, press("Invite")),
    Place("people, not allowed", "/desk/people", REVIEWER, "/desk/people", 403),
    Place("tokens", "/desk/tokens", DESK, "/desk/tokens", shows="Make a token"),
    Place("tokens, refused", "/desk/tokens", DESK, "/desk/tokens", 422, press("Make the token")),
    Place("token, made", "/desk/tokens", DESK, "/desk/tokens", 201, makes_token, shows="It is shown this once"),
    Place("tokens, one made", "/desk/tokens", DESK, "/desk/tokens", then=has_token, shows="The website"),
    Place("the API", "/api", READER, "/api", shows="If you keep copies"),
    Place("one of the people", "/desk/people/<int:person_id>", DESK, "/desk/people/1", shows="What they may do"),
    Place("oneself among the people", "/desk/people/<int:person_id>", DESK, "/desk/people/3", shows="your own account"),
    Place("expired invitation", "/i/<token>", READER, "/i/" + "x" * 43, 404),
    Place("invitation, not held", "/invitation", READER, "/invitation", 404),
    Place("without one’s device", "/login/lost", READER, "/login/lost"),
    Place("sign in with a passkey", "/login/passkey", READER, "/login/passkey"),
    Place(
        "account, no password given", "/account", DESK, "/account", 422, press("Set up codes")
    ),
    Place("account, nameless passkey", "/account", DESK, "/account", shows="browsers bind passkeys to names"),
    Place("forgotten password", "/password", READER, "/password"),
    Place("forgotten password, refused", "/password", READER, "/password", 422, press("Send me a letter")),
    Place("forgotten password, sent", "/password/sent", READER, "/password/sent"),
    Place("expired link to a password", "/w/<token>", READER, "/w/" + "x" * 43, 404),
    Place("new password, not held", "/password/new", READER, "/password/new", 404),
    Place("captured mail", "/dev/mail", DESK, "/dev/mail"),
    Place("captured letter", "/dev/mail/<int:number>", DESK, "/dev/mail/{letter}"),
    Place("captured mail to a stranger", "/dev/mail", READER, "/dev/mail", 404),
]  # fmt: skip
PLACES = [*SITE, *REPORTS, *DRAFTS, *ROOMS]

NOT_PAGES = {
    "/login/code": "after the password of an account with codes: looked at in its own test",
    "/login/recovery": "the same",
    "/account/codes": "after the password: looked at in its own test",
    "/feed.xml": "for feed readers",
    "/api/v1/openapi.json": "for machines",
    "/api/v1/articles": "for machines",
    "/api/v1/articles/<slug>": "for machines",
    "/api/v1/changes": "for machines",
    "/api/v1/queue": "for machines",
    "/api/v1/submissions/<int:submission_id>": "for machines",
    "/api/v1/submissions/<int:submission_id>/revision": "for machines",
    "/desk/cases/<int:case_id>/reports/<int:notice_id>/page": "an article's own page, as it was",
    "/desk/cases/<int:case_id>/reports/<int:notice_id>/manifest.json": "for machines",
    "/desk/cases/<int:case_id>/evidence/<int:file_id>/original": "a file to save",
    "/desk/cases/<int:case_id>/evidence/<int:file_id>/pictures/<int:number>.jpg": "a picture",
    "/desk/rights.csv": "a table to save",
    "/desk/cases/<int:case_id>/decisions/<int:number>.json": "a file to save",
    "/desk/mails/<int:mail_id>/original": "a file to save",
    "/desk/numbers.csv": "a table to save",
    "/desk/cases/<int:case_id>/receipts/<int:event_id>.json": "a file to save",
    "/desk/cases/<int:case_id>/bundle.zip": "a file to save, opened from the disk in its own test",
    "/sitemap.xml": "for search engines",
    "/robots.txt": "for search engines",
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
    "/static/<path:filename>": "styles, scripts and fonts",
    "/media/<use>/<int:width>.<ending>": "pictures",
    "/drafts/<ref>/images": "for the script of the writing desk",
    "/drafts/<ref>/imports": "for the script of the writing desk",
    "/drafts/<ref>/images/<int:image_id>/whole.jpg": "a picture",
    "/consents/<ref>/picture.jpg": "a picture",
    "/drafts/<ref>/images/<int:image_id>": "a piece of a page, for the script of the writing desk",
    f"{SHOWN}/original": "a file to save",
    f"{SHOWN}/pictures/<int:number>.jpg": "a picture",
    f"{LOOKED_AT}/original": "a file to save",
    f"{LOOKED_AT}/pictures/<int:number>.jpg": "a picture",
    "/drafts/<ref>/receipts/<int:number>": "a file to save",
    "/desk/submissions/<int:submission_id>/receipts/<int:number>": "a file to save",
    "/desk/items/<int:item_id>/claims/takeover": "somebody else has to hold it: looked at in its own test",
    "/policies/keys.json": "for machines",
    "/policies/keys/check.html": "a file to save, opened from the disk in its own test",
    "/dev/mail.json": "for scripts",
    "/dev/mail/<int:number>/files/<int:place>": "a file to save",
    "/dev/mail/<int:number>/html": "a letter, looked at in its own test",
}
