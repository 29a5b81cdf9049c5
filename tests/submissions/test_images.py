"""Images of a draft: refused by name and reason, each once, at most forty, one of them first."""

from __future__ import annotations

import gc
import io
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.media import intake
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import Unreachable
from app.submissions.actions import MOST_IMAGES
from app.submissions.models import DraftImage
from tests.factories.pages import browser, form, words
from tests.factories.people import Draft, guest_with_draft, put_images, ready_to_sign
from tests.factories.pictures import jpeg

SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def names(draft: Draft) -> list[str]:
    return [image.filename for image in draft.row.images]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a" + b"\0" * 50, "This is a GIF"),
        (b"%PDF-1.7 text", "This is a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is an SVG drawing"),
        (b"MZ\x90\0", "This is a program"),
        (b"just words", "not a picture we can read"),
        (b"", "This file is empty"),
    ],
)
def test_what_is_no_photograph_is_refused_by_name_and_the_others_are_kept(
    app: Flask, content: bytes, said: str
) -> None:
    draft = guest_with_draft(app)
    draft.upload((jpeg("good"), "good.jpg"), (content, "wrong.jpg"))
    assert names(draft) == ["good.jpg"]
    page = words(draft.guest.get(draft.where))
    assert "wrong.jpg" in page
    assert said in page
    answer = draft.upload((content, "wrong.jpg"), headers=SCRIPT)
    assert answer.status_code == 422
    assert said in answer.get_json()["message"]


def test_too_large_a_file_is_refused_and_leaves_nothing_behind(app: Flask) -> None:
    draft = guest_with_draft(app)
    limit = app.config["SETTINGS"].max_upload_bytes
    answer = draft.upload((jpeg() + b"\0" * limit, "huge.jpg"), headers=SCRIPT)
    answer.request.input_stream.close()  # the test's own copy of so large a request lies in a file
    assert answer.status_code == 422
    assert "larger than 30 MB" in answer.get_json()["message"]
    assert names(draft) == []
    assert list((app.config["SETTINGS"].data_dir / "inbox").iterdir()) == []


def test_the_same_file_twice_is_one_image(app: Flask) -> None:
    draft = guest_with_draft(app)
    draft.upload((jpeg("one"), "first.jpg"), (jpeg("one"), "again.jpg"))
    draft.upload((jpeg("one"), "later.jpg"))
    assert names(draft) == ["first.jpg"]
    assert session.scalar(select(func.count(Asset.id))) == 1


def test_the_forty_first_image_is_refused(app: Flask) -> None:
    draft = guest_with_draft(app)
    put_images(draft, *((jpeg(f"{n}", (120, 120)), f"{n}.jpg") for n in range(MOST_IMAGES)))
    assert len(names(draft)) == MOST_IMAGES
    answer = draft.upload((jpeg("one more", (120, 120)), "more.jpg"), headers=SCRIPT)
    assert answer.status_code == 422
    assert "40 images" in answer.get_json()["message"]
    assert len(names(draft)) == MOST_IMAGES


def test_an_eleventh_file_at_once_is_named_and_not_lost_silently(app: Flask) -> None:
    draft = guest_with_draft(app)
    draft.upload(*[(jpeg(f"{n}", (120, 120)), f"{n}.jpg") for n in range(11)])
    assert len(names(draft)) == 10
    assert "10.jpg: send at most 10" in words(draft.guest.get(draft.where))


def test_the_first_image_leads_until_another_is_chosen(app: Flask) -> None:
    draft = ready_to_sign(app, images=3)
    one, two, three = draft.row.images
    assert [one.lead, two.lead, three.lead] == [True, False, False]
    draft.save(lead=three.id)
    assert [image.lead for image in draft.row.images] == [False, False, True]


def test_positions_are_put_in_order_whatever_was_sent(app: Flask) -> None:
    draft = ready_to_sign(app, images=3)
    one, two, three = [image.id for image in draft.row.images]
    draft.save(
        **{f"image-{one}-position": "9" * 25, f"image-{two}-position": -4, f"image-{three}-position": 5}
    )
    assert [(image.id, image.position) for image in draft.row.images] == [(two, 0), (three, 1), (one, 2)]


def test_taking_one_out_keeps_the_others_and_passes_the_lead_on(app: Flask) -> None:
    draft = ready_to_sign(app, images=3)
    one, two, three = [image.id for image in draft.row.images]
    answer = draft.save(remove=one, **{f"image-{two}-alt": "Typed just now"})
    assert answer.location == f"{draft.where}#images"
    left = draft.row.images
    assert [image.id for image in left] == [two, three]
    assert [image.lead for image in left] == [True, False]
    assert left[0].alt == "Typed just now"
    assert left[1].declared["holder"] == "Amina Rahman"


