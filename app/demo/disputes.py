"""Cases for the demo: one unconfirmed, one waiting, one with an image on hold, one that a specialist was asked about,
one that waits for what its report lacks, one removed, one left as it is, one with a safety notice meanwhile, one that
was decided with a note for readers."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from flask import current_app
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app import clock
from app.accounts.actions import people as accounts
from app.accounts.models import Member, RoleRow
from app.accounts.roles import Role
from app.db import session, transaction
from app.publishing.models import Article
from app.submissions import content
from app.takedowns.actions import cases, decisions, holds, measures, notices, talking
from app.takedowns.actions.decisions import Reasons
from app.takedowns.actions.notices import Report
from app.takedowns.asking import actions as asking
from app.takedowns.asking.kinds import Mark
from app.takedowns.fields import Field, Shape
from app.takedowns.kinds import LANES, Lane
from app.takedowns.meanwhile import Step
from app.takedowns.models import Case, Notice
from app.takedowns.reporting import sending, taking
from app.takedowns.rules import Outcome
from app.takedowns.stating.kinds import USUAL
from app.worklist import queries as worklist

WORDS = {
    "name": "Joan Ferris",
    "signature": "Joan Ferris",
    "contact": "12 Mill Street, Harrow",
    "work": "A drawing of mine from 2019, shown in the town library.",
    "claim": "The advice about how often to measure reads as if it held for everybody.",
    "shown": "I can be recognised in the picture by the coat and the door.",
}
QUESTION = (
    "Is the advice about how often to measure safe as it stands, or does it have to say for whom it holds?"
)
UNSAFE = "put a line through the first day"
NAMED = "Use a monitor that has been validated"
NOTE = "Monitors carry marks of several bodies. Ask your pharmacist which one means that yours was validated."
FACTS = "We read the report beside the page, and asked the author for what shows the right."
MORE = "Please see the letter I sent with this; I can add to it when you ask."
LETTER = b"To the library: please take the picture of me down. I never agreed to it. Joan Ferris\n"
SAID = "I wrote to the library first; my letter is with this."
ASKED = "Thank you. Did the library answer you?"


def stage(*, shown: list[int], removed: list[int]) -> None:
    """``shown`` are submissions with a visible article, ``removed`` articles that are to come down."""
    articles = [
        session.scalars(select(Article.id).where(Article.submission_id == one)).one() for one in shown
    ]
    with clock.moved(-timedelta(days=2)):
        _notice(articles[0], Lane.TRADEMARK, "letters@example.net", confirmed=False)
        _talk(_notice(articles[1], Lane.PRIVACY, "joan.ferris@example.net", image=1))
    with clock.moved(-timedelta(days=1)):
        _hold(_notice(articles[2], Lane.COPYRIGHT, "studio@example.net", image=2))
        left = _notice(articles[3], Lane.ACCURACY, "a.reader@example.net")
        _decide(left, Outcome.NO_ACTION, "The passage gives its source and says for whom it holds.")
        _ask(_notice(articles[3], Lane.ACCURACY, "second.reader@example.net"))
        _notice(
            articles[0], Lane.COPYRIGHT, "draughtsman@example.net", image=1, lacks=("signature", "good_faith")
        )
        warned = _notice(articles[3], Lane.ACCURACY, "pharmacist@example.net", quote=UNSAFE)
        _warn(warned)
        noted = _notice(articles[3], Lane.TRADEMARK, "brand@example.net", quote=NAMED)
        _decide(
            noted,
            Outcome.LABEL,
            "Readers took the mark of one maker for the proof that the article asks for.",
            sentence=NOTE,
        )
        for article_id in removed:
            gone = _notice(article_id, Lane.COPYRIGHT, "archive@example.net")
            _decide(
                gone,
                Outcome.REMOVE_ARTICLE,
                "The photographs belong to the archive, which showed its register.",
            )


def _notice(
    article_id: int,
    lane: Lane,
    email: str,
    *,
    image: int | None = None,
    quote: str = "",
    confirmed: bool = True,
    lacks: tuple[str, ...] = (),
) -> int:
    """A report of this article, or of one of its images, without the fields it lacks; the id of the case it became, 0
    while unconfirmed."""
    article = session.get_one(Article, article_id)
    use = content.of(article.revision).images[image].use if image is not None else ""
    report = Report(
        lane=lane,
        email=email,
        answers={field.name: _answer(field) for field in LANES[lane].fields if field.name not in lacks},
        revision=article.revision.number,
        use=use,
        quote=quote,
        as_it_is=bool(lacks),
    )
    ref = sending.send(article_id, report, key=current_app.config["LINK_KEY"])
    if not confirmed:
        return 0
    with transaction():
        notice = session.scalars(select(Notice).where(Notice.notice_ref == ref)).one()
        confirmed_notice = notices.confirm(ref, by=notice.guest)
        return confirmed_notice.case_id or 0


def _talk(case_id: int) -> None:
    """The claimant sends a letter along, and is asked something."""
    letter = FileStorage(BytesIO(LETTER), filename="letter-to-the-library.txt")
    article_id = session.get_one(Case, case_id).article_id
    held, _refused = taking.hold(article_id, [letter])
    with transaction():
        notice = session.get_one(Case, case_id).notices[0]
        notices.add_evidence(notice.notice_ref, held, by=notice.guest)
        talking.tell_desk(notice.notice_ref, SAID, by=notice.guest)
    with transaction():
        notice = session.get_one(Case, case_id).notices[0]
        talking.tell_claimant(case_id, notice.id, ASKED, by=_person(Role.REVIEWER))


def _answer(field: Field) -> object:
    if field.shape is Shape.DECLARATION:
        return field.required
    if field.shape is Shape.CHOICE:
        values = [value for value, _words in field.choices]
        return "no" if "no" in values else values[0]
    return WORDS.get(field.name, MORE)


def _person(role: Role) -> Member:
    return session.scalars(select(Member).join(Member.roles).where(RoleRow.name == role.value).limit(1)).one()


def _open(case_id: int) -> Member:
    """The reviewer claims the case; its looking-into begins."""
    by = _person(Role.REVIEWER)
    item = worklist.item_of(session.get_one(Case, case_id).ref)
    if item is None:
        raise LookupError("a case without an item in the queue")
    cases.open_item(item, by)
    session.flush()
    return by


def _hold(case_id: int) -> None:
    with transaction():
        by = _open(case_id)
        case = session.get_one(Case, case_id)
        reason = "We are asking the author where this picture comes from."
        holds.withhold(case_id, by=by, use=case.use_name or "", reason=reason, version=case.version)


def _ask(case_id: int) -> None:
    """The editor is a clinician in this demo, and has not answered yet."""
    editor, webmaster = _person(Role.EDITOR).id, _person(Role.WEBMASTER).id
    with transaction():
        by = session.get_one(Member, webmaster)
        accounts.change(editor, roles=[Role.EDITOR], clinical=True, legal=False, by=by)
    with transaction():
        by = _open(case_id)
        case = session.get_one(Case, case_id)
        asking.ask(case_id, Mark.CLINICAL, QUESTION, by=by, version=case.version)


def _warn(case_id: int) -> None:
    with transaction():
        by = _open(case_id)
        version = session.get_one(Case, case_id).version
        measures.meanwhile(case_id, Step.SAFETY_NOTICE, by=by, version=version)


def _decide(case_id: int, outcome: Outcome, explanation: str, *, sentence: str = "") -> None:
    with transaction():
        by = _open(case_id)
        case = session.get_one(Case, case_id)
        reasons = Reasons(
            ground=USUAL[Lane(case.lane)].rests_on,
            explanation=explanation,
            facts=FACTS,
            at_sight="yes",
            sentence=sentence,
        )
        decisions.decide(case_id, outcome, by=by, reasons=reasons, version=case.version)
