"""Many reports about one article, sent over the pages from where and with what a source has; each is then confirmed, as
whoever holds all the mailboxes would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import session, transaction
from app.guests.models import Guest
from app.publishing.models import Article, Hold
from app.takedowns import actions
from app.takedowns.kinds import Lane
from app.takedowns.models import Notice
from app.worklist.models import Item
from tests.takedowns.making import Printed, answers, printed

HOST = "http://127.0.0.1:8000"
OTHER = "203.0.113.9"
LANE = Lane.ACCURACY


@dataclass(frozen=True)
class Source:
    """``address`` and ``email`` of the report of a number; ``most`` that may be taken of it, ``least`` that must be."""

    short: str
    address: Callable[[int], str]
    email: Callable[[int], str]
    most: int
    least: int
    everybody: bool = False


def _some_email(number: int) -> str:
    return f"reader{number}@mail{number}.example.net"


def _one_email(_number: int) -> str:
    return "victim@example.org"


def _ipv6(number: int) -> str:
    return f"2001:db8:7:{number:x}::1"


def _spread(number: int) -> str:
    """Each in a network of its own."""
    return f"100.{64 + number // 256}.{number % 256}.7"


SOURCES = {
    "reports from one address": Source("address", lambda _number: "192.0.2.7", _some_email, 10, 10),
    "reports from one network of IPv6": Source("network", _ipv6, _some_email, 30, 10),
    "reports with one mailbox from everywhere": Source("mailbox", _spread, _one_email, 10, 5),
    "reports from as many people": Source("people", _spread, _some_email, 50, 50, everybody=True),
}


@dataclass(frozen=True)
class Ended:
    sent: int
    taken: int
    lines: int
    in_view: bool
    others_can: bool
    faults: Sequence[str]


def flooded(app: Flask, of: Source, count: int) -> Ended:
    article = printed(app)
    client = app.test_client()
    token = _token(client, article)
    answered = Counter(_send(client, article, token, n, of.address(n), of.email(n)) for n in range(count))
    faults = [
        f"{times} answers of {status}" for status, times in answered.items() if status not in (303, 429)
    ]
    before = _count(app, Notice)
    others = _send(client, article, token, count + 1, OTHER, "somebody@else.example.com") == 303
    with app.app_context():
        _confirm_all()
        lines = session.scalar(select(func.count()).where(Item.kind == "case", Item.open)) or 0
        dark = session.get_one(Article, article.id).dark
        held = session.scalar(select(func.count()).select_from(Hold)) or 0
        session.rollback()
    in_view = not dark and not held and client.get(article.url, base_url=HOST).status_code == 200
    return Ended(count, before, lines, in_view, others, faults)


def _token(client: FlaskClient, article: Printed) -> str:
    page = client.get(f"{article.url}/report?lane={LANE.value}", base_url=HOST).text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def _send(client: FlaskClient, article: Printed, token: str, number: int, address: str, email: str) -> int:
    typed = answers(LANE)
    longest = max(typed, key=lambda name: len(typed[name]))
    typed[longest] = f"{typed[longest]} It is the report of number {number}."
    fields = {"csrf_token": token, "lane": LANE.value, "revision": "1", "image": "", "email": email, **typed}
    answer = client.post(
        f"{article.url}/report", data=fields, base_url=HOST, environ_base={"REMOTE_ADDR": address}
    )
    return answer.status_code


def _count(app: Flask, model: type[Notice]) -> int:
    with app.app_context():
        found = session.scalar(select(func.count()).select_from(model)) or 0
        session.rollback()
        return found


def _confirm_all() -> None:
    waiting = list(session.execute(select(Notice.notice_ref, Notice.guest_id)))
    session.rollback()
    for ref, guest_id in waiting:
        with transaction():
            actions.confirm(ref, by=session.get_one(Guest, guest_id))
