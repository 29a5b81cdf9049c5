"""What happens in a storm, in order, and what has to be true of each thing afterwards."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from itertools import count
from threading import Lock, Thread

from sqlalchemy import select

from app.db import session
from app.errors import Refused
from app.publishing import probe
from app.publishing.models import Hold
from app.publishing.proving.kinds import DARK, WAYS
from app.submissions.content import Seen
from tests.faults.storm import checking
from tests.faults.storm.checking import Desk, Found
from tests.faults.storm.desk import Acted, Member
from tests.faults.storm.site import Site
from tests.faults.storm.stage import Picture, Printed, reported
from tests.publishing import making
from workers.schedule import CHORES

MEMBERS = 2
BACK_IN = 3
"""Every third of what was taken down is put back while the storm goes on."""
LAST_MOMENT = 0.08
"""Seconds after the button was pressed within which a web process is killed: a removal takes about as long."""
WATCHED = 3
"""So many of the newest are where readers look most."""
AGAIN = 3
"""Times that every job is done once more."""


@dataclass
class Count:
    right: int = 0
    of: int = 0

    def add(self, is_right: bool) -> None:
        self.right += is_right
        self.of += 1


@dataclass
class Target:
    """What one case is about: an image, or the whole article; taken down meanwhile or for good."""

    printed: Printed
    picture: Picture | None
    final: bool
    case_id: int = 0
    acted: Acted | None = None
    is_back: bool = False

    @property
    def canaries(self) -> list[str]:
        return [self.picture.canary] if self.picture else self.printed.canaries

    @property
    def addresses(self) -> list[str]:
        if self.picture:
            return list(self.picture.files)
        return list(self.printed.carries())


@dataclass
class Ended:
    found: Found
    acknowledged: int
    counts: dict[str, Count]
    wrong: Sequence[str] = ()
    waits: Sequence[float] = ()
    lost: int = 0


@dataclass
class Storm:
    site: Site
    look: Callable[[Sequence[int]], None]
    targets: Sequence[Target]
    before: dict[str, str]
    members: Sequence[Member]
    desk: Desk = field(default_factory=Desk)
    lock: Lock = field(default_factory=Lock)
    wrong: list[str] = field(default_factory=list)
    watched: list[int] = field(default_factory=list)
    lost: int = 0
    dice: random.Random = field(default_factory=lambda: random.Random(20261124))

    def watch(self, target: Target) -> None:
        """Readers look there from before it is taken down."""
        with self.lock:
            self.watched = [*self.watched, target.printed.number][-WATCHED:]
            self.look(self.watched)

    def take_down(self, target: Target, by: Member) -> Acted:
        if not target.final:
            acted = by.withhold(target.case_id, target.picture.use if target.picture else "")
        else:
            acted = by.decide(target.case_id, "withhold_image" if target.picture else "remove_article")
        self.acknowledged(target, acted)
        return acted

    def acknowledged(self, target: Target, acted: Acted) -> None:
        with self.lock:
            target.acted = acted
            self.desk.took_down(target.canaries, at=acted.acknowledged)

    def put_back(self, target: Target, by: Member) -> bool:
        """Whether it is there again, byte by byte, and soon."""
        with self.lock:
            self.desk.puts_back(target.canaries, at=time.monotonic_ns())
            target.is_back = True
        if target.final:
            by.decide(target.case_id, "reinstate")
        else:
            by.lift(target.case_id)
        return self.is_as_before(target)

    def is_as_before(self, target: Target) -> bool:
        """API items say in their history what happened, so of them only that they are there."""

        def same(path: str) -> bool:
            status, body = self.site.ask(path)
            return status == 200 and (
                path.startswith("/api/") or self.before[path] == sha256(body).hexdigest()
            )

        return self.site.until(lambda: all(same(path) for path in target.addresses), seconds=30)

    def is_dark(self, target: Target) -> bool:
        bright = [
            f"{asking.method} {path} {dict(asking.headers)} answered {status}"
            for path in target.addresses
            for asking in WAYS.values()
            if (status := self.site.ask(path, asking.method, **asking.headers)[0]) not in DARK
        ]
        self.wrong += bright
        return not bright


def storm(site: Site) -> Ended:
    """Three parts: a storm, a storm with crashes of the web, and one with crashes of the worker and every job again."""
    before = {path: sha256(site.ask(path)[1]).hexdigest() for one in site.printed for path in one.carries()}
    with site.app.app_context():
        targets = _targets(site)
    people = [site.running.sign_ins[role] for role in ("reviewer", "editor")]
    members = [Member(site.running.base_url, people[n % 2]) for n in range(MEMBERS)]
    killed, again = max(1, len(targets) // 5), max(1, len(targets) // 10)
    counts = {
        name: Count()
        for name in (
            "put back byte by byte",
            "dark, or as before, after a killed web process",
            "dark after a killed worker and every job again",
            "old orders to publish refused",
            "dark at every address at the end",
            "proven by a receipt",
        )
    }
    with site.readers() as look:
        raging = Storm(site, look, targets, before, members)
        _storm(raging, targets[: -killed - again], counts["put back byte by byte"])
        for target in targets[-killed - again : -again]:
            counts["dark, or as before, after a killed web process"].add(_with_a_crash(raging, target))
        for target in targets[-again:]:
            counts["dark after a killed worker and every job again"].add(_with_jobs_again(raging, target))
        down = [target for target in targets if not target.is_back]
        for target in down:
            counts["old orders to publish refused"].add(_is_refused(raging, target))
    for target in down:
        counts["dark at every address at the end"].add(raging.is_dark(target))
    _proven(raging, counts["proven by a receipt"])
    found = checking.check(checking.read(site.ledgers), raging.desk)
    acted = [target.acted for target in targets if target.acted]
    waits = sorted(one.milliseconds for one in acted)
    return Ended(found, len(acted), counts, raging.wrong, waits, raging.lost)


def _targets(site: Site) -> list[Target]:
    """Images and articles in turn, meanwhile and for good in turn; each with a confirmed report."""
    key = site.settings.link_key.get_secret_value()
    found = []
    for number, printed in zip(count(), site.printed, strict=False):
        picture = printed.pictures[number // 4 % 2] if number % 2 else None
        target = Target(printed, picture, final=number // 2 % 2 == 0)
        target.case_id = reported(printed, picture, key=key)
        found.append(target)
    return found


def _storm(raging: Storm, targets: Sequence[Target], back: Count) -> None:
    """Each member has a part of the cases; every third is put back."""

    def work(number: int) -> None:
        by = raging.members[number]
        for at, target in enumerate(targets[number::MEMBERS]):
            raging.watch(target)
            raging.take_down(target, by)
            if at % BACK_IN == BACK_IN - 1:
                is_back = raging.put_back(target, by)
                with raging.lock:
                    back.add(is_back)
                    raging.wrong += [] if is_back else [f"{target.addresses[0]} did not come back"]

    with ThreadPoolExecutor(MEMBERS) as pool:
        for done in [pool.submit(work, number) for number in range(MEMBERS)]:
            done.result()


def _with_a_crash(raging: Storm, target: Target) -> bool:
    """Every web process is killed while the desk waits. Acknowledged or not: where a hold stands, it is dark from then
    on; where none does, the sweep makes it as it was, and the desk presses again."""
    site, by = raging.site, raging.members[0]
    raging.watch(target)
    killers: list[Thread] = []

    def pressed() -> None:
        killers.append(Thread(target=_kill, args=(site, raging.dice.random() * LAST_MOMENT)))
        killers[0].start()

    by.on_sending = pressed
    try:
        raging.take_down(target, by)
        heard = True
    except (OSError, HTTPException):
        heard = False
        raging.lost += 1
    by.on_sending = lambda: None
    killers[0].join()
    assert site.until(lambda: site.ask("/readyz")[0] == 200), "the web did not come back"
    if heard:
        return raging.is_dark(target)
    with site.app.app_context():
        stands = _stands(target)
    if stands:
        raging.acknowledged(target, Acted(time.monotonic_ns(), time.monotonic_ns()))
        site.ring("publishing.tidy_tree")
        return raging.is_dark(target)
    site.ring("publishing.tidy_tree")
    right = raging.is_as_before(target)
    if not right:
        raging.wrong.append(f"{target.addresses[0]} stayed dark without a hold")
    raging.take_down(target, by)
    return right and raging.is_dark(target)


def _kill(site: Site, after: float) -> None:
    time.sleep(after)
    site.kill_web()


def _with_jobs_again(raging: Storm, target: Target) -> bool:
    """The worker is killed while it proves and tidies; then everything it may have had in hand is done again."""
    site = raging.site
    raging.watch(target)
    raging.take_down(target, raging.members[0])
    site.ring("publishing.tidy_tree", "publishing.prove", "notifications.fan_out", "lookalikes.compare")
    time.sleep(raging.dice.random() * 0.3)
    site.kill_worker()
    for _ in range(AGAIN):
        site.ring(*(chore.name for chore in CHORES if chore.name != "audit.verify"))
    return raging.is_dark(target)


def _is_refused(raging: Storm, target: Target) -> bool:
    """Whoever has an order to publish from before, and sends it once more, brings nothing back."""
    with raging.site.app.app_context():
        submission_id = target.printed.submission_id
        try:
            seen: Seen = making.seen(submission_id)
            making.publish(submission_id)
        except Refused:
            session.rollback()
            return True
        raging.wrong.append(f"{target.addresses[0]} was published again: {seen}")
        return False


def _stands(target: Target) -> bool:
    use = target.picture.use if target.picture else None
    session.rollback()
    same = Hold.use_name.is_(None) if use is None else Hold.use_name == use
    wanted = select(Hold.id).where(
        Hold.article_id == target.printed.article_id, same, Hold.lifted_at.is_(None)
    )
    return session.scalar(wanted) is not None


def _proven(raging: Storm, proven: Count) -> None:
    """The worker that came back asks every address of every hold, and of what was put back."""
    site = raging.site
    with site.app.app_context():
        site.ring("publishing.prove")
        site.until(lambda: not probe.unproven() and not probe.unreturned(), seconds=150)
        waiting = {*probe.unproven(), *probe.unreturned()}
        holds = list(session.scalars(select(Hold.id)))
        session.rollback()
    proven.of, proven.right = len(holds), len(holds) - len(waiting)
    raging.wrong += [f"hold {number} is not proven" for number in sorted(waiting)]
