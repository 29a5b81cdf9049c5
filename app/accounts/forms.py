"""What people of the desk type about themselves and about each other."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import passwords
from app.accounts.models import Member
from app.accounts.roles import Role
from app.accounts.scopes import SCOPES, Scope
from app.site import queries as site

LONGEST_PASSWORD = 256
"""Characters: hashing a longer one would only cost time (OWASP ASVS 5.0, 6.2.9 asks for at least 64)."""

ROLES = [SelectChoice(role.value, role.value.capitalize()) for role in Role]


class AccessForm(FlaskForm):  # type: ignore[misc]
    """What somebody may do."""

    roles = SelectMultipleField(
        "Roles", choices=ROLES, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    clinical = BooleanField("Answers clinical questions about reports")
    legal = BooleanField("Answers legal questions about reports")

    @property
    def chosen(self) -> list[Role]:
        return [Role(name) for name in self.roles.data or []]


class InvitationForm(AccessForm):
    """Whom to invite, and as what."""

    name = StringField("Name", [InputRequired("Enter their name.")])
    email = EmailField("E-mail address", [InputRequired("Enter their e-mail address.")])


def new_password(words: str) -> PasswordField:
    return PasswordField(
        words,
        [
            InputRequired("Enter a password."),
            Length(max=LONGEST_PASSWORD, message=f"A password can be {LONGEST_PASSWORD} characters long."),
        ],
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed by whoever knows the present one."""

    current = PasswordField("Your present password", [InputRequired("Enter your present password.")])
    password = new_password("New password")
    again = PasswordField(
        "New password again", [EqualTo("password", message="The two new passwords are not the same.")]
    )


class AcceptForm(FlaskForm):  # type: ignore[misc]
    """Taking up an invitation."""

    name = StringField("Your name", [InputRequired("Enter your name.")])
    password = new_password("Choose a password")
    again = PasswordField(
        "The password again", [EqualTo("password", message="The two passwords are not the same.")]
    )


class KeysForm(FlaskForm):  # type: ignore[misc]
    single_keys = BooleanField("Single keys do something on the pages of the desk")


class AgainForm(FlaskForm):  # type: ignore[misc]
    """The password once more, before something of the sign-in is changed (OWASP ASVS 5.0, 7.5.1)."""

    current = PasswordField("Your password", [InputRequired("Enter your password.")])

    def is_own(self, person: Member) -> bool:
        """Whether it was sent, whole, with the password of this person; what is wrong stands beside the field."""
        if self.validate_on_submit() and not passwords.is_theirs(self.current.data, person):
            self.current.errors = ["This is not your password."]
        return self.is_submitted() and not self.errors


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code of an authenticator app."""

    code = StringField("Code", [InputRequired("Enter the code your app shows."), Length(max=20)])


class PasskeyForm(AgainForm):
    """A name for a new passkey."""

    name = StringField("Name", [InputRequired("Give it a name, such as the device it is on.")])


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """Who has forgotten a password."""

    email = EmailField("Your e-mail address", [InputRequired("Enter the address you sign in with.")])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, by a link from a letter."""

    password = new_password("New password")
    again = PasswordField(
        "New password again", [EqualTo("password", message="The two new passwords are not the same.")]
    )


class TokenForm(FlaskForm):  # type: ignore[misc]
    """What a token for a program is for, what it may be used for, and until when."""

    name = StringField("Name", [InputRequired("Name the program it is for.")])
    scopes = SelectMultipleField(
        "It may",
        choices=[SelectChoice(scope.value, reach.says) for scope, reach in SCOPES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    last_on = DateField("Last day", [InputRequired("Name the day, as 2027-12-31.")])

    @property
    def chosen(self) -> list[Scope]:
        return [Scope(name) for name in self.scopes.data or []]


def hint() -> str:
    """What to think of when choosing a password."""
    length = site.setting("passwords")["least_length"]
    return f"{length} characters or more. A few words that have nothing to do with each other are best."
