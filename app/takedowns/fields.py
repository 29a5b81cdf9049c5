"""The fields a lane may ask for, each once; pure. ``kinds`` says which lane asks for which.

Sources are named per field: 17 USC 512(c)(3)(A) for copyright, the Digital Services Act art. 16(2) for anything
illegal, the Defamation (Operators of Websites) Regulations 2013 reg. 2, the UK GDPR arts. 12 and 16 to 21.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

DSA = "Digital Services Act art. 16(2)"
DMCA = "17 USC 512(c)(3)(A)"
SI = "Defamation (Operators of Websites) Regulations 2013 reg. 2"
GDPR = "UK GDPR arts. 12 and 16 to 21"
HOUSE = "house rule"

Choices = tuple[tuple[str, str], ...]


class Shape(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    DECLARATION = "declaration"


LONGEST = {Shape.LINE: 300, Shape.TEXT: 5000}
"""Characters."""

YES_NO: Choices = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True)
class Field:
    """One thing asked. ``missing`` is the sentence when a required one is empty; ``source`` is who demands it.

    ``term`` names the answer where it is read back; the label does where it is empty.
    """

    name: str
    label: str
    missing: str = ""
    hint: str = ""
    shape: Shape = Shape.TEXT
    choices: Choices = ()
    source: str = HOUSE
    term: str = ""

    @property
    def required(self) -> bool:
        return bool(self.missing)

    @property
    def heading(self) -> str:
        return self.term or self.label

    def optional(self) -> Field:
        return replace(self, missing="")

    def by(self, source: str) -> Field:
        """The same field, demanded by another rule."""
        return replace(self, source=source)

    def words(self, answer: object) -> str:
        """An answer as a person reads it."""
        if self.shape is Shape.DECLARATION:
            return "Yes" if answer else "No"
        return dict(self.choices).get(str(answer), str(answer or ""))


def choice(name: str, label: str, choices: Choices, missing: str, **more: str) -> Field:
    return Field(name, label, missing, shape=Shape.CHOICE, choices=choices, **more)


def declaration(name: str, label: str, missing: str = "", *, source: str, term: str) -> Field:
    return Field(name, label, missing, shape=Shape.DECLARATION, source=source, term=term)


NAME = Field("name", "Your name", "Enter your name.", shape=Shape.LINE, source=DSA)

GOOD_FAITH = declaration(
    "good_faith",
    "I believe in good faith that what I report should not be there as it is",
    "Confirm that you believe this in good faith.",
    source=f"{DMCA}(v); {DSA}(d)",
    term="Good faith",
)
ACCURATE = declaration(
    "accurate",
    "What I have said is accurate and complete",
    "Confirm that what you have said is accurate and complete.",
    source=f"{DSA}(d)",
    term="Accurate and complete",
)
UNDER_PERJURY = declaration(
    "accurate",
    "What I have said is accurate, and under penalty of perjury I own the right or may act for its owner",
    "Confirm that what you have said is accurate and that you may speak for the owner.",
    source=f"{DMCA}(vi)",
    term="Accurate, and authorised",
)
SIGNATURE = Field(
    "signature",
    "Your signature: type your full legal name",
    "Sign by typing your full legal name.",
    hint="A knowingly false claim can make you liable for the damage it does.",
    shape=Shape.LINE,
    source=f"{DMCA}(i)",
    term="Signature",
)
CONTACT = Field(
    "contact",
    "A postal address or telephone number",
    "Give a postal address or a telephone number.",
    hint="The law asks for a second way to reach you. It is shown to the desk only.",
    shape=Shape.LINE,
    source=f"{DMCA}(iv)",
    term="Address or telephone",
)
OWNER = choice(
    "role",
    "Who are you in this?",
    (("owner", "I own the right"), ("agent", "I act for the owner, with authority")),
    "Say whether you own the right or act for its owner.",
    source=f"{DMCA}(vi)",
)
MAY_NAME = declaration(
    "may_name", "You may give my name to the author", source=f"{SI}(e)", term="Name may be passed on"
)
MAY_EMAIL = declaration(
    "may_email",
    "You may give my e-mail address to the author",
    source=f"{SI}(e)",
    term="Address may be passed on",
)

WORK = Field(
    "work",
    "Which of your works is it?",
    "Say which work of yours it is.",
    hint="Describe it, and say where the original can be seen.",
    source="17 USC 512(c)(3)(A)(ii)",
)
MARK = Field(
    "mark",
    "Which mark is it?",
    "Name the mark.",
    hint="The mark, its registration number, and the goods and countries it covers.",
)
CONFUSION = Field(
    "why", "Why would readers be misled?", "Say why readers would be misled.", source=f"{DSA}(a)"
)
SAID = Field(
    "statement",
    "Which words are they?",
    "Quote the words you complain of.",
    hint="Exactly as they stand on the page.",
    source=SI,
)
MEANING = Field(
    "meaning", "What do you take them to mean?", "Say what the words mean to a reader.", source=f"{SI}(b)"
)
UNTRUE = Field(
    "untrue",
    "What in them is untrue, or an opinion that facts do not support?",
    "Say what is untrue or unsupported.",
    source=f"{SI}(c)",
)
KNOWS_AUTHOR = choice(
    "knows_author",
    "Do you know enough about the author to bring a claim against them?",
    YES_NO,
    "Say whether you know enough about the author.",
    source=f"{SI}(d)",
)
SUBJECT = choice(
    "role",
    "Who is it about?",
    (
        ("self", "Me"),
        ("parent", "A child I am responsible for"),
        ("representative", "Somebody I represent"),
    ),
    "Say who it is about.",
    source=GDPR,
)
SHOWN = Field(
    "shown",
    "What does it show or say about that person?",
    "Say what is shown or said about the person.",
    source=GDPR,
)
SENSITIVE = choice(
    "sensitive",
    "Does it concern a child, or a patient who can be recognised?",
    YES_NO,
    "Say whether it concerns a child or a patient who can be recognised.",
    hint="If it does, we look at it at once.",
)
CLAIM = Field("claim", "Which statement is wrong?", "Say which statement is wrong.")
EVIDENCE = Field(
    "why",
    "Why is it wrong, and where can we check?",
    "Say why it is wrong, with a source if you have one.",
    hint="A guideline, a DOI or PubMed number, or your own observation.",
)
HARM = choice(
    "harm",
    "Could somebody be harmed by following it?",
    YES_NO,
    "Say whether somebody could be harmed.",
    hint="If so, we look at it at once.",
)
READER = choice(
    "role",
    "Who are you?",
    (
        ("clinician", "A clinician"),
        ("patient", "A patient, or somebody who cares for one"),
        ("maker", "From the maker of something the article names"),
        ("author", "An author of something the article cites"),
        ("reader", "A reader"),
    ),
    "Say who you are.",
)
REASONS = Field(
    "why",
    "What is illegal about it?",
    "Say what is illegal about it.",
    hint="Name the law if you know it.",
    source=f"{DSA}(a)",
)
DANGER = choice(
    "danger",
    "Is somebody’s life or safety in danger?",
    YES_NO,
    "Say whether somebody is in danger.",
    hint="If so, call the emergency services as well.",
    source="Digital Services Act art. 18",
)
WISH = Field("why", "What should change, and why?", "Say what should change.")
AUTHOR = declaration(
    "author", "I wrote this article", "Confirm that you wrote it.", source=HOUSE, term="Wrote it"
)
AUTHORITY = Field(
    "authority",
    "Which court or authority?",
    "Name the court or authority.",
    shape=Shape.LINE,
    source=f"{DSA}(a)",
)
ORDER_NUMBER = Field(
    "order", "Its number and date", "Give the number and date of the order.", shape=Shape.LINE
)
DEMAND = Field(
    "demand",
    "What does the order require?",
    "Say what the order requires.",
    source="Digital Services Act art. 9",
)
OFFICE = choice(
    "role",
    "Who are you in this?",
    (("authority", "I write for the court or authority"), ("party", "I am a party, or act for one")),
    "Say for whom you write.",
)


def wanted(*choices: tuple[str, str]) -> Field:
    """The outcome the claimant would like. It binds nobody."""
    return choice("wanted", "What would put it right?", choices, "Say what would put it right.")
