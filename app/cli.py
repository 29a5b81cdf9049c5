"""One command per chore: preparing the database, people, texts and rules, demo content, repairs, and the tour."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Member
from app.accounts.roles import Role
from app.attestations import actions as attestations
from app.attestations import keyring
from app.attestations import receipts as signed
from app.attestations.commands import attestations as receipts
from app.audit import roots
from app.audit.kinds import SYSTEM
from app.db import session, transaction
from app.errors import Refused
from app.pages import verification
from app.site import actions as site
from app.site import queries as published
from app.site.models import SiteText
from app.takedowns.commands import fill
from app.takedowns.commands import register as stay_down
from app.takedowns.erasing.commands import erasures
from app.worklist import actions as worklist

DEMO_PEOPLE = {
    Role.REVIEWER: ("Ruth Osei", "ruth.reviewer@example.org"),
    Role.EDITOR: ("Edgar Lindqvist", "edgar.editor@example.org"),
    Role.WEBMASTER: ("Wanda Marsh", "wanda.webmaster@example.org"),
}


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo content if the site is empty.")
@click.option("--sign-ins", is_flag=True, help="Make sign-ins for this start and print them as JSON.")
@with_appcontext
def prepare(demo: bool, sign_ins: bool) -> None:
    """Bring the database up to date and put the defaults in. Safe to run at every start."""
    _upgrade()
    with transaction():
        site.install_defaults()
        attestations.install_wordings()
    if sign_ins or demo:
        made = _sign_ins()
        if sign_ins:
            click.echo(json.dumps({"sign_ins": made, "mail": _mailbox()}))
    if demo:
        from app.demo import load

        load.load()
    _say(_key)
    _receipts()
    fill()


def _key() -> None:
    """The key for receipts, made at the first start; a change that was begun because it was stolen is brought to an
    end."""
    if keyring.is_begun():
        keyring.rotate()
    keyring.in_force()


def _receipts() -> None:
    """Receipts for what was signed before there were any; a batch is a transaction."""
    made = 1
    while made:
        with transaction():
            made = signed.issue_missing()


def _upgrade() -> None:
    """Run the migrations that are missing, without their chatter."""
    from flask_migrate import upgrade

    upgrade()


def _mailbox() -> str:
    settings = current_app.config["SETTINGS"]
    if settings.mail != "capture":
        return ""
    return f"{settings.base_url}/dev/mail?secret={settings.mail_secret.get_secret_value()}"


def _sign_ins() -> list[dict[str, str]]:
    """The three people of the demo, each with a password that holds until the next start."""
    made = []
    for role, (name, email) in DEMO_PEOPLE.items():
        password = secrets.token_urlsafe(12)
        with transaction():
            person = session.scalar(select(Member).where(Member.email == email))
            if person is None:
                accounts.add(email=email, name=name, password=password, roles=[role], by=SYSTEM)
            else:
                accounts.set_password(person, password, by=SYSTEM)
        made.append({"role": role.value, "email": email, "password": password})
    return made


people = AppGroup("people", help="The people of the desk.")


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.password_option()
def add(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Add somebody: flask --app app people add a@example.org --name "A. Name" --role reviewer"""
    _say(
        lambda: accounts.add(
            email=email, name=name, password=password, roles=[Role(r) for r in roles], by=SYSTEM
        )
    )
    click.echo(f"{name} can sign in as {email}.")


@people.command("password")
@click.argument("email")
@click.password_option()
def password(email: str, password: str) -> None:
    """Give somebody a new password; their sessions end."""

    def act() -> None:
        accounts.set_password(_person(email), password, by=SYSTEM)

    _say(act)
    click.echo("The password is changed and every session of theirs has ended.")


@people.command("list")
def list_() -> None:
    """Who is at the desk."""
    for person in session.scalars(select(Member).order_by(Member.name)):
        state = "" if person.active else " (switched off)"
        click.echo(f"{person.name} <{person.email}>: {', '.join(person.role_names)}{state}")


@people.command("switch-off")
@click.argument("email")
def switch_off(email: str) -> None:
    """End somebody's access at once."""
    _say(lambda: worklist.release_all(accounts.switch_off(_person(email)).id, by=SYSTEM))
    click.echo("They can no longer sign in, and their sessions have ended.")


texts_and_rules = AppGroup("site", help="The texts and rules of the publisher.")


