"""The fields a lane may ask for, each once; pure. ``kinds`` says which lane asks for which.

Sources are named per field: 17 USC 512(c)(3)(A) for copyright, the Digital Services Act art. 16(2) for anything
illegal, the Defamation (Operators of Websites) Regulations 2013 reg. 2, the UK GDPR arts. 12 and 16 to 21.
"""

from __future__ import annotations

from app.takedowns.asked import LONGEST as LONGEST
from app.takedowns.asked import Choices as Choices
from app.takedowns.asked import Field as Field
from app.takedowns.asked import Shape as Shape
from app.takedowns.asked import choice as choice
from app.takedowns.asked import declaration as declaration

DSA = "Digital Services Act art. 16(2)"
DMCA = "17 USC 512(c)(3)(A)"
SI = "Defamation (Operators of Websites) Regulations 2013 reg. 2"
GDPR = "UK GDPR arts. 12 and 16 to 21"
HOUSE = "house rule"

YES_NO: Choices = (("yes", "Yes"), ("no", "No"))

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
ORIGINAL = Field(
    "why",
    "Why do you say that it is yours and used without permission?",
    hint="When and where you first showed it, and what this page shows of it.",
    source=f"{DMCA}(iii), as DSA art. 16(2)(a) has it",
)
FAIR = declaration(
    "fair",
    "I have considered whether the law allows this use without permission (fair dealing, quotation, fair use)",
    source="Lenz v. Universal (9th Cir. 2016) on 17 USC 512(c)(3)(A)(v); CDPA 1988 ss. 29 to 31",
    term="Fair dealing considered",
)
MARK = Field("mark", "Which mark is it?", "Name the mark.", shape=Shape.LINE, source=f"{DSA}(a)")
REGISTRATION = Field(
    "registration",
    "Its registration number",
    "Give the registration number, or say since when the mark is used.",
    hint="And the register it stands in. If it is not registered, say since when and for what it is used.",
    shape=Shape.LINE,
    source=f"{DSA}(a); Trade Marks Act 1994 s. 10",
)
COVERS = Field(
    "covers",
    "Which goods or services, and which countries, does it cover?",
    "Say what the mark covers, and where.",
    hint="With the Nice classes, if you know them.",
    shape=Shape.LINE,
    source=f"{DSA}(a); Trade Marks Act 1994 s. 10",
)
HONEST = declaration(
    "fair",
    "I have considered whether the mark is used honestly, to say what the article is about",
    source="Trade Marks Act 1994 s. 11(2)",
    term="Honest use considered",
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
ACTS_FOR = Field(
    "acting",
    "If it is about somebody else: what shows that you may speak for them?",
    "Say what shows that you may speak for them.",
    hint="You are their parent, hold a power of attorney, or they asked you in writing.",
    shape=Shape.LINE,
    source=f"{GDPR}; art. 12(6)",
    unless=("role", "self"),
)
REQUEST = choice(
    "request",
    "What do you ask for?",
    (
        ("erasure", "Erase it"),
        ("rectification", "Correct what is wrong about the person"),
        ("restriction", "Do not use it until this is settled"),
        ("objection", "I object to its use"),
        ("complaint", "I complain about how this site has handled my data"),
    ),
    "Say what you ask for.",
    source="UK GDPR arts. 16, 17, 18 and 21; DPA 2018 s. 164A (complaints)",
)
WHY_PRIVATE = Field(
    "why",
    "Why should it not be there?",
    "Say why it should not be there.",
    hint="In a sentence or two.",
    source=f"{GDPR}; DSA art. 16(2)(a)",
)
CONSENT_FORM = choice(
    "consent",
    "If it shows a patient: was a consent form signed?",
    (
        ("yes", "Yes"),
        ("withdrawn", "Yes, and the consent was withdrawn"),
        ("no", "No"),
        ("unknown", "I do not know"),
    ),
    "",
    source="ICMJE Recommendations II.E; GMC, Making and using visual and audio recordings of patients",
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
    "Why is it wrong?",
    "Say why it is wrong.",
)
CHECKED_IN = Field(
    "source",
    "Where can we check?",
    "Say where we can check it, or that it is your own observation.",
    hint="A guideline, a DOI or a PubMed number; or “my own observation”.",
    shape=Shape.LINE,
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
CHILD_ABUSE = choice(
    "child_abuse",
    "Does it show or describe the sexual abuse of a child?",
    YES_NO,
    "Say whether it shows or describes the sexual abuse of a child.",
    hint="Then you need not give your name.",
    source=f"{DSA}(c)",
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
