"""A change of address: the person stays, and both mailboxes say yes."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.audit.kinds import Kind
from app.audit.log import record
from app.db import savepoint, session
from app.errors import Refused
from app.guests import mailboxes, queries
from app.guests.actions import codes
from app.guests.actions.links import checked, keep_still
from app.guests.models import Code, Guest, Purpose


def ask_to_change(guest: Guest, email: str, ref: str, *, key: str) -> Code:
    """Mail a code to the address in use and one to the new one; gives back the new one's.

    Where somebody else here has the new address the answer is the same, and that mailbox gets a letter without a
    code: nobody learns who writes for us.
    """
    keep_still(guest)
    new = checked(email)
    if new == guest.email:
        raise Refused("That is the address we have.", fields={"email": ["That is the address we have."]})
    mailboxes.must_last(new)
    codes.check_how_many(guest, Purpose.NEW_ADDRESS, new)
    codes.send_code(guest, Purpose.OLD_ADDRESS, ref, key=key)
    code = codes.make_code(guest, Purpose.NEW_ADDRESS, ref, key=key, email=new)
    kind = Kind.ADDRESS_TAKEN if queries.by_email(new) else Kind.CODE_SENT
    record(kind, about=code, by=guest.actor, also=[guest], facts={"purpose": Purpose.NEW_ADDRESS.value})
    return code


def change(guest: Guest, ref: str, *, old: str, new: str, key: str) -> None:
    """Give the person the address that was asked for. ``old`` and ``new`` are the codes from the two mailboxes.

    Links, drafts and everything signed stay. Refused where a code is not good any more, or somebody has come to use
    the new address meanwhile.
    """
    keep_still(guest)
    code = queries.newest_code(guest.id, Purpose.NEW_ADDRESS, ref)
    email = code.email if code else ""
    codes.use(guest, Purpose.OLD_ADDRESS, ref, old, key=key)
    codes.use(guest, Purpose.NEW_ADDRESS, ref, new, key=key, email=email)
    left, taken = guest.email, "This address cannot be used. Enter another one."
    if code is None or queries.by_email(email):
        raise Refused(taken, fields={"new": [taken]})
    try:
        with savepoint():
            guest.email = email
            session.flush()
    except IntegrityError:
        raise Refused(taken, fields={"new": [taken]}) from None
    record(Kind.ADDRESS_CHANGED, about=guest, by=guest.actor, also=[code], private={"old": left})
