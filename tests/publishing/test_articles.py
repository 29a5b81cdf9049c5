"""What readers see of an article, and what its address answers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import now
from app.db import session, transaction
from app.publishing.models import Slug
from app.submissions import actions as submissions
from tests.publishing import making


def test_a_published_article_has_every_part(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
    answer = client.get(made.url)
    page = answer.text
    assert answer.status_code == 200
    for part in (
        '<h1 dir="auto">Rebuilding a knee</h1>',
        "What helps &amp; what does not.",
        "Amina Rahman</span>, guest contributor",
        "In this article",
        '<h2 id="s-the-first-weeks">The first weeks</h2>',
        "Frequently asked questions",
        "Three to <em>six</em> months.",
        "https://doi.org/10.1016/S0140-6736(19)30417-9</a>.",
        "I give paid talks.",
        "All rights reserved by the author",
        "Legal and medical disclaimer",
        "Kneezo® is a mark of its owner.",
        "Related images",
        "Report a problem with this page",
        f'<link rel="canonical" href="{app.config["BASE_URL"]}{made.url}">',
        'property="og:image"',
        'type="application/atom+xml"',
    ):
        assert part in page, part
    for use in made.uses:
        assert page.count(f"/media/{use}/640.avif") == 1
        assert f"{made.url}/report?image={use}" in page
    assert page.index(made.uses[0]) < page.index("The first weeks") < page.index(made.uses[1])
    assert page.index("Related images") < page.rindex(made.uses[2])
    assert "<script>" not in page
    assert "alert(1)" in page  # shown as what it is: text


def test_a_public_page_sets_no_cookie_and_must_be_asked_about_each_time(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        made = making.published()
    for address in (
        made.url,
        made.files[0],
        "/",
        "/feed.xml",
        "/sitemap.xml",
        "/search?q=knee",
        f"{made.url}/history",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers, address
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate", address
        assert answer.headers["ETag"].startswith('"'), address
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        head = client.head(address)
        assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"]), (
            address
        )


def test_a_stored_page_is_the_same_whoever_asked_for_it_first(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
    with client.session_transaction() as kept:
        kept["_flashes"] = [("message", "Only for this reader")]
    first = client.get(made.url).data
    assert b"Only for this reader" not in first
    from app.publishing import tree

    with app.app_context():
        tree.here().drop_page(made.slug)
    assert app.test_client().get(made.url).data == first


def test_the_name_of_a_file_and_silence_about_interests_say_nothing_to_readers(
    app: Flask, client: FlaskClient
) -> None:
    """A file is often named after the patient; and who says nothing has declared nothing."""
    with app.app_context():
        submission_id = making.draft()
        with transaction():
            submission = submissions.hold(submission_id)
            first = submission.images[0]
            first.key, first.filename = "jane-doe-knee-1970", "Jane Doe knee 1970.jpg"
            body = submission.copy.body.replace("knee-1", first.key)
            silent = {"interests": "", "funding": "", "ai": "", "people": ""}
            changed = {"body": body, "disclosures": silent}
            submissions.save(submission, changed, version=submission.copy.version, images={})
        making.sign(submission_id)
        making.approve(submission_id)
        making.publish(submission_id)
    page = client.get("/articles/rebuilding-a-knee").text
    assert page.count("<figure") >= 3
    assert "jane" not in page.casefold()
    assert "The author has said nothing about interests, funding or the use of AI." in page
    assert "has declared" not in page.partition('id="disclosures"')[2].partition("</section>")[0]


def test_two_articles_of_one_title_have_two_addresses(app: Flask) -> None:
    with app.app_context():
        one = making.published()
        two = making.published(email="bo@example.org")
        other = making.published("膝の再建", email="cy@example.org")
    assert (one.slug, two.slug) == ("rebuilding-a-knee", "rebuilding-a-knee-2")
    assert other.slug.startswith("article-")


def test_an_old_address_leads_to_the_new_one_and_is_dark_with_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
        with transaction():
            session.add(Slug(slug="older-name", article_id=made.article_id, made_at=now()))
    moved = client.get("/articles/older-name")
    assert (moved.status_code, moved.headers["Location"]) == (301, made.url)
    assert moved.headers["Cache-Control"] == "no-store"
    with app.app_context():
        making.remove(made, status=410)
    gone = client.get("/articles/older-name")
    assert gone.status_code == 410


@pytest.mark.parametrize(
    "address", ["/articles/nothing-here", "/articles/..", "/articles/A%2F..", "/articles/.lock"]
)
def test_what_was_never_published_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_correction_shows_the_new_text_and_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
        before = client.get(made.url).text
        making.revise(made.submission_id, "The dose is 5 mg.", without=2)
        making.publish(made.submission_id, note="The dose was wrong.")
    after = client.get(made.url).text
    assert "The dose is 5 mg." in after
    assert "The dose is 5 mg." not in before
    assert "Corrected <time" in after
    assert client.get(made.files[0]).status_code == 200
    assert client.get(f"/media/{made.uses[2]}/320.jpg").status_code == 404
    history = client.get(f"{made.url}/history").text
    assert "The dose was wrong." in history
    assert history.index("Corrected") < history.index("Published")


def test_the_search_finds_words_without_case_or_accents(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published("Où vont les genoux", body="Élan 100% naturel.\n\n![[knee-2]]")
    for query in ("genoux", "OU VONT", "elan", "100%", "amina élan"):
        assert made.url in client.get("/search", query_string={"q": query}).text, query
    for query in ("hip", "genoux hip", "1_0%", "%", "el_n", ""):
        found = client.get("/search", query_string={"q": query})
        assert found.status_code == 200
        assert (made.url in found.text) == (query == "%"), query


def test_the_front_page_goes_on_where_it_ended(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.publishing import queries

    with app.app_context():
        made = [making.published(f"Article {number}", email=f"g{number}@example.org") for number in range(3)]
        monkeypatch.setitem(queries.newest.__kwdefaults__ or {}, "size", 2)
    first = client.get("/").text
    assert [one.url in first for one in made] == [False, True, True]
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = client.get(older).text
    assert [one.url in second for one in made] == [True, False, False]
    assert client.get("/?after=broken").status_code == 422


def test_the_sites_own_texts_are_shown_in_force(client: FlaskClient) -> None:
    page = client.get("/policies/privacy")
    assert page.status_code == 200
    assert "In force since" in page.text
    assert "{site_name}" not in page.text
    assert client.get("/policies/passwords").status_code == 404


def test_feed_and_map_name_what_is_in_view(app: Flask, client: FlaskClient) -> None:
    from xml.etree import ElementTree as ET

    with app.app_context():
        made = making.published("Knees & <hips>")
    feed = ET.fromstring(client.get("/feed.xml").data)
    assert feed.findtext(".//{*}entry/{*}title") == "Knees & <hips>"
    sitemap = ET.fromstring(client.get("/sitemap.xml").data)
    images = {one.text for one in sitemap.iterfind(".//{http://www.google.com/schemas/sitemap-image/1.1}loc")}
    assert images == {f"{app.config['BASE_URL']}/media/{use}/640.jpg" for use in made.uses}
    assert client.get("/feed.xml").mimetype == "application/atom+xml"
    assert "Sitemap: " in client.get("/robots.txt").text