def test_a_script_that_takes_one_out_gets_the_version_it_may_save_over_next(app: Flask) -> None:
    draft = ready_to_sign(app, images=2)
    first = draft.row.images[0].id
    answer = draft.guest.send(draft.where, f"{draft.where}/saves", remove=first, headers=SCRIPT)
    assert answer.get_json()["version"] == draft.row.copy.version


def test_nobody_can_take_out_or_describe_an_image_of_another_draft(app: Flask) -> None:
    mine, other = ready_to_sign(app, "amina@example.org"), ready_to_sign(app, "bo@example.org")
    theirs = other.row.images[0].id
    page = mine.guest.get(mine.where)
    sent = form(page, f"{mine.where}/saves").fields.to_dict()
    mine.guest.post(
        f"{mine.where}/saves", data=sent | {"remove": str(theirs), f"image-{theirs}-alt": "Mine now"}
    )
    [image] = other.row.images
    assert image.alt != "Mine now"


def test_an_image_that_came_while_the_page_was_open_keeps_what_it_has(app: Flask) -> None:
    draft = ready_to_sign(app, images=1)
    page = draft.guest.get(draft.where)
    draft.upload((jpeg("late"), "late.jpg"))
    answer = draft.guest.send(page, f"{draft.where}/saves", title="Typed before it came")
    assert answer.status_code == 303
    assert len(names(draft)) == 2
    assert draft.row.images[1].declared == {}


def test_files_of_one_name_that_come_at_once_are_all_placed(app: Flask) -> None:
    draft = guest_with_draft(app)
    page = draft.guest.get(draft.where)
    token = form(page, f"{draft.where}/images").fields["csrf_token"]
    kept = dict(draft.guest._cookies or {})
    answers: list[int] = []
    together = threading.Barrier(3, timeout=30)

    def send(number: int) -> None:
        one = browser(app)
        one._cookies = dict(kept)
        together.wait()
        data = {"csrf_token": token, "files": (io.BytesIO(jpeg(f"at once {number % 2}")), "image.jpg")}
        answers.append(one.post(f"{draft.where}/images", data=data, headers=SCRIPT).status_code)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert answers == [200, 200, 200]
    assert names(draft) == ["image.jpg", "image.jpg"]
    assert len({image.key for image in draft.row.images}) == 2


def test_a_store_that_is_away_is_said_beside_the_file(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = guest_with_draft(app)

    def away(*_given: object, **_more: object) -> None:
        raise Unreachable("no answer")

    monkeypatch.setattr(storage(), "put", away)
    answer = draft.upload((jpeg(), "photo.jpg"), headers=SCRIPT)
    assert answer.status_code == 422
    assert "again in a minute" in answer.get_json()["message"]
    assert session.scalar(select(func.count(DraftImage.id))) == 0


def test_an_image_of_a_draft_is_shown_to_its_author_and_to_nobody_else(app: Flask) -> None:
    draft = ready_to_sign(app)
    with transaction():
        for asset in session.scalars(select(Asset)):
            asset.state = "received"
    assert intake.take_in_next("worker")
    address = f"/media/{draft.row.images[0].use}/320.jpg"
    with draft.guest.get(address) as mine:
        assert mine.status_code == 200
        assert "no-store" in mine.headers["Cache-Control"]
    with browser(app).get(address) as other:
        assert other.status_code == 404


def test_more_files_than_a_process_may_have_open_are_refused_together(app: Flask) -> None:
    draft = guest_with_draft(app)
    answer = draft.upload(*[(b"x", f"{number}.jpg") for number in range(51)])
    assert answer.status_code == 413
    gc.collect()
    assert list((app.config["SETTINGS"].data_dir / "inbox").iterdir()) == []
    assert names(draft) == []


def test_no_place_in_the_list_is_too_far_to_be_kept(app: Flask) -> None:
    draft = ready_to_sign(app, images=2)
    one, two = [image.id for image in draft.row.images]
    far = {f"image-{one}-position": "9" * 30, f"image-{two}-crop_width": "50"}
    assert draft.save(**far).status_code in (303, 422)
    assert draft.save(**{f"image-{one}-position": "-" + "9" * 4000}).status_code in (303, 422)
