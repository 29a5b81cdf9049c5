"""The lanes: what can be wrong, as a table that a lawyer can read and change; pure.

A lane fixes the fields asked for, how urgent it is, what may be hidden while the desk looks into it, and what
addresses answer afterwards. Statuses: 451 for a removal on a legal demand (RFC 7725), 410 for one made by the
publisher or the author, 404 while nothing is decided, because an interim hold rests on no demand yet (a court's
order is one).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.publishing.states import Target
from app.register.kinds import Scope
from app.takedowns import fields as f
from app.takedowns.fields import Field, wanted


class Lane(StrEnum):
    COPYRIGHT = "copyright"
    TRADEMARK = "trademark"
    DEFAMATION = "defamation"
    PRIVACY = "privacy"
    ACCURACY = "accuracy"
    ILLEGAL = "illegal"
    AUTHOR_WISH = "author_wish"
    ORDER = "order"


@dataclass(frozen=True)
class LaneRule:
    """``severity`` 0 is the most urgent; a “yes” to a field that ``urgent`` or ``urgent_too`` names makes any
    notice that.

    ``interim`` is what the desk is offered to hide first, None where the default is to leave it up. ``asked_by`` is
    the role a tombstone names, ``ground`` the sentence it gives. ``stays_down`` says whose uploads of the same thing
    the register knows afterwards, None where nobody's.
    ``unnamed`` says that a report needs no address.
    """

    label: str
    question: str
    hint: str
    fields: tuple[Field, ...]
    severity: int
    interim: Target | None
    removal_status: int
    asked_by: str
    ground: str
    source: str
    interim_status: int = 404
    urgent: str = ""
    urgent_too: str = ""
    unnamed: bool = False
    stays_down: Scope | None = Scope.ANY_AUTHOR

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


INTERIM_GROUND = (
    "It is not shown while a report about it is looked into. This does not mean that it is wrong."
)
"""What readers are told of anything hidden before it is decided."""

TAKE_DOWN = ("remove", "Take it down")
CORRECT = ("correct", "Correct it")
MAY_TELL = (f.MAY_NAME.by(f.HOUSE), f.MAY_EMAIL.by(f.HOUSE))
"""Each asked for by itself: nobody passes on a name because an address may be."""

LANES: dict[Lane, LaneRule] = {
    Lane.COPYRIGHT: LaneRule(
        label="Copyright",
        question="It uses my work without my permission",
        hint="A photograph, a drawing or a text that is yours, or whose owner you speak for.",
        fields=(
            f.NAME,
            f.OWNER,
            f.WORK,
            f.ORIGINAL,
            wanted(
                TAKE_DOWN, CORRECT, ("credit", "Name me as its maker"), ("licence", "Agree a licence with me")
            ),
            f.CONTACT,
            f.FAIR,
            *MAY_TELL,
            f.GOOD_FAITH,
            f.UNDER_PERJURY,
            f.SIGNATURE,
        ),
        severity=1,
        interim=Target.USE,
        removal_status=451,
        asked_by="a person who claims the copyright",
        ground="It was removed after a claim that it infringes copyright.",
        source="17 USC 512(c)(3)(A); CDPA 1988; Digital Services Act art. 16",
    ),
    Lane.TRADEMARK: LaneRule(
        label="Trademark",
        question="It uses my brand or trade mark wrongly",
        hint="A registered or well-known mark used so that readers are misled.",
        fields=(
            f.NAME,
            f.OWNER,
            f.MARK,
            f.REGISTRATION,
            f.COVERS,
            f.CONFUSION,
            wanted(TAKE_DOWN, CORRECT),
            f.CONTACT.optional().by(f.HOUSE),
            f.HONEST,
            *MAY_TELL,
            f.GOOD_FAITH,
            f.ACCURATE,
            f.SIGNATURE,
        ),
        severity=2,
        interim=None,
        removal_status=451,
        asked_by="a person who claims the trade mark",
        ground="It was removed after a claim that it infringes a trade mark.",
        source="Trade Marks Act 1994 s. 10; Digital Services Act art. 16",
    ),
    Lane.DEFAMATION: LaneRule(
        label="Defamation",
        question="It says something false and damaging about me or my organisation",
        hint="Words that harm a reputation and are not true.",
        fields=(
            f.NAME,
            f.SAID,
            f.MEANING,
            f.UNTRUE,
            f.KNOWS_AUTHOR,
            wanted(TAKE_DOWN, CORRECT, ("apology", "Correct it and apologise")),
            f.MAY_NAME,
            f.MAY_EMAIL,
            f.GOOD_FAITH,
            f.ACCURATE,
        ),
        severity=1,
        interim=None,
        removal_status=451,
        asked_by="a person the article speaks of",
        ground="It was removed after a claim that it is defamatory.",
        source="Defamation Act 2013 s. 5; SI 2013/3028 reg. 2; stays up meanwhile unless clearly serious",
    ),
    Lane.PRIVACY: LaneRule(
        label="Privacy",
        question="It shows or names me or someone I care for",
        hint="A photograph, a name, a story or a scan by which somebody can be recognised.",
        fields=(
            f.NAME,
            f.SUBJECT,
            f.ACTS_FOR,
            f.SHOWN,
            f.WHY_PRIVATE,
            f.SENSITIVE,
            f.CONSENT_FORM,
            f.REQUEST,
            wanted(TAKE_DOWN, CORRECT, ("unrecognisable", "Make the person unrecognisable")),
            *MAY_TELL,
            f.GOOD_FAITH,
            f.SIGNATURE.optional().by(f.HOUSE),
        ),
        severity=1,
        interim=Target.USE,
        removal_status=451,
        asked_by="a person it shows or names",
        ground="It was removed to protect somebody’s privacy.",
        source="UK GDPR arts. 12, 16 to 19 and 21; DPA 2018 s. 164A",
        urgent="sensitive",
    ),
    Lane.ACCURACY: LaneRule(
        label="Accuracy",
        question="The health information is wrong or unsafe",
        hint="A dose, a claim or advice that is mistaken, out of date or dangerous.",
        fields=(
            f.NAME.optional().by(f.HOUSE),
            f.READER,
            f.CLAIM,
            f.EVIDENCE,
            f.CHECKED_IN,
            f.HARM,
            wanted(CORRECT, ("warn", "Warn readers"), TAKE_DOWN),
            f.MAY_NAME.by(f.HOUSE),
            f.GOOD_FAITH.optional().by(f.HOUSE),
        ),
        severity=2,
        interim=None,
        removal_status=410,
        asked_by="a reader",
        ground="It was withdrawn because what it said could not be relied on.",
        source="house rule, after the COPE retraction guidelines and ICMJE on corrections",
        urgent="harm",
        unnamed=True,
        stays_down=Scope.THIS_AUTHOR,
    ),
    Lane.ILLEGAL: LaneRule(
        label="Illegal content",
        question="Something else about it is illegal",
        hint="Anything that breaks the law and is not named above.",
        fields=(
            f.CHILD_ABUSE,
            f.NAME.unless_said("child_abuse", "yes"),
            f.REASONS,
            f.DANGER,
            wanted(TAKE_DOWN, CORRECT),
            *MAY_TELL,
            f.GOOD_FAITH,
            f.ACCURATE,
        ),
        severity=1,
        interim=Target.ARTICLE,
        removal_status=451,
        asked_by="a person who reported it as illegal",
        ground="It was removed after a report that it is illegal.",
        source="Digital Services Act arts. 16 and 18",
        urgent="danger",
        urgent_too="child_abuse",
    ),
    Lane.AUTHOR_WISH: LaneRule(
        label="Author’s wish",
        question="I wrote it, and want to change or withdraw it",
        hint="Use the e-mail address you submitted it with.",
        fields=(
            f.NAME,
            wanted(("change", "Change something"), ("withdraw", "Withdraw it from the site")),
            f.WISH,
            f.AUTHOR,
        ),
        severity=2,
        interim=None,
        removal_status=410,
        asked_by="its author",
        ground="It was withdrawn at its author’s wish.",
        source="house rule, after the COPE retraction guidelines",
        stays_down=None,
    ),
    Lane.ORDER: LaneRule(
        label="Court or regulator",
        question="A court or an authority has ordered something",
        hint="An order, an injunction, or a formal request of a regulator.",
        fields=(f.NAME, f.OFFICE, f.AUTHORITY, f.ORDER_NUMBER, f.DEMAND, f.ACCURATE),
        severity=0,
        interim=Target.ARTICLE,
        removal_status=451,
        asked_by="a court or an authority",
        ground="It was removed on the order of a court or an authority.",
        source="Digital Services Act art. 9; RFC 7725",
        interim_status=451,
    ),
}


def severity_of(lane: Lane, answers: dict[str, object]) -> int:
    """The lane's severity, or 0 where the claimant says that somebody could come to harm."""
    rule = LANES[lane]
    urgent = any(name and answers.get(name) == "yes" for name in (rule.urgent, rule.urgent_too))
    return 0 if urgent else rule.severity
