"""Starts and watches one whole site: broker, database, web, worker, beat. `make run` is this.

Children that fall are started again with growing pauses; Ctrl-C ends all of them within ten seconds; what a
killed supervisor left behind is ended by the next one. Only one supervisor runs on one data directory.
"""

from __future__ import annotations

import argparse
import fcntl
import http.client
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import ROOT, Settings, SettingsMissing, load
from deploy import broker, keys
from deploy.family import Child, Family, Stopped, say
from deploy.places import LOOPBACK, CannotStart, base_url, check_port, free_data_dir, host_and_port
from deploy.processes import Ledger

READY_SECONDS = 60.0
FALLS_BEFORE_READY = 3
QUEUES = "letters,images,clocks"


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for."""

    announce: Path | None
    without: frozenset[str]
    content: list[str]  # what `prepare` is asked for besides an up-to-date database


def main(arguments: list[str] | None = None) -> int:
    began = time.monotonic()
    wishes = _wishes(arguments)
    os.chdir(ROOT)
    try:
        data_dir = free_data_dir(os.environ)
        with (data_dir / "run.lock").open("a+", encoding="ascii") as lock:
            _lock(lock, data_dir)
            settings = _settings(data_dir)
            return _run(settings, wishes, began)
    except (CannotStart, broker.NoBroker) as why:
        print(f"Imprimatur cannot start: {why}", file=sys.stderr)
    except SettingsMissing as why:
        print(why, file=sys.stderr)
    return 1


def _wishes(arguments: list[str] | None) -> Wishes:
    parser = argparse.ArgumentParser(prog="supervise", description="Run the whole site.")
    parser.add_argument("--announce", type=Path, help="once ready, write address and sign-ins here, as JSON")
    parser.add_argument("--without", default="", help="parts not to start: worker, beat")
    parser.add_argument("--empty", action="store_true", help="sign-ins, but no demo content")
    parser.add_argument("--bare", action="store_true", help="neither")
    given = parser.parse_args(arguments)
    without = frozenset(part for part in given.without.split(",") if part)
    if unknown := without - {"worker", "beat"}:
        parser.error(f"--without knows worker and beat, not {', '.join(sorted(unknown))}")
    content = [] if given.bare else ["--sign-ins"] if given.empty else ["--demo", "--sign-ins"]
    return Wishes(given.announce.absolute() if given.announce else None, without, content)


def _lock(lock: Any, data_dir: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        raise CannotStart(
            f"another one already runs on {data_dir} (process {lock.read().strip() or 'unknown'}); "
            "stop that one or choose another DATA_DIR."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _settings(data_dir: Path) -> Settings:
    """The settings of this start. They are put in the environment too, where every child reads them."""
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ.setdefault("BASE_URL", base_url(os.environ.get("BIND", Settings.model_fields["bind"].default)))
    try:
        os.environ.update(keys.ensure(data_dir, os.environ))
    except PermissionError as why:
        raise CannotStart(f"{why.filename} belongs to somebody else; start as its owner.") from None
    settings = load()
    os.environ["BIND"] = settings.bind
    return settings


def _run(settings: Settings, wishes: Wishes, began: float) -> int:
    ledger = Ledger(settings.data_dir / "children.json")
    for name in ledger.end_strays():
        say("start", f"ended {name}, left behind by an earlier run that was killed")
    check_port(settings.bind)
    family = Family(ledger, os.environ)
    try:
        made = _start(family, settings, wishes)
        _announce(made, wishes.announce)
        _show(made, time.monotonic() - began)
        family.until(lambda: False)
    except Stopped:
        say("stop", "ending every part")
    finally:
        family.end()
    return 0


def _start(family: Family, settings: Settings, wishes: Wishes) -> dict[str, Any]:
    """Everything in the order it is needed; what `prepare` made for this start."""
    if not settings.redis_url:
        folder = settings.data_dir / "broker"
        folder.mkdir(exist_ok=True)
        command = broker.command(broker.find_server(), settings.broker_socket, folder)
        family.keep(Child("broker", command, last=True))
    prepared = settings.data_dir / "prepared"
    prepared.unlink(missing_ok=True)
    family.env["PREPARED"] = str(prepared)  # web loads meanwhile and listens once the file is there
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "app:create_app()"]
    web = family.keep(Child("web", gunicorn))
    prepare = [sys.executable, "-m", "flask", "--app", "app", "prepare"]
    code, said = family.once(Child("prepare", [*prepare, *wishes.content]))
    if code != 0:
        raise CannotStart("the database could not be prepared; the lines above say why.")
    prepared.touch()
    for child in _workers(settings):
        if child.name not in wishes.without:
            family.keep(child)
    if not family.until(lambda: _ready(settings) or web.falls >= FALLS_BEFORE_READY, seconds=READY_SECONDS):
        raise CannotStart(f"the site was not ready within {READY_SECONDS:g} s; the lines above may say why.")
    if web.falls >= FALLS_BEFORE_READY:
        raise CannotStart("the web part keeps ending; the lines above say why.")
    return {"base_url": settings.base_url, **_made(said)}


def _workers(settings: Settings) -> list[Child]:
    # Celery warns root of pickled tasks at every start; ours are JSON and nothing else is accepted.
    calm = ["-W", "ignore:You're running the worker with superuser"]
    celery = [sys.executable, *calm, "-m", "celery", "--quiet", "-A", "workers"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    schedule = settings.data_dir / "beat-schedule"
    return [
        Child("worker", [*celery, "worker", "-Q", QUEUES, "-c", "2", "-n", "desk@%h", *quiet]),
        Child("beat", [*celery, "beat", "-s", str(schedule), "--pidfile=", "--loglevel", "WARNING"]),
    ]


def _ready(settings: Settings) -> bool:
    host, port = host_and_port(settings.bind)
    connection = http.client.HTTPConnection(LOOPBACK.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": settings.host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _made(said: list[str]) -> dict[str, Any]:
    """What `prepare` printed, one JSON object a line; any other line belongs to the log."""
    made: dict[str, Any] = {"sign_ins": [], "mail": ""}
    for line in said:
        if line.startswith("{"):
            made |= json.loads(line)
        else:
            say("prepare", line)
    return made


def _announce(made: dict[str, Any], path: Path | None) -> None:
    """For a program that started us: the same facts as JSON, complete as soon as the file is there."""
    if path is None:
        return
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(made), encoding="utf-8")
    fresh.replace(path)


def _show(made: dict[str, Any], seconds: float) -> None:
    lines = ["", f"Imprimatur is ready ({seconds:.1f} s): {made['base_url']}", ""]
    if made["sign_ins"]:
        lines.append(f"  The desk: {made['base_url']}/login, with an account made for this start")
        lines += [f"    {one['role']:<10} {one['email']:<34} {one['password']}" for one in made["sign_ins"]]
    if made["mail"]:
        lines.append(f"  Letters sent by the site: {made['mail']}")
    print("\n".join([*lines, "  To stop: Ctrl-C", ""]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
