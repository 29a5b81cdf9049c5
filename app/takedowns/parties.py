"""Who is a party of a case: nobody decides, asks or gives an opinion about their own."""

from __future__ import annotations

from app.accounts.models import Member
from app.guests.queries import fold
from app.takedowns.models import Case


def is_party(case: Case, member: Member) -> bool:
    """Whether this member reported it or wrote what was reported."""
    parties = {notice.guest.email for notice in case.notices} | {case.article.submission.guest.email}
    return fold(member.email) in parties
