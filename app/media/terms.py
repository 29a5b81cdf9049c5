"""Controlled words of the records in a file (IPTC, PLUS), in plain words; moments as days, truth as an answer; pure."""

import re
from datetime import date

# Controlled words, by the last part of their address, as they are shown.
WORDS: dict[str, str] = {
    "CS-PRO": "Protected by copyright",
    "CS-PUB": "Public domain",
    "CS-UNK": "Unknown",
    "MR-NON": "No model release",
    "MR-NAP": "Not needed",
    "MR-UMR": "Unlimited model release",
    "MR-LMR": "Limited or incomplete model release",
    "PR-NON": "No property release",
    "PR-NAP": "Not needed",
    "PR-UPR": "Unlimited property release",
    "PR-LPR": "Limited or incomplete property release",
    "CR-NRQ": "Not required",
    "CR-COI": "Beside the image",
    "CR-CAI": "In a list of credits",
    "CR-CCA": "In the text of the credits",
    "AG-UNK": "Age unknown",
    "AG-U14": "14 years or younger",
    "AG-A25": "25 years or older",
    **{f"AG-A{age}": f"{age} years" for age in range(15, 25)},
    "DMI-UNSPECIFIED": "Nothing said",
    "DMI-ALLOWED": "Allowed",
    "DMI-PROHIBITED": "Forbidden",
    "DMI-PROHIBITED-AIMLTRAINING": "Forbidden for training AI",
    "DMI-PROHIBITED-GENAIMLTRAINING": "Forbidden for training generative AI",
    "digitalCapture": "Taken with a digital camera",
    "computationalCapture": "Taken with a camera and computed from several shots",
    "negativeFilm": "Scanned from a negative",
    "positiveFilm": "Scanned from a slide",
    "print": "Scanned from paper",
    "minorHumanEdits": "A photograph with small changes by a person",
    "humanEdits": "Changed by a person",
    "composite": "Put together from several pictures",
    "compositeCapture": "Put together from several photographs",
    "compositeSynthetic": "Put together, partly made by a program",
    "algorithmicallyEnhanced": "Improved by a program",
    "dataDrivenMedia": "Drawn from data",
    "digitalArt": "Drawn on a computer",
    "digitalCreation": "Drawn on a computer",
    "screenCapture": "A picture of a screen",
    "virtualRecording": "Recorded from a simulation",
    "trainedAlgorithmicMedia": "Made by AI",
    "compositeWithTrainedAlgorithmicMedia": "Partly made by AI",
    "algorithmicMedia": "Made by a program without training data",
}

TRUTH = {"true": "Yes", "false": "No"}
MOMENT = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)(?:[T ]\d\d:\d\d.{0,20})?")


def shown(text: str) -> str:
    """A controlled word in plain words, whole or as the end of its address; a moment as its day, and truth as an
    answer; anything else as it stands."""
    word = text.rstrip("/").rpartition("/")[2].strip()
    return WORDS.get(word) or TRUTH.get(word.casefold()) or _day(text) or text


def _day(text: str) -> str:
    """The day of an EXIF or XMP moment, for people; nothing for other text, and for a day that never was."""
    said = MOMENT.fullmatch(text.strip())
    try:
        when = date(*map(int, said.groups())) if said else None
    except ValueError:
        return ""
    return f"{when.day} {when:%B %Y}" if when else ""


def source_type(text: str) -> str:
    """How a picture was made, in plain words and with the term of the IPTC's list of digital source types
    (https://cv.iptc.org/newscodes/digitalsourcetype); a term that is not in the list as it stands."""
    word = text.rstrip("/").rpartition("/")[2].strip()
    return f"{WORDS[word]} (IPTC: {word})" if word in WORDS else text
