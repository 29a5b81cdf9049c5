"""The demo's articles and pictures, the texts of the site and the wording people sign, as files."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from app import text
from app.attestations.actions import TEXTS as WORDINGS
from app.demo.content import DemoArticle, load_articles
from app.demo.draw import SCENES, draw, save
from app.site.defaults import SITE_TEXTS, TEXTS, TextDefault
from app.submissions import declarations
from app.submissions.asking import ANSWERS
from app.submissions.kinds import BASES, LICENCES, Basis, People

ARTICLES = load_articles()
IMAGES = [image for article in ARTICLES for image in article.images]
SMALL = (160, 100)

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
each_scene = pytest.mark.parametrize("scene", sorted(SCENES))
each_text = pytest.mark.parametrize("default", SITE_TEXTS, ids=lambda default: default.name)


def test_there_are_six_articles_by_six_people_and_about_six_things() -> None:
    assert len(ARTICLES) == 6
    for distinct in ("slug", "title", "byline", "email"):
        assert len({getattr(article, distinct) for article in ARTICLES}) == 6


@each_article
def test_an_article_is_as_long_as_the_guidelines_ask(article: DemoArticle) -> None:
    assert 700 <= text.words(article.body) <= 1200
    assert 40 <= len(article.summary) <= 300
    assert len(article.title) <= 120


@each_article
def test_an_article_has_every_part_that_a_reader_is_shown(article: DemoArticle) -> None:
    headings = text.html(article.body).headings
    assert len(headings) >= 4
    assert {heading.level for heading in headings} <= {2, 3}
    assert "\n- " in article.body or "\n1. " in article.body
    assert 4 <= len(article.faq) <= 6
    assert 3 <= len(article.references) <= 6
    assert set(article.disclosures) == {"competing_interests", "funding", "ai_use", "people_shown"}
    assert all([article.role, article.affiliation, article.bio, *article.disclosures.values()])
    assert article.licence in LICENCES
    assert article.email.endswith("@example.org")


def test_quotations_tables_and_footnotes_all_occur() -> None:
    shown = [text.html(article.body) for article in ARTICLES]
    assert any("<blockquote>" in page.html for page in shown)
    assert any("<table>" in page.html for page in shown)
    assert any(page.footnotes for page in shown)


@each_article
def test_every_picture_in_the_text_exists_and_one_is_left_for_the_related_images(
    article: DemoArticle,
) -> None:
    keys = {image.key for image in article.images}
    assert set(article.placed) <= keys
    assert article.placed == text.slots(article.body)
    assert len(article.placed) == len(set(article.placed)) >= 1
    assert [image.lead for image in article.images].count(True) == 1
    assert keys - set(article.placed) - {article.lead.key}
    assert 3 <= len(article.images) == len(keys) <= 4


@each_article
def test_every_picture_is_described_credited_and_its_rights_declared(article: DemoArticle) -> None:
    for image in article.images:
        assert len(image.alt.split()) >= 10, image.key
        assert Path(image.filename).stem not in image.alt
        assert image.caption != image.alt
        assert image.credit
        assert image.people in set(People)
        rule = BASES[Basis(image.basis)]
        assert rule.publishable
        said = {name: getattr(image, name, "") for name in ANSWERS}
        assert declarations.lacking(said, today=date(2026, 11, 22), wait=30) == [], image.key


def test_file_names_are_distinct_and_one_picture_knows_where_it_was_taken() -> None:
    assert len({image.filename for image in IMAGES}) == len(IMAGES)
    assert [image.gps for image in IMAGES].count(True) == 1


def test_each_scene_is_used_by_one_picture_and_fits_its_proportions() -> None:
    assert sorted(image.scene for image in IMAGES) == sorted(SCENES)
    for image in IMAGES:
        wide, high = SCENES[image.scene].design
        assert image.width * high == image.height * wide


@each_scene
def test_a_scene_is_the_same_picture_each_time_and_not_a_blank(scene: str) -> None:
    first = draw(scene, size=SMALL, seed=3)
    assert first.size == SMALL
    assert first.mode == "RGB"
    assert first.tobytes() == draw(scene, size=SMALL, seed=3).tobytes()
    assert first.tobytes() != draw(scene, size=SMALL, seed=4).tobytes()
    assert len(set(first.convert("L").tobytes())) > 60


def test_a_scene_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        draw("unicorn", size=SMALL, seed=1)


@pytest.mark.parametrize("gps", [True, False])
def test_a_saved_picture_names_its_maker_and_its_place_only_where_meant(tmp_path: Path, *, gps: bool) -> None:
    path = tmp_path / "picture.jpg"
    picture = draw("lake", size=SMALL, seed=1)
    save(picture, path, artist="Ines Calloway", copyright_notice="Copyright 2026 Ines Calloway", gps=gps)
    with Image.open(path) as image:
        said = image.getexif()
        assert said[ExifTags.Base.Artist] == "Ines Calloway"
        assert said[ExifTags.Base.Copyright] == "Copyright 2026 Ines Calloway"
        assert bool(said.get_ifd(ExifTags.IFD.GPSInfo)) is gps


@each_text
def test_a_site_text_is_of_a_readable_length_and_uses_known_slots_only(default: TextDefault) -> None:
    body = (TEXTS / default.file).read_text(encoding="utf-8")
    assert 120 <= text.words(body) <= 500
    assert "{" not in body.replace("{site_name}", "").replace("{contact}", "")
    assert all(heading.level == 2 for heading in text.html(body).headings)
    assert not body.startswith("#")


TOPICS = {
    "disclaimer": (
        "independent guest contributor",
        "opinions",
        "endorse",
        "not medical advice",
        "clinician",
        "permission",
        "privacy",
        "data protection",
        "inaccurate, inappropriate",
        "without delay",
        "{contact}",
    ),
    "trademarks": ("belong to their owners", "endorses", "{contact}"),
    "guidelines": (
        "700 to 1,200 words",
        "description",
        "on what basis",
        "sign",
        "five working days",
        "withdraw",
    ),
    "privacy": ("e-mail address", "For how long", "complain", "{contact}"),
    "terms": ("licence", "medical advice", "keep your rights"),
    "corrections": ("Correction.", "Retraction.", "Removal.", "By when", "public history"),
    "complaints": ("Somebody else decides", "30 days", "personal data", "court"),
    "accessibility": ("2.2", "keyboard", "{contact}"),
}


@each_text
def test_a_site_text_covers_what_it_has_to(default: TextDefault) -> None:
    body = (TEXTS / default.file).read_text(encoding="utf-8")
    assert [topic for topic in TOPICS[default.name] if topic not in body] == []


def test_the_wording_people_sign_has_its_eight_clauses_each_to_be_accepted_alone() -> None:
    said = tomllib.loads((WORDINGS / "rights-en-2026-11.toml").read_text(encoding="utf-8"))
    assert (said["id"], said["version"], said["locale"]) == ("rights-en", "2026-11", "en-GB")
    assert said["in_force_from"] == date(2026, 11, 1)
    assert [clause["id"] for clause in said["clauses"]] == [
        "authorship",
        "third_party",
        "people_consent",
        "privacy",
        "accuracy_and_interests",
        "ai_use",
        "licence_to_publisher",
        "responsibility",
    ]
    assert all(20 <= text.words(clause["text"]) <= 110 for clause in said["clauses"])
    assert said["intro"]
    assert said["closing"]
