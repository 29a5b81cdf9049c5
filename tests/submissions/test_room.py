"""The image room: which part is shown, in which order, which leads, which shows the author; and no file in vain."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.media import formats, intake, sandbox
from app.media.models import Asset
from app.media.shelf import storage
from app.submissions import actions, preflight
from app.submissions.actions import MOST_IMAGES
from app.submissions.models import DraftImage
from tests.factories.pages import browser, form, words
from tests.factories.people import Draft, guest_with_draft, put_images, ready_to_sign
from tests.factories.pictures import jpeg

SCRIPT = {"X-Requested-With": "fetch"}
LEFT_HALF = {"crop_left": "0", "crop_top": "0", "crop_width": "50", "crop_height": "100"}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def looked_into(draft: Draft) -> None:
    while intake.take_in_next("worker"):
        session.rollback()


def with_photographs(app: Flask, count: int = 1, size: tuple[int, int] = (800, 600)) -> Draft:
    """A draft with images that a worker has really looked into."""
    draft = guest_with_draft(app)
    draft.upload(*[(jpeg(f"photograph {number}", size), f"photo-{number}.jpg") for number in range(count)])
    looked_into(draft)
    return draft


def said_of(image: DraftImage, **values: object) -> dict[str, object]:
    return {f"image-{image.id}-{name}": value for name, value in values.items()}


def sentences(draft: Draft) -> list[str]:
    return [one.sentence for one in preflight.requirements(draft.row)]


def test_a_crop_is_kept_as_data_and_shown_when_a_worker_has_cut_it(app: Flask) -> None:
    draft = with_photographs(app)
    [image] = draft.row.images
    image_id, whole = image.id, image.use
    assert draft.save(**said_of(image, **LEFT_HALF, focal_left="10", focal_top="90.5")).status_code == 303
    [image] = draft.row.images
    assert (image.crop, image.focal) == ("0,0,5000,10000", "1000,9050")
    assert image.use != whole  # another part is another address
    assert image.size == (400, 600)
    assert "photo-0.jpg is being cropped. This takes a moment." in sentences(draft)
    looked_into(draft)
    assert not any("cropped" in one for one in sentences(draft))
    with draft.guest.get(f"/media/{draft.row.images[0].use}/320.jpg") as shown:
        assert shown.status_code == 200
    with draft.guest.get(f"{draft.where}/images/{image_id}/whole.jpg") as uncut:
        assert uncut.status_code == 200
    assert 'class="across-2 down-9"' in draft.guest.get(draft.where).text


def test_the_numbers_of_a_crop_stand_in_the_form_without_a_script(app: Flask) -> None:
    draft = with_photographs(app)
    [image] = draft.row.images
    draft.save(**said_of(image, crop_left="12.5", crop_width="50"))
    fields = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields
    assert [fields[f"image-{image.id}-crop_{side}"] for side in ("left", "top", "width", "height")] == [
        "12.50",
        "0.00",
        "50.00",
        "100.00",
    ]
    draft.save(**said_of(image, crop_left="", crop_top="", crop_width="", crop_height=""))
    assert draft.row.images[0].crop == ""


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"crop_left": "60", "crop_width": "50"}, "must lie inside it"),
        ({"crop_width": "4.99"}, "must lie inside it"),
        ({"crop_left": "abc"}, "Give a number from 0 to 100."),
        ({"crop_left": "NaN"}, "Give a number from 0 to 100."),
        ({"crop_width": "1e999999"}, "Give a number from 0 to 100."),
        ({"focal_left": "-3"}, "Give a number from 0 to 100."),
    ],
)
def test_a_crop_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    app: Flask, numbers: dict[str, str], said: str
) -> None:
    draft = with_photographs(app)
    [image] = draft.row.images
    answer = draft.save(title="Typed just now", **said_of(image, **numbers))
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Typed just now" in answer.text
    assert draft.row.images[0].crop == ""


def test_what_was_signed_keeps_its_crop_when_the_draft_gets_another(app: Flask) -> None:
    draft = ready_to_sign(app)
    with transaction():
        for asset in session.scalars(select(Asset)):
            asset.state = "received"
    looked_into(draft)
    draft.save(**said_of(draft.row.images[0], **LEFT_HALF))
    looked_into(draft)
    draft.sign()
    [placed] = draft.row.revisions[-1].placements
    signed = (placed.use, placed.crop)
    assert signed[1] == "0,0,5000,10000"
    with draft.guest.get(f"/media/{signed[0]}/320.jpg") as before:
        shown = before.data
    draft.save(**said_of(draft.row.images[0], crop_left="50", crop_width="50"))
    looked_into(draft)
    with draft.guest.get(f"/media/{signed[0]}/320.jpg") as after:
        assert after.data == shown
    assert draft.row.images[0].use != signed[0]
    [placed] = draft.row.revisions[-1].placements
    assert (placed.use, placed.crop) == signed


def test_images_go_up_and_down_with_what_was_typed_kept(app: Flask) -> None:
    draft = ready_to_sign(app, images=3)
    one, two, three = [image.id for image in draft.row.images]
    answer = draft.save(move=f"up-{three}", title="Typed just now")
    assert answer.location == f"{draft.where}#image-{three}"
    assert [image.id for image in draft.row.images] == [one, three, two]
    draft.save(move=f"up-{one}")
    draft.save(move=f"down-{two}")
    sent = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields
    draft.guest.post(f"{draft.where}/saves", data=sent.to_dict() | {"move": f"sideways-{two}"})
    assert [(image.id, image.position) for image in draft.row.images] == [(one, 0), (three, 1), (two, 2)]
    assert draft.row.copy.title == "Typed just now"


def test_one_image_shows_the_author_and_it_does_not_lead(app: Flask) -> None:
    draft = ready_to_sign(app, images=3)
    one, _two, three = [image.id for image in draft.row.images]
    draft.save(portrait=one)
    assert [(image.portrait, image.lead) for image in draft.row.images] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    page = draft.guest.get(draft.where)
    sent = form(page, f"{draft.where}/saves").fields
    sent.add("portrait", str(three))
    draft.guest.post(f"{draft.where}/saves", data=sent)
    assert [image.id for image in draft.row.images if image.portrait] == [three]


def test_a_full_draft_is_refused_before_anything_is_stored(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = guest_with_draft(app)
    put_images(draft, *((jpeg(f"{n}", (120, 120)), f"{n}.jpg") for n in range(MOST_IMAGES)))
    stored = set(storage().list("originals"))
    answer = draft.upload((jpeg("one more", (120, 120)), "more.jpg"), headers=SCRIPT)
    assert answer.status_code == 422
    assert set(storage().list("originals")) == stored
    assert list((app.config["SETTINGS"].data_dir / "inbox").iterdir()) == []
    known = draft.upload((jpeg("0", (120, 120)), "0.jpg"), headers=SCRIPT)
    assert known.status_code == 200  # what the draft has already is no new image


def test_a_closed_draft_is_refused_before_anything_is_stored(app: Flask) -> None:
    draft = guest_with_draft(app)
    page = draft.guest.get(draft.where)
    with transaction():
        actions.withdraw(draft.row, reason="")
    sent = form(page, f"{draft.where}/images").fields.to_dict()
    answer = draft.guest.post(
        f"{draft.where}/images", data=sent | {"files": (io.BytesIO(jpeg()), "late.jpg")}, headers=SCRIPT
    )
    assert answer.status_code == 422
    assert "closed" in answer.get_json()["message"]
    assert list(storage().list("originals")) == []


def test_the_answer_says_which_image_a_file_became_and_whether_it_was_there(app: Flask) -> None:
    draft = guest_with_draft(app)
    [first] = draft.upload((jpeg("one"), "first.jpg"), headers=SCRIPT).get_json()["images"]
    [again] = draft.upload((jpeg("one"), "other-name.jpg"), headers=SCRIPT).get_json()["images"]
    assert (first["again"], again["again"]) == (False, True)
    assert first["id"] == again["id"] == draft.row.images[0].id


def test_one_image_can_be_had_as_a_piece_of_the_page(app: Flask) -> None:
    draft = with_photographs(app)
    [image] = draft.row.images
    piece = draft.guest.get(f"{draft.where}/images/{image.id}")
    assert piece.status_code == 200
    assert f'id="image-{image.id}"' in piece.text
    assert 'data-state="ready"' in piece.text
    assert "<html" not in piece.text
    [listed] = draft.guest.get(f"{draft.where}/images").get_json()["images"]
    assert listed == {"id": image.id, "key": image.key, "state": "ready", "use": image.use}


def test_nobody_reaches_an_image_of_another_draft(app: Flask) -> None:
    mine, other = ready_to_sign(app, "amina@example.org"), ready_to_sign(app, "bo@example.org")
    theirs = other.row.images[0].id
    token = form(mine.guest.get(mine.where), f"{mine.where}/saves").fields["csrf_token"]
    for ending in ("", "/whole.jpg"):
        assert mine.guest.get(f"{mine.where}/images/{theirs}{ending}").status_code == 404
        assert browser(app).get(f"{other.where}/images/{theirs}{ending}").status_code in (401, 403, 404)
    assert (
        mine.guest.post(f"{mine.where}/images/{theirs}/retries", data={"csrf_token": token}).status_code
        == 404
    )
    mine.guest.post(f"{mine.where}/images/{theirs}/removals", data={"csrf_token": token})
    assert len(other.row.images) == 1


def test_an_image_is_taken_out_without_the_page(app: Flask) -> None:
    draft = ready_to_sign(app, images=2)
    version, [one, two] = draft.row.copy.version, [image.id for image in draft.row.images]
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    for _twice in range(2):
        answer = draft.guest.post(
            f"{draft.where}/images/{one}/removals", data={"csrf_token": token}, headers=SCRIPT
        )
        assert answer.status_code == 200
    assert [(image.id, image.lead) for image in draft.row.images] == [(two, True)]
    assert draft.row.copy.version == version  # an open window may go on saving


def test_what_our_side_failed_at_is_looked_at_again_and_a_broken_picture_is_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = guest_with_draft(app)
    draft.upload((jpeg("sound"), "sound.jpg"), (jpeg("cut short")[:3000], "short.jpg"))
    crashed = sandbox.Refused("crashed", formats.CRASHED.sentence)
    monkeypatch.setattr(sandbox, "take_in", lambda *_a, **_m: crashed)
    assert intake.take_in_next("worker")
    monkeypatch.undo()
    looked_into(draft)
    assert [image.stage for image in draft.row.images] == ["refused", "refused"]
    sound, short = [image.id for image in draft.row.images]
    page = draft.guest.get(draft.where)
    assert page.text.count('name="retry"') == 1
    assert draft.save(retry=sound).status_code == 303
    looked_into(draft)
    assert [image.stage for image in draft.row.images] == ["ready", "refused"]
    assert [
        one.place for one in preflight.requirements(draft.row) if one.place.startswith(f"image-{short}")
    ] == [
        f"image-{short}"  # nothing more is asked of what nobody will see
    ]
    token = form(page, f"{draft.where}/saves").fields["csrf_token"]
    refused = draft.guest.post(
        f"{draft.where}/images/{short}/retries", data={"csrf_token": token}, headers=SCRIPT
    )
    assert refused.status_code == 403
    assert "another copy" in refused.get_json()["message"]


def test_credit_lines_are_suggested_from_the_declared_holder(app: Flask) -> None:
    draft = ready_to_sign(app)
    image = draft.row.images[0]
    draft.save(**said_of(image, credit=""))
    assert "Use: Photograph: Amina Rahman" in words(draft.guest.get(draft.where))


def test_a_part_that_another_draft_waits_for_is_cut_whoever_changes_their_mind(app: Flask) -> None:
    waiting, other = guest_with_draft(app, "bo@example.org"), guest_with_draft(app, "cy@example.org")
    for draft in (waiting, other):
        draft.upload((jpeg("the same bytes"), "same.jpg"))
    looked_into(other)
    for draft in (waiting, other):
        draft.save(**said_of(draft.row.images[0], **LEFT_HALF))
    other.save(**said_of(other.row.images[0], crop_left="50", crop_width="50"))
    looked_into(waiting)
    assert waiting.row.images[0].stage == "ready"


def test_a_part_that_was_chosen_before_the_image_was_looked_into_is_cut(app: Flask) -> None:
    draft = guest_with_draft(app)
    draft.upload((jpeg("early"), "early.jpg"))
    draft.save(**said_of(draft.row.images[0], **LEFT_HALF))
    looked_into(draft)
    assert draft.row.images[0].stage == "ready"
