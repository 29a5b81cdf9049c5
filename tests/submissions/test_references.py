"""References and identifiers: recognised as people write them, checked without asking anybody, never changed."""

from __future__ import annotations

import time

import pytest

from app.submissions import checksums, orcid, references

DOI = "https://doi.org/10.1016/j.knee.2020.01.001"


@pytest.mark.parametrize(
    ("line", "kind", "shown", "url"),
    [
        ("A. doi:10.1016/j.knee.2020.01.001.", "DOI", DOI, DOI),
        ("A. DOI: 10.1016/j.knee.2020.01.001", "DOI", DOI, DOI),
        ("A. 10.1016/j.knee.2020.01.001, p. 3", "DOI", DOI, DOI),
        ("A (http://dx.doi.org/10.1016/j.knee.2020.01.001)", "DOI", DOI, DOI),
        ("A. doi.org/10.1016/j.knee.2020.01.001", "DOI", DOI, DOI),
        (
            "A. https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2",
            "DOI",
            "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2",
            "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2",
        ),
        ("A. PMID: 12345678.", "PMID", "PMID 12345678", "https://pubmed.ncbi.nlm.nih.gov/12345678/"),
        (
            "A. https://pubmed.ncbi.nlm.nih.gov/123/",
            "PMID",
            "PMID 123",
            "https://pubmed.ncbi.nlm.nih.gov/123/",
        ),
        (
            "A. http://www.ncbi.nlm.nih.gov/pubmed/123",
            "PMID",
            "PMID 123",
            "https://pubmed.ncbi.nlm.nih.gov/123/",
        ),
        (
            "A. PMCID: PMC1234567",
            "PMCID",
            "PMC1234567",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/",
        ),
        ("A. ISBN 978-0-306-40615-7.", "ISBN", "ISBN 978-0-306-40615-7", ""),
        ("A. ISBN-10: 0-306-40615-2", "ISBN", "ISBN 0-306-40615-2", ""),
        ("A. ISBN 080442957X", "ISBN", "ISBN 080442957X", ""),
        (
            "A. https://example.org/a_(b)?c=d#e.",
            "address",
            "https://example.org/a_(b)?c=d#e",
            "https://example.org/a_(b)?c=d#e",
        ),
    ],
)
def test_an_identifier_is_recognised_however_it_is_written(
    line: str, kind: str, shown: str, url: str
) -> None:
    pieces = references.read(line)
    assert "".join(piece.said for piece in pieces) == line
    [found] = [piece for piece in pieces if piece.kind]
    assert (found.kind, found.shown, found.url, found.fault) == (kind, shown, url, "")


@pytest.mark.parametrize(
    "line",
    [
        "Rahman A. Walking after a new knee. 2020;10(3):10-17.",
        "Version 10.1 of the handbook, section 10.1000 and no more.",
        "Thyssen J and others. Contact Dermatitis, 2022.",
        "",
    ],
)
def test_plain_words_stay_plain_words(line: str) -> None:
    assert [piece for piece in references.read(line) if piece.kind or piece.fault] == []
    assert "".join(piece.shown for piece in references.read(line)) == line


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("A. doi:10.1016", "not a whole DOI"),
        ("A. doi: none", "not a whole DOI"),
        ("A. https://doi.org/knee", "not a whole DOI"),
        ("A. PMID: 123456789", "up to eight digits"),
        ("A. PMID: 0123", "up to eight digits"),
        ("A. ISBN 978-0-306-40615-8", "check digit"),
        ("A. ISBN 978-0-306-4061", "has 11 digits"),
    ],
)
def test_what_cannot_be_right_is_said_and_leads_nowhere(line: str, says: str) -> None:
    [(said, fault)] = references.faults(line)
    assert said in line
    assert says in fault
    assert [piece.url for piece in references.read(line) if piece.url] == []


def test_several_identifiers_of_one_reference_are_all_recognised() -> None:
    line = "A. doi:10.1000/182; PMID: 7; PMC8, https://example.org/x and ISBN 0306406152 (2020)."
    assert [piece.kind for piece in references.read(line) if piece.kind] == [
        *("DOI", "PMID", "PMCID", "address", "ISBN")
    ]
    assert "".join(piece.said for piece in references.read(line)) == line


@pytest.mark.parametrize(
    "piece", ["10.", "10.1000/", "doi:", "ISBN 1", "1-", "https://", "PMID ", "PMC1", "(", ")", "doi.org/"]
)
def test_20000_hostile_characters_are_read_at_once(piece: str) -> None:
    line = (piece * 20_000)[:20_000]
    began = time.thread_time()
    assert "".join(one.said for one in references.read(line)) == line
    assert time.thread_time() - began < 0.5


@pytest.mark.parametrize(
    "typed",
    [
        "0000-0002-1825-0097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
        "orcid.org/0000000218250097",
        "ORCID: 0000 0002 1825 0097",
        " 0000–0002–1825–0097 ",
    ],
)
def test_an_orcid_id_is_kept_in_groups_of_four(typed: str) -> None:
    kept = orcid.grouped(typed)
    assert kept == "0000-0002-1825-0097"
    assert orcid.fault(kept) == ""
    assert orcid.address(kept) == "https://orcid.org/0000-0002-1825-0097"


def test_a_check_sign_of_ten_is_an_x() -> None:
    assert orcid.grouped("000000021694233x") == "0000-0002-1694-233X"
    assert orcid.fault("0000-0002-1694-233X") == ""


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0000-0002-1825-0098", "typing mistake"),
        ("0000-0002-1825-009", "has 15 digits"),
        ("0000-0002-1825-00977", "has 17 digits"),
        ("Amina Rahman", "not an ORCID iD"),
        ("0000-0002-X825-0097", "not an ORCID iD"),
    ],
)
def test_a_wrong_orcid_id_is_kept_as_typed_and_its_fault_is_named(typed: str, says: str) -> None:
    kept = orcid.grouped(typed)
    assert kept == typed
    assert says in orcid.fault(kept)
    assert orcid.address(kept) == ""


def test_no_orcid_id_is_no_fault() -> None:
    assert orcid.grouped("  ") == ""
    assert (orcid.fault(""), orcid.address("")) == ("", "")


def test_two_digits_changed_places_are_noticed_in_every_checked_number() -> None:
    assert checksums.isbn("9780306406157")
    assert not checksums.isbn("9780360406157")
    assert checksums.nhs_number("9434765919")
    assert not checksums.nhs_number("9437465919")
    assert checksums.orcid("000000021825009") == "7"
    assert checksums.orcid("000000028125009") != "7"
