"""Words and labels in the reader's language: Fluent files beside the English one, chosen by header or address."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup
from tests.http.serving import TOY, Service, serve

from atlas.access.saved_queries.stories import read_stories
from atlas.http import languages, opening
from atlas.http.languages import Language, Languages
from atlas.http.pages import find_web, make_element
from atlas.http.routes.stories import answer_section

GERMAN = """
search-title = Suche
search-no-hits = Nichts heißt hier „{ $words }“.
result-rows =
    { $count ->
        [one] { $count } Zeile.
       *[other] { $count } Zeilen.
    }
did-you-mean = Meinten Sie
"""
LABELS = {
    "ontology/garden.ttl": ('skos:prefLabel "garden"@en', 'skos:prefLabel "garden"@en, "Garten"@de'),
    "shapes/garden.ttl": ('sh:name "Climate"@en', 'sh:name "Climate"@en, "Klima"@de'),
    "data/records/garden/north.ttl": ('"North Garden"@en', '"North Garden"@en, "Nordgarten"@de'),
    "data/records/plant/fern.ttl": ('skos:prefLabel "fern"@en', 'skos:prefLabel "fern"@en, "Farn"@de'),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The toy graph with some German labels, served with a second language."""
    folder = tmp_path_factory.mktemp("tongues")
    home = shutil.copytree(TOY, folder / "home")
    for name, (old, new) in LABELS.items():
        text = (home / name).read_text(encoding="utf-8")
        assert old in text, name
        (home / name).write_text(text.replace(old, new), encoding="utf-8")
    shutil.copytree(find_web() / "text", folder / "web" / "text")
    (folder / "web" / "text" / "de.ftl").write_text(GERMAN, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "find_web", lambda: folder / "web")
        with serve(folder / "store", home=home) as running:
            yield running


def page(service: Service, path: str, language: str) -> str:
    answer = service.client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.headers["content-language"] in answer.text[:40]
    assert "Accept-Language" in ", ".join(answer.headers.get_list("vary"))
    return answer.text


def test_a_browser_gets_the_words_of_its_language_and_english_where_they_lack(service: Service) -> None:
    text = page(service, "/search?q=xyzzy", "fr;q=0.9, de-AT;q=0.8, en;q=0.1")
    assert '<html lang="de">' in text
    assert "Nichts heißt hier „xyzzy“." in text
    assert ">Explore<" in text


@pytest.mark.parametrize("language", ["en-GB, de;q=0.5", "fr", "", "*", "de;q=0", "nonsense;;q=x,,"])
def test_everybody_else_gets_english(service: Service, language: str) -> None:
    text = page(service, "/search?q=xyzzy", language)
    assert '<html lang="en">' in text
    assert "Nothing here is called “xyzzy”." in text


def test_an_address_may_name_the_language(service: Service) -> None:
    assert '<html lang="de">' in page(service, "/search?q=xyzzy&lang=de", "en")
    assert '<html lang="en">' in page(service, "/search?q=xyzzy&lang=en", "de")
    explored = page(service, "/explore/garden?lang=de", "en")
    assert '<html lang="de">' in explored
    assert "<code>lang</code>" not in explored


def test_labels_are_in_the_language_where_there_are_some(service: Service) -> None:
    german, english = (page(service, "/garden/north", one) for one in ("de", "en"))
    for word in ("Nordgarten", "Garten", "Klima", "Farn"):
        assert f">{word}<" in german, word
        assert f">{word}<" not in english, word
    assert "<h1>North Garden</h1>" in english
    assert "A made-up garden of ferns and mosses." in german


def test_facets_and_the_menus_of_the_builder_are_called_in_the_language(service: Service) -> None:
    for path in ("/explore/garden", "/ask?find=garden", "/ontology/Garden"):
        assert ">Klima" in page(service, path, "de"), path
        assert ">Klima" not in page(service, path, "en"), path
    listed = page(service, "/explore/garden", "de")
    assert ">Nordgarten<" in listed
    assert ">South Garden<" in listed


def test_an_error_is_told_in_the_language(service: Service) -> None:
    text = page(service, "/garden/nort", "de")
    assert '<html lang="de">' in text
    assert "Meinten Sie" in text


def test_what_is_kept_for_one_language_is_not_shown_in_another(service: Service) -> None:
    english = service.state
    schema = english.told["de"]
    german = replace(english, schema=schema, pages=english.pages.speak(schema, english.languages.known["de"]))
    section = read_stories(english.schema)["beds"].sections[0]
    first, other, again = (
        service.run(answer_section(one, section, one.pages.href)) for one in (english, german, english)
    )
    assert again is first
    assert other is not first


def test_an_answer_for_machines_is_the_same_for_everybody(service: Service) -> None:
    english, german = (
        service.client.get("/garden/north", headers={"Accept": "text/turtle", "Accept-Language": one})
        for one in ("en", "de")
    )
    assert english.content == german.content
    assert "content-language" not in german.headers


def test_arguments_are_escaped_and_elements_are_kept() -> None:
    told = Language("en", [("en", "where = At { $place } for { $who }.")])
    link = make_element("a", "<here>", href='/"x"')
    assert isinstance(told.say("where", place=link, who="<b>&"), Markup)
    expected = 'At <a href="/&#34;x&#34;">&lt;here&gt;</a> for &lt;b&gt;&amp;.'
    assert told.say("where", place=link, who="<b>&") == expected
    assert told.say_text("where", place="<x>", who="y") == "At <x> for y."


def test_a_number_chooses_its_form_by_the_language_of_the_message() -> None:
    told = Language("de", [("de", GERMAN), ("en", "only = { $count ->\n  [one] one\n *[other] many\n }")])
    assert [told.say("result-rows", count=n) for n in (1, 3000)] == ["1 Zeile.", "3000 Zeilen."]
    assert [told.say("only", count=n) for n in (1, 2)] == ["one", "many"]
    assert told.say("result-rows", count=30_000) == "30.000 Zeilen."


def test_a_number_that_is_a_name_keeps_its_digits_together() -> None:
    told = Language("en", [("en", "commit-name = Commit { $number }, { $count }")])
    assert told.say("commit-name", number=123_456, count=123_456) == "Commit 123456, 123,456"


def test_an_unknown_message_is_logged_and_its_key_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(languages, "complain", heard.append)
    told = Language("en", [("en", "count = { $n } things")])
    assert told.say("no-such") == "no-such"
    assert "n" in told.say("count")
    assert len(heard) == 2


def test_a_script_gets_text_arguments_and_choices() -> None:
    told = Language("en", [("en", "script-a = { $n ->\n  [one] { $n } row\n *[many] rows\n }\nother = x")])
    assert told.script("script-") == (
        '{"a": [{"name": "n", "forms": {"one": [{"name": "n"}, " row"], "many": ["rows"], "other": ["rows"]}}]}'
    )


def test_english_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(languages.HomeError):
        Languages(tmp_path)
