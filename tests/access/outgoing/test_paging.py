"""Pages of an export: addresses that keep their settings, told in the graph and in headers."""

from atlas.access.outgoing.paging import Paging, describe_paging, link_header


def paging(number: int) -> Paging:
    return Paging("https://a.example/catalog", number, 3, 250, 100, {"modified_since": "2026-01-01"})


def test_a_page_in_the_middle_names_all_its_neighbours() -> None:
    assert paging(2).related() == {
        name: f"https://a.example/catalog?modified_since=2026-01-01&page={page}"
        for name, page in {"first": 1, "previous": 1, "next": 3, "last": 3}.items()
    }


def test_the_last_page_has_no_next() -> None:
    assert set(paging(3).related()) == {"first", "previous", "last"}
    assert 'rel="next"' not in link_header(paging(3))
    assert 'rel="prev"' in link_header(paging(3))


def test_the_graph_says_next_in_both_words_that_harvesters_know() -> None:
    said = {quad.predicate.value.rpartition("#")[2] for quad in describe_paging(paging(1))}
    assert {"next", "nextPage", "totalItems", "itemsPerPage"} <= said
    assert "previous" not in said
