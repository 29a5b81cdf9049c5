"""The public tree is in step with the records, whatever died in between."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.db import session, transaction
from app.media.storage import RECIPE, Storage, rendition_key
from app.publishing import actions as publishing
from app.publishing import presence
from app.publishing import tree as trees
from app.publishing.models import Article, Use
from config import Settings
from tests import children
from tests.publishing import making
from tests.publishing.making import Made


@pytest.fixture
def made(app: Flask) -> Made:
    with app.app_context():
        return making.published()


def _die_before_the_commit(settings: dict[str, object], made: Made) -> None:
    app = create_app(Settings(**settings))  # type: ignore[arg-type]
    with app.app_context(), transaction():
        presence.darken(session.get_one(Article, made.article_id))
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_crash_between_the_tree_and_the_commit_leaves_it_dark(
    app: Flask, client: FlaskClient, settings: Settings, made: Made
) -> None:
    before = {address: client.get(address).data for address in [made.url, *made.files]}
    child = children.served().Process(target=_die_before_the_commit, args=(settings.model_dump(), made))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    for address in before:
        assert client.get(address).status_code == 503, address
    with app.app_context():
        assert publishing.tidy_tree() == 1
        assert not list((trees.here().folder / ".away").iterdir())
    for address, body in before.items():
        assert client.get(address).data == body, address


def test_what_is_too_bright_is_taken_away(app: Flask, client: FlaskClient, made: Made) -> None:
    with app.app_context():
        hold_id = making.withhold(made, made.uses[0], status=451)
        tree = trees.here()
        tree.open_use(made.uses[0], tree.prepare([("320.jpg", b"brought back")]))
        tree.open_article("never-published")
        assert client.get(made.files[2].replace("320", "320")).status_code == 200
        assert publishing.tidy_tree() == 2
        assert not tree.use(made.uses[0]).exists()
        assert not tree.article("never-published").exists()
        making.lift(hold_id)
        assert tree.use(made.uses[0]).is_dir()


def test_a_missing_page_is_made_again_but_never_a_missing_directory(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    first = client.get(made.url).data
    with app.app_context():
        tree = trees.here()
        tree.drop_page(made.slug)
        assert client.get(made.url).data == first
        assert tree.page(made.slug).read_bytes() == first
        tree.take_away(tree.article(made.slug))
        assert client.get(made.url).status_code == 503
        assert not tree.article(made.slug).exists()


def test_an_article_goes_dark_with_one_wait_for_the_disk_in_each_folder(
    app: Flask, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("app.disk.sync", synced.append)
    with app.app_context():
        making.remove(made)
        tree = trees.here()
    assert sorted(folder.name for folder in synced) == [".away", "articles", "media"]
    assert not tree.slugs()
    assert not tree.uses()


def test_a_store_that_is_away_delays_and_spoils_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        submission_id = making.approved()
        storage: Storage = app.extensions["storage"]
        from app.submissions import queries as drafts
        from app.submissions.models import Submission

        revision = drafts.newest(session.get_one(Submission, submission_id))
        assert revision is not None
        sha256 = revision.placements[0].asset.sha256
        key = rendition_key(sha256, RECIPE, 320, "jpg")
        kept = storage.read(key)
        storage.delete(key)
        article_id = making.publish(submission_id)
        article = session.get_one(Article, article_id)
        assert client.get(article.url).status_code == 503
        assert publishing.tidy_tree() == 0
        storage.put(key, kept)
        assert publishing.tidy_tree() == 1
        assert client.get(article.url).status_code == 200


def test_a_new_look_renews_the_stored_pages(
    app: Flask, client: FlaskClient, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(made.url)
    with app.app_context():
        tree = trees.here()
        publishing.tidy_tree()
        client.get(made.url)
        publishing.tidy_tree()
        assert tree.page(made.slug).is_file()
        monkeypatch.setattr("app.publishing.render.edition", lambda: "another")
        publishing.tidy_tree()
        assert not tree.page(made.slug).exists()
        assert client.get(made.url).status_code == 200


def test_everything_half_made_goes_after_an_hour(app: Flask, made: Made) -> None:
    with app.app_context():
        tree = trees.here()
        prepared = tree.prepare([("320.jpg", b"half")])
        tree.clear()
        assert prepared.is_dir()
        past = time.time() - 2 * trees.LEFT_OVER_SECONDS
        os.utime(prepared, (past, past))
        tree.clear()
        assert not prepared.exists()


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "A", "-a", "a" * 121, "a\n"])
def test_no_address_leads_out_of_the_tree(tmp_path: Path, name: str) -> None:
    tree = trees.Tree(tmp_path)
    with pytest.raises(ValueError, match="not a"):
        tree.page(name)
    with pytest.raises(ValueError, match="not a"):
        tree.use(name)


def _hold_the_lock(folder: str, ready: object) -> None:
    trees.Tree(Path(folder)).exclusive()
    ready.set()  # type: ignore[attr-defined]
    time.sleep(60)


def test_the_lock_keeps_other_processes_out_and_dies_with_its_holder(tmp_path: Path) -> None:
    server = children.served()
    ready = server.Event()
    child = server.Process(target=_hold_the_lock, args=(str(tmp_path), ready))
    child.start()
    assert ready.wait(30)
    begun = time.monotonic()
    assert child.pid is not None
    time.sleep(0.2)
    os.kill(child.pid, signal.SIGKILL)
    with trees.Tree(tmp_path).shared():
        assert time.monotonic() - begun >= 0.2
    child.join(10)


def test_uses_of_the_same_bytes_are_named(app: Flask, made: Made) -> None:
    from app.publishing import queries

    with app.app_context():
        use = session.get_one(Use, made.uses[0])
        assert [other.name for other in queries.also_affects(use.asset_id)] == [made.uses[0]]
