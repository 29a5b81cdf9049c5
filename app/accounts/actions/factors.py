"""Second factors and passkeys: turned on and off, taken once, and removed by a webmaster for whoever lost theirs."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import CursorResult, delete, func, or_, select, update

from app import text
from app.accounts.actions.people import hold, keep_still, new_identifier
from app.accounts.models import Member, Passkey, RecoveryCode
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused

RECOVERY_CODES = 8
"""How many are made at a time."""
MOST_PASSKEYS = 20
LONGEST_NAME = 64
"""Characters of the name of a passkey."""


@dataclass(frozen=True)
class Registered:
    """What a browser brought of a new passkey, verified."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: Sequence[str]
    backed_up: bool
    device_type: str


def turn_on(person: Member, secret: str, *, key: str) -> list[str]:
    """From now on the password asks for a code as well; gives back the recovery codes, which nobody ever sees again.

    ``secret`` is encrypted, and a first code made with it was taken just now.
    """
    if person.has_codes:
        raise NotAllowed("Codes are on already.")
    person.tf_primary_method, person.tf_totp_secret = "authenticator", secret
    _tell(person, "codes turned on")
    return _new_codes(person, key)


def turn_off(person: Member) -> None:
    """The password alone opens the account again; recovery codes go with it."""
    if not person.has_codes:
        return
    _forget_codes(person)
    _tell(person, "codes turned off")


def new_recovery_codes(person: Member, *, key: str) -> list[str]:
    """Others in place of those there were."""
    if not person.has_codes:
        raise NotAllowed("There are no codes to recover: turn them on first.")
    _tell(person, "new recovery codes made")
    return _new_codes(person, key)


def recovery_codes_left(person: Member) -> int:
    unused = select(func.count()).where(RecoveryCode.member_id == person.id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


def take_step(member_id: int, step: int) -> bool:
    """Whether the code of this time step is taken: each once, and none older than the last (RFC 6238, 5.2)."""
    done = session.execute(
        update(Member)
        .where(Member.id == member_id, or_(Member.last_step.is_(None), Member.last_step < step))
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", done).rowcount == 1


def use_recovery_code(member_id: int, code: str, *, key: str) -> bool:
    """Whether this is an unused code of theirs; it is used from now on, and a letter says so."""
    hold(member_id)
    done = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.member_id == member_id,
            RecoveryCode.code_hash == _hash(code, member_id, key),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", done).rowcount != 1:
        return False
    _tell(session.get_one(Member, member_id), "a recovery code used")
    return True


def handle_of(person: Member) -> str:
    """What passkeys know a person by: random, and nothing of the person."""
    if not person.fs_webauthn_user_handle:
        person.fs_webauthn_user_handle = secrets.token_hex(32)
    return person.fs_webauthn_user_handle


def add_passkey(person: Member, made: Registered, *, name: str) -> Passkey:
    """A passkey under a name of its own; it signs in by itself."""
    checked = checked_passkey(person, name)
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        raise Refused("This passkey is registered already.")
    added = Passkey(
        member_id=person.id,
        name=checked,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=list(made.transports),
        usage="first",
        backup_state=made.backed_up,
        device_type=made.device_type,
        made_at=now(),
        lastuse_datetime=now(),
    )
    session.add(added)
    _tell(person, "passkey added")
    return added


def checked_passkey(person: Member, name: str) -> str:
    """The name for one more passkey, on one line. Refused where it is taken, or where there are enough."""
    said = text.line(name)
    if not said or len(said) > LONGEST_NAME:
        raise _about_name(f"Give it a name, in up to {LONGEST_NAME} characters.")
    if said in {one.name for one in person.webauthn}:
        raise _about_name("You have a passkey of this name already.")
    if len(person.webauthn) >= MOST_PASSKEYS:
        raise _about_name(f"You have {MOST_PASSKEYS} passkeys. Remove one you do not use any more.")
    return said


def remove_passkey(person: Member, passkey_id: int) -> None:
    found = session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.member_id == person.id).with_for_update()
    )
    if found is None:
        raise NotFound
    session.delete(found)
    _tell(person, "passkey removed")


def remove_all(person_id: int, *, by: Member) -> None:
    """For whoever lost their device: codes, recovery codes and passkeys go, and every session ends. The person hears of
    it by letter, and signs in with the password alone until they turn something on again."""
    keep_still(by)
    person = session.get(Member, person_id, populate_existing=True)
    if person is None:
        raise NotFound
    if person.id == by.id:
        raise NotAllowed("Turn off your own on your account, or ask another webmaster.")
    _forget_codes(person)
    session.execute(delete(Passkey).where(Passkey.member_id == person.id))
    session.expire(person, ["webauthn"])
    record(
        Kind.PERSON_CHANGED,
        about=person,
        by=by.actor,
        facts={"changed": "second factor and passkeys removed"},
    )
    new_identifier(person)


def _new_codes(person: Member, key: str) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == person.id))
    codes = ["-".join(secrets.token_hex(2) for _ in range(4)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        row = RecoveryCode(member_id=person.id, code_hash=_hash(code, person.id, key), made_at=now())
        session.add(row)
    return codes


def _forget_codes(person: Member) -> None:
    person.tf_primary_method = person.tf_totp_secret = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == person.id))


def _hash(code: str, member_id: int, key: str) -> str:
    """Whatever was put between the groups, and in capitals or not."""
    typed = "".join(one for one in code.lower()[:100] if one.isalnum())
    return hmac.new(key.encode(), f"{member_id}:{typed}".encode(), hashlib.sha256).hexdigest()


def _tell(person: Member, changed: str) -> None:
    record(Kind.PERSON_CHANGED, about=person, by=person.actor, facts={"changed": changed})


def _about_name(sentence: str) -> Refused:
    return Refused(sentence, fields={"name": [sentence]})
