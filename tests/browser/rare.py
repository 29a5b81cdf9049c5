"""States that take weeks, a fault, or a worker that is away: brought about by the product's own verbs on the data of
the running site, with the clock moved where a state takes time."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from app import clock, create_app, tokens
from app.accounts.models import Member, RoleRow
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.db import session, transaction
from app.demo import signing
from app.guests import actions as guests
from app.guests.models import Guest, Scope
from app.media import actions as media
from app.media.receive import receive
from app.media.shelf import inbox
from app.notifications import actions as notifications
from app.notifications import queries as messages
from app.publishing.models import Article
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions import viewing
from app.submissions.actions import evidence
from app.submissions.consent_links import Consent
from app.submissions.models import Evidence, Submission
from app.takedowns.actions import cases, consents, endings, notices
from app.takedowns.actions.rights import revoke
from app.takedowns.models import Ending
from app.tour.steps import picture
from config import Settings
from tests.live import close_database
from tests.servers import free_port
from tests.viewing import papers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from flask import Flask

    from tests.live import LiveSite

AFTER_A_WEEK = timedelta(days=5, hours=12)
"""The demo's unconfirmed report is two days old, and one has seven; what was reported today stays."""
AFTER_HALF_A_YEAR = timedelta(days=182, hours=12)
"""The demo's decisions are a day old, and a case closes after 183; what was decided today stays."""
WITHIN = timedelta(days=20)
"""How long a right that ends soon still lasts: less than the warning, so that the clock leaves it as it is."""
WITHOUT_A_WORKER = timedelta(minutes=10)
"""How far ahead the clock runs of the web that misses its workers; less than the lease on the waiting image."""


class Nothing:
    """What no letter can be written about."""

    ref = Ref("link", 0)


@contextmanager
def application(site: LiveSite, base_url: str = "") -> Iterator[Flask]:
    """The product on the data of a running site, in this process."""
    address = base_url or site.base_url
    given = {"base_url": address, "bind": address.partition("//")[2], "data_dir": site.data_dir}
    secrets = site.data_dir / "secrets.env"
    made = create_app(Settings(_env_file=secrets, rate_limits=False, **given))  # type: ignore[arg-type]
    yield made
    close_database(made)


def time_passes() -> None:
    """What is old enough expires or closes; what was staged today stays as it is."""
    with clock.moved(AFTER_A_WEEK), transaction():
        assert notices.expire_notices() == 1
    with clock.moved(AFTER_HALF_A_YEAR), transaction():
        assert cases.close_settled() >= 1


def webmaster_is_a_clinician() -> None:
    """Who looks at the pages of the desk can then answer what the demo asks."""
    with transaction():
        found = select(Member).join(Member.roles).where(RoleRow.name == Role.WEBMASTER.value)
        session.scalars(found).one().clinical = True


def rights_end(keep: Iterable[str]) -> dict[str, str]:
    """One right of a published image ends soon, one was taken back by its author, and one is nobody's concern; where
    the desk reads of them. The articles to ``keep`` as they are have these slugs."""
    shown = select(Article).where(~Article.dark, Article.slug.not_in(list(keep))).order_by(Article.id)
    with transaction():
        found = [(one, placed) for one in session.scalars(shown) for placed in one.revision.placements]
        (first, soon), (second, gone), (_, quiet) = found[:3]
        ending = Ending(
            rights=soon.rights, article=first, last_on=site.today() + WITHIN, begun_at=clock.now(), version=1
        )
        session.add(ending)
        session.flush()
        endings.show(ending)
        author = second.submission.guest
        taken = revoke(second.submission_id, gone.use, by=author, reason="Its maker wrote to me.")
        where = {"open": soon.rights_id, "withheld": gone.rights_id, "quiet": quiet.rights_id}
        told = {f"right_{name}": f"/desk/rights/{number}" for name, number in where.items()}
        return told | {"case_lapsed": f"/desk/cases/{taken.case_id}", "lapsed_article": second.url}


