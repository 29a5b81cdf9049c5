"""The mail itself as a file of the report it becomes: the desk looks at it, and at what is attached to it, as at other
evidence."""

from __future__ import annotations

from app import tokens
from app.clock import now
from app.db import session, transaction
from app.media import turns
from app.media.shelf import storage
from app.media.storage import evidence_key, mail_key
from app.submissions import papers
from app.takedowns.mailing.models import Mail
from app.takedowns.reporting.models import HeldFile


def hold(mail: Mail, article_id: int) -> tuple[str, ...]:
    """Keep the mail for its report, under a token; nothing where it is larger than a file may be: then it stands with
    the case alone. No transaction is open while the store is written to."""
    if mail.size > papers.MOST_BYTES:
        return ()
    token, sha256 = tokens.public_name(), mail.sha256
    row = HeldFile(
        token=token,
        article_id=article_id,
        sha256=sha256,
        size=mail.size,
        mime=papers.MAIL.mime,
        filename=f"{mail.public_number}.eml",
        made_at=now(),
    )
    session.rollback()
    with turns.bringing(sha256):
        storage().put(evidence_key(sha256), storage().read(mail_key(sha256)), expect_sha256=sha256)
        with transaction():
            session.add(row)
    return (token,)
