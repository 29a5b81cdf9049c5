"""What an e-mail address says of itself: its domain, and whether letters to it are thrown away after a while.

The list is the package ``disposable-email-domains``, which others keep; a publisher's setting ``mail_domains`` takes
domains out of it again, and names those where many unrelated people have their mail.
"""

from __future__ import annotations

from disposable_email_domains import blocklist

from app.errors import Refused
from app.guests import queries
from app.site import queries as site


def domain(email: str) -> str:
    return queries.fold(email).rpartition("@")[2]


def is_free(name: str) -> bool:
    """Whether many unrelated people have their mail there."""
    return name in site.setting("mail_domains")["free"].lower().split()


def is_disposable(name: str) -> bool:
    """Whether this domain, or one that it is part of, gives out addresses that are thrown away."""
    labels = name.split(".")
    every = {".".join(labels[number:]) for number in range(len(labels) - 1)}
    allowed = set(site.setting("mail_domains")["allowed"].lower().split())
    return bool(every & blocklist) and not every & allowed


def must_last(email: str) -> None:
    """Refuse an address whose letters are thrown away, and say what to do instead."""
    name = domain(email)
    if is_disposable(name):
        sentence = (
            f"Letters to {name} are thrown away after a while, and with them the link to your article. Use an address "
            f"that you keep. If we are wrong about {name}, write to {site.identity().contact}."
        )
        raise Refused(sentence, fields={"email": [sentence]})