def people_shown(keep: Iterable[str], key: str) -> dict[str, str]:
    """Somebody may withdraw their consent to a published image, somebody else did, and a draft has people in it; the
    private links of the three, by the names of their pages."""
    shown = select(Article).where(~Article.dark, Article.slug.not_in(list(keep))).order_by(Article.id)
    with transaction():
        found = [(one, placed) for one in session.scalars(shown) for placed in one.revision.placements]
        (article, asked), (_, gone) = found[-2:]
        links, ref = {}, ""
        for name, placed in (("consent_open", asked), ("consent_withdrawn", gone)):
            consent = Consent(
                consent_ref=tokens.reference(),
                submission_id=article.submission_id,
                asset_id=placed.asset_id,
                made_at=clock.now(),
            )
            session.add(consent)
            session.flush()
            given = guests.give_link(None, scope=Scope.CONSENT, ref=consent.consent_ref, key=key)
            ref = consent.consent_ref
            links[name] = f"/c/{tokens.derive(key, given.id, given.generation)}"
        consents.withdraw(ref)
        draft = submissions.start("people.draft@example.org", key=key)
        image = submissions.place(draft, asked.asset, filename="in-the-ward.jpg")
        image.declared = {
            "basis": "own_work",
            "people": "patient",
            "consent": "Mrs Berg",
            "consent_kind": "written",
        }
        session.flush()
        for email in ("mrs.berg@example.net", ""):
            consents.give(draft.id, image.asset_id, email=email, by=draft.guest, key=key)
        return links


def letters_fail(key: str) -> None:
    """One letter to somebody whose address no mail server would take, and one that cannot even be written."""
    with transaction():
        submissions.start("moved.away@example.org", key=key).guest.email = "moved away"
    with transaction():
        record(Kind.LINK_REQUESTED, about=Nothing(), by=SYSTEM)
    for _try in range(notifications.TELLING_TRIES):
        with transaction():
            notifications.fan_out()
    assert messages.set_aside()


def image_waits(email: str, key: str) -> None:
    """A draft with an image whose worker took it and fell silent: nobody else takes it for an hour."""
    received = receive(io.BytesIO(picture("lake", 78)), folder=inbox())
    media.keep(received)
    with transaction():
        submission = submissions.start(email, key=key)
        submissions.place(submission, media.take_over(received), filename="still-waiting.jpg")
        session.flush()
        with clock.moved(timedelta(hours=1)):
            media.lease("a worker that fell silent")
    received.path.unlink()


def evidence_is_looked_at(desk: str, guest: str) -> dict[str, str]:
    """Files that show a right in each state of their pages, by name: at the desk those of the one address, on their
    own pages those of the other. Gives back the addresses."""
    mail = papers.letter(formatted="<p>You may print my picture.</p>")
    mail.add_attachment(LONG, maintype="application", subtype="pdf", filename="licence.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="x-thing", filename="offer.exe")
    at = {
        "pdf": _evidence(desk, "application/pdf", LONG),
        "mail": _evidence(desk, "message/rfc822", mail.as_bytes()),
        "picture": _evidence(desk, "image/jpeg", picture("lake", 79)),
        "locked": _evidence(desk, "application/pdf", papers.LOCKED),
        "mine": _evidence(guest, "application/pdf", LONG),
    }
    signing.sign(_of(desk).id, "Amal Haddad")
    while viewing.make_next():
        pass
    at["lost"] = _evidence(guest, "text/plain", b"You may.", ordered=False)
    at["waiting"] = _evidence(guest, "text/plain", b"You may, too.")
    return {f"evidence_{name}": where for name, where in at.items()}


LONG = papers.pdf(*[papers.words(f"Licence, page {number}") for number in range(1, 16)])


def _of(email: str) -> Submission:
    newest = select(Submission).join(Submission.guest).where(Guest.email == email)
    return session.scalars(newest.order_by(Submission.id.desc()).limit(1)).one()


def _evidence(email: str, mime: str, body: bytes, *, ordered: bool = True) -> str:
    """A row and its bytes. The desk is given what was sent once it was signed."""
    received = receive(io.BytesIO(body), folder=inbox())
    evidence.keep(received)
    received.path.unlink()
    submission = _of(email)
    submission_id, asset_id, ref = submission.id, submission.images[0].asset_id, submission.draft_ref
    where = f"/desk/submissions/{submission_id}" if submission.was_sent else f"/drafts/{ref}"
    with transaction():
        row = Evidence(
            submission_id=submission_id, asset_id=asset_id, sha256=received.sha256, size=received.size,
            mime=mime, filename="A licence, or a letter " + mime.replace("/", "."), made_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        number = row.id
    if ordered:
        viewing.order(received.sha256)
    return f"{where}/evidence/{number}"


@contextmanager
def web_without_workers(site: LiveSite) -> Iterator[str]:
    """A second web on the same data whose clock runs ahead: no worker has given a sign of life for long. Its
    address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with application(site, address) as made:

        def ahead(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            with clock.moved(WITHOUT_A_WORKER):
                return Response.from_app(made, environ, buffered=True)(environ, start)

        server = make_server("127.0.0.1", port, ahead, threaded=True)
        thread = threading.Thread(target=server.serve_forever, name="web without workers")
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
