"""Keeps the public tree and the records in step. Dark, in this order: the tree, the commit, the answer.

Whatever dies in between leaves things too dark, never too bright, and ``tidy`` repairs it: too dark is made again
from the records, too bright (a directory although a hold stands) is taken away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app import bell
from app.db import after_commit, db, session
from app.media.storage import Storage, Unreachable, rendition_key
from app.publishing import queries, relations, render
from app.publishing import tree as trees
from app.publishing.models import Article, Use

log = structlog.get_logger(__name__)

_LOCK = "public_tree.lock"


def darken(article: Article, use: Use | None = None) -> None:
    """Take an article with all its images, or one image, from the tree. The last step before the commit.

    The page that quotes the image goes too: it is made again with a placeholder; so do those that lead to the article.
    """
    _freeze()
    tree = trees.here()
    if use is None:
        pages = [
            tree.article(slug) for slug in queries.slugs_of(article)
        ]  # of a move that was cut short, too
        tree.take_away(*pages, *(tree.use(each.name) for each in queries.uses_of(article)))
        _drop_quoting(tree, article)
    else:
        tree.take_away(tree.use(use.name))
        tree.drop_page(article.slug)


def leave(article: Article, *, own: Iterable[str], quoting: Collection[int]) -> None:
    """Take an article from the tree whose rows do not know any more at which slugs it was its ``own``, and from the
    pages of which articles readers were led to it: where those are now, because they may have moved since. The last
    step before the commit."""
    darken(article)
    tree = trees.here()
    tree.take_away(*(tree.article(slug) for slug in own))
    for slug in relations.slugs_of(quoting):
        tree.drop_page(slug)


def forget(article: Article, uses: Iterable[Use] = ()) -> None:
    """The stored page of an article is out of date, and these images are no longer shown. The last step before the
    commit: what is in the making would show the records as they were."""
    _freeze()
    tree = trees.here()
    tree.drop_page(article.slug)
    _drop_quoting(tree, article)
    tree.take_away(*(tree.use(use.name) for use in uses))


def move(article: Article, before: str) -> None:
    """The article has another slug than ``before``. The last step before the commit.

    The new directory is made first and the old one goes after the commit: whatever dies in between, one of the two is
    there, and each answers by the records. The old stored page goes now: at the commit, which nothing in the making
    outlives, its address leads on, and the sweep finds a directory that was left behind.
    """
    _freeze()
    tree = trees.here()
    tree.open_article(article.slug)
    tree.drop_page(article.slug)
    tree.drop_page(before)
    _drop_quoting(tree, article)
    after_commit(lambda: _leave(before))
    bell.ring(bell.TIDY_TREE)


def _drop_quoting(tree: trees.Tree, article: Article) -> None:
    """The pages that name this article are out of date. Read under the lock of the tree: whoever chose it a moment ago
    had that lock until the commit, so either this sees the choice, or the page is made after what is done here."""
    for slug in relations.quoting(article):
        tree.drop_page(slug)


def _leave(slug: str) -> None:
    """Take away the directory of a slug that no article in view has."""
    _take_article(trees.here(), slug)


def _freeze() -> None:
    """Nothing is made in the tree from here until the transaction in progress is committed or rolled back.

    The flush comes first: a rule that the database refuses must not leave anything dark.
    """
    session.flush()
    held: dict[Any, Any] = db.session().info
    if _LOCK not in held:
        after_commit(trees.here().clear)  # also refuses to work outside a transaction
        held[_LOCK] = trees.here().exclusive()


@event.listens_for(Session, "after_transaction_end")
def _thaw(ended: Session, transaction: SessionTransaction) -> None:
    """The lock of ``_freeze`` ends with the transaction, however it ends: after the commit, or after the rollback.

    After a rollback things are too dark, so a worker is asked to look; after a commit it finds nothing to do.
    """
    lock: trees.Lock | None = None if transaction.parent else ended.info.pop(_LOCK, None)
    if lock is not None:
        lock.release()
        current_app.extensions["bell"].ring(bell.TIDY_TREE)


def show(article: Article) -> None:
    """Give an article that may be seen its directories once the transaction is committed; where that fails (a store
    that is away), a worker does it soon. The last step before the commit, where pages name it: they are made again."""
    article_id = article.id
    if relations.quoting(article):
        _freeze()
        _drop_quoting(trees.here(), article)
    after_commit(lambda: brighten(article_id))
    bell.ring(bell.TIDY_TREE)


def brighten(article_id: int) -> None:
    """Give an article that may be seen its directories. Repeatable. Only outside a transaction, after the commit.

    Pictures are copied before the lock is taken, so that a slow store keeps nothing from going dark; what may be
    seen is read again under it.
    """
    tree = trees.here()
    session.rollback()
    article = session.get(Article, article_id)
    uses = queries.visible_uses(article) if article else []
    wanted = {use.name: _keys(use) for use in uses if not tree.use(use.name).is_dir()}
    session.rollback()  # no transaction is open while a store answers
    for name, keys in wanted.items():
        prepared = tree.prepare(_files(keys))
        with tree.shared():
            session.rollback()  # read again what was committed before the lock was ours
            if queries.is_visible_use(name):
                tree.open_use(name, prepared)
            else:
                tree.discard(prepared)
    with tree.shared():
        session.rollback()
        article = session.get(Article, article_id)
        if article and not article.dark:
            tree.open_article(article.slug)


def make_page(slug: str) -> bytes | None:
    """The stored page of an article, made from the records; None where its directory is missing."""
    tree = trees.here()
    with tree.shared():
        session.rollback()
        article = queries.by_slug(slug)
        if article is None or article.dark or article.slug != slug or not tree.article(slug).is_dir():
            return None
        page = render.page(article).encode()
        tree.put_page(slug, page)
    return page


def tidy() -> int:
    """Bring the tree in step with the records; how many things had to be put right."""
    tree = trees.here()
    session.rollback()
    tree.clear()
    _renew_look(tree)
    slugs, uses = queries.visible_slugs(), queries.visible_use_names()
    done = sum(_take_article(tree, slug) for slug in tree.slugs() - slugs.keys())
    done += sum(_take_use(tree, name) for name in tree.uses() - uses)
    missing = {slugs[slug] for slug in slugs.keys() - tree.slugs()}
    missing |= queries.visible_articles_of(uses - tree.uses())
    session.rollback()
    repaired = sum(_brighten_again(article_id) for article_id in sorted(missing))
    if done or missing:
        log.warning("tree.repaired", too_bright=done, too_dark=repaired, still_dark=len(missing) - repaired)
    return done + repaired


def _brighten_again(article_id: int) -> bool:
    """One article whose files cannot be had must not keep the others dark; the next sweep tries again."""
    try:
        brighten(article_id)
    except (OSError, Unreachable):
        log.exception("tree.still_dark", article=article_id)
        return False
    return True


def _renew_look(tree: trees.Tree) -> None:
    edition = render.edition()
    if not tree.is_of_edition(edition):
        lock = tree.exclusive()
        try:
            tree.set_edition(edition)
        finally:
            lock.release()


def _take_article(tree: trees.Tree, slug: str) -> int:
    lock = tree.exclusive()
    try:
        session.rollback()
        if queries.is_visible_slug(slug):
            return 0
        tree.take_away(tree.articles / slug)
        if article := queries.by_slug(slug):
            _drop_quoting(tree, article)
        return 1
    finally:
        lock.release()


def _take_use(tree: trees.Tree, name: str) -> int:
    lock = tree.exclusive()
    try:
        session.rollback()
        if queries.is_visible_use(name):
            return 0
        tree.take_away(tree.media / name)
        use = queries.use(name)
        if use is not None:
            tree.drop_page(use.article.slug)
        return 1
    finally:
        lock.release()


def _keys(use: Use) -> dict[str, str]:
    """The files of a use, each with where its bytes are kept."""
    return {
        f"{made.width}.{made.format}": rendition_key(use.asset.sha256, made.recipe, made.width, made.format)
        for made in use.asset.shown(use.crop)
    }


def _files(keys: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    storage: Storage = current_app.extensions["storage"]
    for name, key in keys.items():
        yield name, storage.read(key)
