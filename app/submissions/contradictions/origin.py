"""Whether a program or a camera made it, and what the signed record of the file is worth; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.submissions.contradictions.sides import Heard, Rule, ends

MADE_BY_AI = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")
PARTLY_BY_AI = "compositeWithTrainedAlgorithmicMedia"
BY_A_CAMERA = ("digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm")
AI_PROGRAMS = re.compile(
    r"midjourney|dall[-·\s]?e\b|stable.?diffusion|comfyui|invokeai|novelai|automatic1111|firefly|imagen|ideogram|flux\.1"
    r"|leonardo\.ai|gpt[-\s]?image|bing image creator",
    re.IGNORECASE,
)


def _made_by_ai(heard: Heard) -> Iterator[str]:
    """Made by a program as a whole, and not declared as such in any way."""
    if heard.basis in ("", "ai_generated") or heard.declared.get("ai_changed") == "yes":
        return
    yield from (
        text for text in heard.of("digital_source_type") if ends(text, MADE_BY_AI) and not _partly(text)
    )
    yield from heard.of("ai_system")
    yield from (text for text in heard.of("software") if AI_PROGRAMS.search(text))
    yield from ("a prompt for a picture program" for _ in [*heard.of("ai_prompt")][:1])


def _changed_by_ai(heard: Heard) -> Iterator[str]:
    said = heard.basis in ("", "ai_generated") or heard.declared.get("ai_changed") == "yes"
    return (text for text in heard.of("digital_source_type") if not said and _partly(text))


def _by_a_camera(heard: Heard) -> Iterator[str]:
    by_ai = heard.basis == "ai_generated"
    return (text for text in heard.of("digital_source_type") if by_ai and ends(text, BY_A_CAMERA))


def _broken(heard: Heard) -> Iterator[str]:
    if heard.credentials.get("state") == "broken":
        yield str(heard.credentials.get("note") or "The record could not be read.").rstrip(".")


def _partly(text: str) -> bool:
    return ends(text, (PARTLY_BY_AI,))


AI = Rule(
    "ai", "a computer program (AI) made it ({text})", "The declaration does not.", _made_by_ai,
    lambda _: {"basis": "ai_generated"},
)  # fmt: skip
AI_CHANGED = Rule(
    "ai_changed", "a computer program (AI) made part of it", "The declaration does not.", _changed_by_ai,
    lambda _: {"ai_changed": "yes"},
)  # fmt: skip
CAMERA = Rule("camera", "{text}", "You declare that a computer program made it.", _by_a_camera)
CREDENTIALS = Rule(
    "credentials", "its content credentials do not hold. {text}", "Say how the file came to you.", _broken
)
