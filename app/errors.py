"""Refusals that a person can read. They know nothing of HTTP: ``app.web.errors`` holds the one table for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refused(Exception):
    """Something was asked that a rule forbids. ``sentence`` says what to do; ``fields`` names where.

    ``fields`` maps a field's name to its own sentences, so that a form can show each beside its field.
    """

    def __init__(self, sentence: str, *, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = {name: list(said) for name, said in (fields or {}).items()}


class NotAllowed(Refused):
    """The person, or the state the thing is in, does not permit this."""


class Unmet(Refused):
    """A gate that this does not pass yet. ``changes`` says in words what stands against it, one thing each."""

    def __init__(self, sentence: str, *, changes: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.changes = list(changes)


class Stale(Refused):
    """What was decided about is no longer what stands. ``changes`` says in words what changed since."""

    def __init__(self, sentence: str, *, changes: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.changes = list(changes)


class Busy(Refused):
    """Nothing is wrong with what was asked; somebody else is at it, and in a moment it can be done."""


class TooMany(Refused):
    """Asked for too often. ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__("That was asked for too often from here.")
        self.seconds = seconds


class NotFound(Refused):
    """Not there, or not yours: the answer is the same on purpose."""

    def __init__(self, sentence: str = "There is nothing at this address.") -> None:
        super().__init__(sentence)