@texts_and_rules.command("text")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where it comes from: who wrote or decided it, when.")
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day it begins; now if left out.")
def text(name: str, file: Path, source: str, day: datetime | None) -> None:
    """Put a new version of a text in force: flask --app app site text terms terms.md --source "our solicitor" """
    begins = day.replace(tzinfo=ZoneInfo(published.identity().zone)) if day else None
    try:
        body = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not text in UTF-8.") from None
    _say(lambda: site.change_text(name, body=body, by=SYSTEM, source=source, in_force_from=begins))
    click.echo(f"The new version of “{name}” is in force from {f'{day:%Y-%m-%d}' if day else 'now on'}.")


@texts_and_rules.command("setting")
@click.argument("name")
@click.argument("value")
@click.option("--source", required=True, help="Where it comes from: a law, a decision of yours.")
def setting(name: str, value: str, source: str) -> None:
    """Put a rule in force: flask --app app site setting review_due '{"business_days": 7}' --source "board" """
    try:
        said = json.loads(value)
    except ValueError:
        raise click.ClickException('The value is not JSON. Write it like {"business_days": 7}.') from None
    _say(lambda: site.change_setting(name, said, by=SYSTEM, source=source))
    click.echo(f"The new value of “{name}” is in force from now on.")


@texts_and_rules.command("show")
@click.argument("name", required=False)
def show(name: str | None) -> None:
    """What is in force, since when and by whose word; with a name, the words or the value, too."""
    rows = published.all_in_force()
    chosen = [row for row in rows if name in (None, row.name)]
    if not chosen:
        raise click.ClickException(f"“{name}” is neither a text nor a setting of the site.")
    for row in chosen:
        click.echo(f"{row.name:<16} since {row.in_force_from:%Y-%m-%d}  {row.source}")
    if name:
        [row] = chosen
        click.echo(
            row.body if isinstance(row, SiteText) else json.dumps(row.value, indent=2, ensure_ascii=False)
        )


demo = AppGroup("demo", help="Demo content.")


@demo.command("load")
def demo_load() -> None:
    """Load the demo content, if the site is empty."""
    from app.demo import load

    click.echo(load.load())


@click.command()
@with_appcontext
def tidy() -> None:
    """Put right what a crash may have left in the public tree."""
    from app.publishing import actions as publishing

    click.echo(f"{publishing.tidy_tree()} places put right.")


pictures = AppGroup("media", help="The pictures that were sent.")


@pictures.command("fingerprint")
def fingerprint() -> None:
    """Fingerprint the pictures that were taken in before there were fingerprints. Safe to run again."""
    from app.media import printing

    done, failed = printing.fingerprint_all()
    click.echo(f"{done} fingerprinted" + (f", {failed} could not be read." if failed else "."))


@click.command()
@click.option("--base-url", required=True, help="The running site.")
@click.option("--mail-url", required=True, help="Its captured mail, as printed at the start.")
@click.option(
    "--sign-ins", type=click.Path(exists=True), required=True, help="What the start announced (JSON)."
)
@click.option("--wait", default=60.0, help="Seconds to wait for a worker at most.", show_default=True)
def tour(base_url: str, mail_url: str, sign_ins: str, wait: float) -> None:
    """Walk the whole way over HTTP, as guest, reviewer, editor and reader, and check what each other party sees."""
    from app.tour.walk import walk

    raise SystemExit(walk(base_url, mail_url, sign_ins, patience=wait))


log = AppGroup("audit", help="The log and what it speaks of.")


@log.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
@click.option(
    "--heads", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A copy of the head file."
)
@click.option("--root", nargs=2, type=(int, str), help="SIZE and ROOT, as in the letter of a checkpoint.")
@click.option("--only", multiple=True, type=click.Choice([part.name for part in verification.PARTS]))
def verify(as_json: bool, heads: Path | None, root: tuple[int, str] | None, only: tuple[str, ...]) -> None:
    """Look through the log and everything it speaks of. Exit code 1 where anything was changed, cut or lost."""
    parts = [part for part in verification.PARTS if not only or part.name in only]
    more = ([roots.head_part(heads)] if heads else []) + ([roots.known_part(*root)] if root else [])
    report = verification.look_through([*parts, *more], (lambda _line: None) if as_json else click.echo)
    click.echo(
        json.dumps(report.as_json(), indent=2) if as_json else "\n".join(verification.summed_up(report))
    )
    raise SystemExit(1 if report.wrong else 0)


def _person(email: str) -> Member:
    person = session.scalar(select(Member).where(Member.email == email.strip().lower()))
    if person is None:
        raise Refused(f"Nobody at the desk has the address {email}.")
    return person


def _say(act: Any) -> None:
    """Run one action in a transaction; a refusal ends the command with its sentence."""
    try:
        with transaction():
            act()
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from None


commands: list[click.Command] = [
    *(prepare, people, texts_and_rules, receipts, demo, tidy, log, pictures, stay_down, erasures, tour),
]
