"""Addresses are compiled when they are first written, and read as Werkzeug writes them."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.routing.exceptions import BuildError

from tests import addresses
from tests.addresses import Address

RULES = ("/", "/drafts/<ref>", "/drafts/<ref>/images/<int:image_id>", "/media/<path:name>")
ASKED = [
    ("/", {}),
    ("/", {"after": "a b&c"}),
    ("/drafts/<ref>", {"ref": "ä /x?", "view": "mine"}),
    ("/drafts/<ref>/images/<int:image_id>", {"ref": "self", "image_id": 7}),
    ("/media/<path:name>", {"name": "one/two three.jpg", "self": "1", "rule": "2"}),
]


def map_of(kind: type[Rule]) -> Map:
    return Map([kind(rule, endpoint=rule) for rule in RULES])


@pytest.mark.parametrize(("endpoint", "values"), ASKED)
def test_an_address_reads_as_werkzeug_writes_it(endpoint: str, values: dict[str, object]) -> None:
    ours, theirs = (map_of(kind).bind("example.org") for kind in (Address, Rule))
    for extra in (True, False):
        written = ours.build(endpoint, values, append_unknown=extra)
        assert written == theirs.build(endpoint, values, append_unknown=extra)
        assert ours.build(endpoint, values, append_unknown=extra) == written


def test_a_part_that_is_not_a_number_or_not_given_is_refused_as_before() -> None:
    ours = map_of(Address).bind("example.org")
    for values in ({"ref": "a", "image_id": "x"}, {"ref": "a"}):
        with pytest.raises((BuildError, ValueError)) as met:
            ours.build("/drafts/<ref>/images/<int:image_id>", values)
        with pytest.raises(met.type):
            map_of(Rule).bind("example.org").build("/drafts/<ref>/images/<int:image_id>", values)


def test_an_address_with_a_default_keeps_it() -> None:
    ours, theirs = (
        Map([kind("/page/<int:number>", endpoint="page", defaults={"number": 1})]).bind("example.org")
        for kind in (Address, Rule)
    )
    assert ours.build("page", {}) == theirs.build("page", {}) == "/page/1"


def test_nothing_is_compiled_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_writers", {})
    found = map_of(Address).bind("example.org")
    assert addresses._writers == {}
    found.build("/drafts/<ref>", {"ref": "a"})
    assert len(addresses._writers) == 1


@pytest.mark.parametrize("asked", ["/", "/drafts/x", "/drafts/x/images/7", "/media/one/two.jpg"])
def test_an_address_leads_where_werkzeug_leads_though_another_map_has_read_its_rule(asked: str) -> None:
    theirs = map_of(Rule).bind("example.org").match(asked)
    for _ in range(2):
        assert map_of(Address).bind("example.org").match(asked) == theirs
    with pytest.raises(NotFound):
        map_of(Address).bind("example.org").match("/drafts/x/images/seven")
