"""Reporting and confirming, through the pages."""

from __future__ import annotations

from flask import Flask

from app.audit.kinds import Kind
from tests.takedowns.making import Browser, happened, printed, report


def test_an_unconfirmed_notice_hides_nothing_and_opens_nothing(app: Flask) -> None:
    article = printed(app)
    report(app, article, use=article.uses[0])
    reader = Browser(app)
    assert reader.get(article.url).status_code == 200
    assert reader.get(article.picture()).status_code == 200
    assert happened(app, Kind.NOTICE_RECEIVED) == 1
    assert happened(app, Kind.CASE_OPENED) == 0
