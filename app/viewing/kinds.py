"""How much of a stranger's file is made fit to look at, and what is said where nothing can be; pure."""

from __future__ import annotations

from app.media import formats
from app.media.formats import Refusal

PDF = "application/pdf"
MAIL = "message/rfc822"
TEXT = "text/plain"

MOST_PAGES = 12
"""Pages of one PDF: a licence, an order or a release has fewer; of more, the rest is counted."""
MOST_SHEETS = 24
"""Pictures made of one file, with all that is attached to it."""
MOST_ATTACHMENTS = 40  # listed; further ones are counted
MOST_OPENED = 6  # attachments of which pictures are made
MOST_LETTERS = 4  # the e-mail itself and those attached to it
MOST_DEPTH = 20  # parts of an e-mail inside one another
MOST_PARTS = 400
MOST_CHARACTERS = 60_000  # of one text
MOST_WORDS_OF_A_PAGE = 6_000  # characters of the text in one page of a PDF
LONGEST = 400  # characters of a name, a header or a sentence

WIDEST, TALLEST = 1400, 2000  # pixels of a page or a picture: A4 at 170 dots an inch
THUMBNAIL = 240  # pixels
SECONDS = 6.0
"""CPU time after which no further page is begun, so that what is there is kept; the child is ended at 10."""

ENDLESS = "Reading the rest took more time than we allow, so that only these pages are shown."
PROGRAM = "It carries a program (JavaScript). It was not run, and does nothing here."
HEADERS_ARE_WORDS = "Whoever makes an e-mail file can write any sender into it."
OTHER_VERSION = "It also has a formatted version, which may say something else; this is the plain one."
FORMATTED = "It has only a formatted version. This is its text; nothing it points to was loaded."

_SAVE = "Save the file only if you trust where it comes from, or ask for another copy."
LOCKED = Refusal("locked", f"This PDF is locked with a password, so that nothing of it can be shown. {_SAVE}")
BROKEN = Refusal("broken", f"This PDF is damaged or incomplete, and cannot be shown. {_SAVE}")
TOO_HEAVY = Refusal(
    "too_heavy",
    "Showing this file takes more time or memory than we allow, as files do that were made to do harm. "
    f"{_SAVE}",
)
CRASHED = Refusal("crashed", f"Reading this file failed: it may be damaged, or made to do harm. {_SAVE}")
TOO_DEEP = Refusal("too_deep", f"This e-mail is nested more deeply than any we have seen. {_SAVE}")
UNSHOWN_PICTURE = Refusal("unshown", f"This picture cannot be shown. {_SAVE}")
SEVERAL_TIMES = Refusal("several_times", "It could not be made, several times over. Try again later.")

NOT_OPENED = "Not opened here; it is in the original file."
TOO_MANY = "Not opened here, because there are so many; it is in the original file."

PICTURES = {kind.mime: kind.name for kind in formats.ACCEPTED}
"""Pictures of which a view is made, also where they are attached to an e-mail."""
