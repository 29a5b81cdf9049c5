"""The live list beside the draft: what is needed blocks, what is advised does not, and both know their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.db import session, transaction
from app.submissions import content, preflight
from app.submissions.models import DraftImage, Submission
from app.submissions.preflight import Severity, checklist, rules
from tests.factories.pages import browser, form, words
from tests.factories.people import TEXT, at_the_desk, guest_with_draft, ready_to_sign

SCRIPT = {"X-Requested-With": "fetch"}
BOLD = TEXT | {"body": "## A week\n\nIt works. This tea **cures** arthritis."}
POOR = {"alt": "image", "caption": "image", "credit": ""}
RIGHT, WRONG = "0000-0002-1825-0097", "0000-0002-1825-0098"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def told(row: Submission) -> dict[str, preflight.Finding]:
    return {one.rule: one for one in preflight.of_draft(row).advice}


def test_a_script_gets_advice_with_its_place_its_words_and_its_sources(app: Flask) -> None:
    draft = guest_with_draft(app)
    typed: dict[str, Any] = dict(BOLD)
    answer = draft.guest.send(draft.where, f"{draft.where}/saves", headers=SCRIPT, **typed).get_json()
    assert answer["problems"] == []
    [advice] = [one for one in answer["advice"] if one["rule"] == "absolute_claim"]
    assert (advice["place"], advice["quote"], advice["occurrence"]) == ("body", "cures", 0)
    assert BOLD["body"][advice["offset"] :].startswith("cures")
    assert "CAP Code" in advice["sources"][0]["name"]
    assert advice["sources"][0]["url"].startswith("https://")


def test_the_page_lists_advice_apart_with_a_way_to_its_place_and_to_its_source(app: Flask) -> None:
    draft = guest_with_draft(app, **BOLD)
    page = draft.guest.get(draft.where)
    needed, _, advised = page.text.partition("Advice: yours to take or leave")
    assert "Everything we need is here." in needed
    assert 'href="#body" data-quote="cures"' in advised
    assert "https://www.asa.org.uk/" in advised


def test_advice_keeps_nobody_from_signing(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    draft.save(body=BOLD["body"])
    assert "absolute_claim" in told(draft.row)
    assert draft.sign().status_code == 303


def test_a_rule_that_is_made_a_requirement_stands_before_the_signature(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = ready_to_sign(app, images=0)
    strict = tuple(replace(rule, severity=Severity.REQUIREMENT) for rule in rules.all_rules())
    silent = [rule for rule in strict if rule.id == "nothing_disclosed"]
    monkeypatch.setattr(checklist, "all_rules", lambda: silent)
    monkeypatch.setattr("app.submissions.preflight.advice.all_rules", lambda: silent)
    assert {one.place for one in preflight.requirements(draft.row)} == {"interests", "funding", "ai"}
    assert draft.guest.get(f"{draft.where}/attestation").status_code == 303
    draft.save(interests="None.", funding="None.", ai="None.")
    assert draft.guest.get(f"{draft.where}/attestation").status_code == 200


def test_a_question_left_empty_in_between_does_not_shift_the_places(app: Flask) -> None:
    answers = {"faq-0-question": "One?", "faq-0-answer": "Yes.", "faq-1-question": "Two?"}
    draft = guest_with_draft(app, **TEXT, **answers)
    assert told(draft.row)["short_answer"].place == "faq-0-answer"
    assert [one.place for one in preflight.requirements(draft.row)] == ["faq-1-question"]


def test_a_wrong_orcid_id_is_kept_named_and_put_right(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    assert draft.save(orcid=f"https://orcid.org/{WRONG}").status_code == 303
    page = draft.guest.get(draft.where)
    assert form(page, f"{draft.where}/saves").fields["orcid"] == WRONG
    assert 'aria-describedby="orcid-hint orcid-fault"' in page.text
    assert "typing mistake" in page.text.split('id="orcid-fault"')[1].split("</p>")[0]
    [fault] = preflight.requirements(draft.row)
    assert fault.place == "orcid"
    assert "typing mistake" in fault.sentence
    assert f"orcid.org/{WRONG}" not in draft.guest.get(f"{draft.where}/preview").text
    draft.save(orcid=RIGHT.replace("-", ""))
    assert draft.row.copy.orcid == RIGHT
    assert preflight.requirements(draft.row) == []


def test_what_is_no_orcid_id_at_all_is_refused_beside_its_field_and_nothing_is_lost(app: Flask) -> None:
    draft = guest_with_draft(app)
    typed = TEXT | {"orcid": "I have none, and never had"}
    answer = draft.save(**typed)
    assert answer.status_code == 422
    assert "is not an ORCID iD" in answer.text
    shown = form(answer, f"{draft.where}/saves").fields
    assert {name: shown[name] for name in typed} == typed


def test_the_orcid_id_is_part_of_what_is_signed_and_stands_in_the_box_about_the_author(app: Flask) -> None:
    draft = guest_with_draft(app, **TEXT)
    before = content.of_draft(draft.row).hash
    draft.save(orcid=RIGHT)
    assert content.of_draft(draft.row).hash != before
    page = draft.guest.get(f"{draft.where}/preview").text
    box = page.partition('id="about-author"')[2].partition("</section>")[0]
    assert f'<a href="https://orcid.org/{RIGHT}" rel="author noopener noreferrer">' in box


def test_the_photograph_of_the_author_stands_in_the_box_and_nowhere_else(app: Flask) -> None:
    draft = ready_to_sign(app, images=2)
    with transaction():
        row = session.get_one(Submission, draft.row.id)
        portrait: DraftImage = row.images[1]
        portrait.portrait = True
        key = portrait.key
        row.copy.body += f"\n\n![[{key}]]\n"
    page = draft.guest.get(f"{draft.where}/preview").text
    before, _, rest = page.partition('id="about-author"')
    box, _, after = rest.partition("</section>")
    figure = 'id="image-2"'
    assert figure in box
    assert figure not in before
    assert figure not in after


@pytest.mark.parametrize("name", ["interests", "funding", "ai", "people"])
def test_none_is_written_by_its_button_without_a_script(app: Flask, name: str) -> None:
    draft = guest_with_draft(app, **TEXT)
    answer = draft.guest.send(draft.where, f"{draft.where}/saves", nothing=name)
    assert answer.headers["Location"].endswith(f"#{name}")
    assert {key for key, said in draft.row.copy.disclosures.items() if said == "None."} == {name}


def test_none_does_not_write_over_what_was_said(app: Flask) -> None:
    draft = guest_with_draft(app, **TEXT)
    draft.guest.send(draft.where, f"{draft.where}/saves", nothing="funding", funding="A fund.")
    assert draft.row.copy.disclosures["funding"] == "A fund."


def test_references_are_kept_as_typed_and_shown_as_recognised(app: Flask) -> None:
    typed = (
        "Rahman A. doi:10.1016/j.knee.2020.01.001\nA book. ISBN 978-0-306-40615-8\nPMID: 123, and <b>more</b>"
    )
    draft = guest_with_draft(app, **TEXT)
    answer = draft.guest.send(draft.where, f"{draft.where}/saves", references=typed, headers=SCRIPT)
    first, second, _third = answer.get_json()["references"]
    assert first[-1]["url"] == "https://doi.org/10.1016/j.knee.2020.01.001"
    assert "check digit" in second[-1]["fault"]
    assert draft.row.copy.references == typed.splitlines()
    assert "check digit" in told(draft.row)["malformed_reference"].sentence
    link = (
        '<a href="https://pubmed.ncbi.nlm.nih.gov/123/" rel="nofollow ugc noopener noreferrer">PMID 123</a>'
    )
    page = draft.guest.get(f"{draft.where}/preview").text
    assert f"{link}, and &lt;b&gt;more&lt;/b&gt;" in page
    assert "https://pubmed.ncbi.nlm.nih.gov/123/" in draft.guest.get(draft.where).text


def test_the_desk_reads_the_same_advice_on_the_revision_it_judges(app: Flask) -> None:
    draft = ready_to_sign(app, images=1)
    draft.save(body=BOLD["body"])
    draft.sign()
    draft.save(body=TEXT["body"])  # of no concern to the desk before it is signed
    page = at_the_desk(app).get(f"/desk/submissions/{draft.row.id}")
    assert "“cures” promises a result." in words(page)


def test_an_image_declared_as_changed_by_a_program_must_be_disclosed(app: Flask) -> None:
    draft = ready_to_sign(app, images=1)
    assert "ai_image_undisclosed" not in told(draft.row)
    with transaction():
        image = session.get_one(Submission, draft.row.id).images[0]
        image.declared = {**image.declared, "ai_changed": "yes"}
    assert told(draft.row)["ai_image_undisclosed"].place == "ai"
    draft.save(ai="A program took a lamp post out of the picture.")
    assert "ai_image_undisclosed" not in told(draft.row)


def test_enter_in_a_field_saves_and_takes_no_image_out(app: Flask) -> None:
    draft = ready_to_sign(app, images=1)
    page = draft.guest.get(draft.where).text
    saving = page.partition(f'action="{draft.where}/saves"')[2]
    first = saving.partition('<button type="submit"')[2].partition(">")[0]
    assert "name=" not in first


def test_every_line_of_the_list_leads_to_something_on_the_page(app: Flask) -> None:
    draft = ready_to_sign(app, images=2)
    bad = {f"image-{one.id}-{name}": said for one in draft.row.images for name, said in POOR.items()}
    draft.save(
        **(TEXT | {"title": "Tea", "summary": "It cures.", "body": "Lorem ipsum [7] cures.", "bio": ""}),
        **{"faq-0-question": "One?", "faq-0-answer": "Yes.", "faq-1-question": "Two?", "orcid": WRONG},
        **bad,
        references="ISBN 978-0-306-40615-8",
    )
    found = preflight.of_draft(draft.row)
    places = {one.place for one in (*found.requirements, *found.advice)}
    page = draft.guest.get(draft.where).text
    assert len(places) > 10
    assert {place for place in places if f'id="{place}"' not in page} == set()


def test_a_stranger_reads_no_advice_on_a_draft(app: Flask) -> None:
    draft = guest_with_draft(app, **BOLD)
    assert "promises a result" not in browser(app).get(draft.where).text
