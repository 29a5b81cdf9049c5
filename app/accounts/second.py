"""Second factors as the sign-in package asks for them: codes taken once, recovery codes kept as hashes, passkeys that
always ask for finger, face or PIN."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp, WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.actions import factors
from app.db import joined
from config import Settings


def key(settings: Settings, what: str) -> str:
    """A key of its own for each use, from the secret without which no password holds either."""
    secret = settings.password_salt.get_secret_value().encode()
    return hmac.new(secret, f"imprimatur-{what}".encode(), hashlib.sha256).hexdigest()


class Codes(Totp):
    """The codes of an authenticator app (RFC 6238). Each is taken once, also of two at the same moment (5.2)."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        try:
            match = self._totp.verify(token.replace(" ", ""), totp_secret, window=window)
        except ValueError:  # the package's own refusals are of this kind
            return False
        with joined():
            return factors.take_step(user.id, match.counter)


class Recovery(MfRecoveryCodesUtil):
    """Recovery codes as keyed hashes: the package itself would keep what can be read again."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.key = key(app.config["SETTINGS"], "recovery-codes")

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether the code is one of theirs; from here on it is used. Of two at once one wins."""
        with joined():
            return factors.use_recovery_code(user.id, code, key=self.key)

    def delete_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ARG002 - it was used up when checked
        return True


class Passkeys(WebauthnUtil):
    """A passkey stands for both factors, so it has to know its owner; a laptop's own is as good as a key on a chain."""

    def origin(self) -> str:
        return str(current_app.config["BASE_URL"])

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        return UserVerificationRequirement.REQUIRED


def host_name() -> str:
    """The name that passkeys are bound to; empty where the site has only a number (WebAuthn, 5.1.3)."""
    name = urlsplit(current_app.config["BASE_URL"]).hostname or ""
    return "" if name.replace(".", "").isdigit() or ":" in name else name
