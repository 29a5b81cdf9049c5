"""A program that was away hears that an article is dark, also once it is erased, and without a word of it."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.db import session, transaction
from app.notifications import hooking
from app.notifications.models import Channel, Message, MessageState
from app.notifications.topics import SAYS
from tests.takedowns.making import member, printed
from tests.takedowns.test_erasing import WORDS, erased, run, taken_down


def test_an_erasure_takes_no_removal_from_a_program_that_is_away(app: Flask) -> None:
    article = printed(app)
    with app.app_context():
        wanda = member("W. Marsh", Role.WEBMASTER)
        member("V. Webb", Role.WEBMASTER)
        with transaction():
            by = session.get_one(Member, wanda)
            hook = hooking.add(address="https://cms.example/hooks", topics=[*SAYS], by=by)
            hooking.new_secret(hook.id, by=by)
    erased(app, taken_down(app, article))
    run(app)
    run(app)
    with app.app_context():
        calls = session.scalars(select(Message).where(Message.channel == Channel.WEBHOOK.value)).all()
        waiting = [one for one in calls if one.state == MessageState.WAITING and one.letter == "article.dark"]
        assert waiting
        for one in waiting:
            said = json.loads(one.text)["data"]
            assert (said["article"], said["dark"]) == (article.id, True)
        texts = " ".join(one.text for one in calls)
        assert [word for word in WORDS if word.casefold() in texts.casefold()] == []
        assert {one.state for one in calls if one not in waiting} <= {MessageState.FAILED}
