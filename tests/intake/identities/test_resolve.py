"""Things of a catalogue are found again by identifier, then by name; what is not certain is a person's to decide."""

from collections.abc import Callable

import pytest
from tests.intake.identities.conftest import BASE, actor, identified, model, tell

from atlas.intake.identities.resolve import Identities, Link, Resolution
from atlas.schema.model import Schema

Resolve = Callable[[str, str], Resolution]
META = actor("meta", "Meta", "Facebook")
OTHER = actor("other", "Quantum Bakery")
HELD = META + model("held", "Llama-3.1-8B", "meta")


def only(links: tuple[Link, ...]) -> Link:
    assert len(links) == 1
    return links[0]


@pytest.mark.parametrize(
    "name", ["Llama-3.1-8B", "Meta Llama 3.1 8B", "llama3.1-8b", "Llama 3_1 (8B)", "meta-llama/Llama-3.1-8B"]
)
def test_the_same_name_of_the_same_maker_is_certain_however_it_is_spelt(resolve: Resolve, name: str) -> None:
    found = resolve(HELD, META + model("new", name, "meta"))
    link = only(found.links)
    assert (link.subject, link.target) == (f"{BASE}id/model/new", f"{BASE}id/model/held")
    assert link.score > 0.97
    assert {"word": "same", "size": "same", "version": "same", "maker": "same"}.items() <= link.features.items()
    assert found.review == ()


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("Llama-3.1", "size"),
        ("Llama-3.1-8B-Instruct", "tuned"),
        ("Llama-3.1-8B-GGUF", "quantised"),
        ("Llama-3.1-8B-AWQ-INT4", "quantised"),
        ("Llama-3.1-8B-LoRA", "adapter"),
        ("Llama-3.1-8B-abliterated", "derived"),
        ("Llama-3.1-8B-hf", "format"),
        ("Llama-3-8B", "version"),
        ("Llama-8B", "version"),
        ("Llama-3.1-8B-preview", "stage"),
        ("Llama-3.1-8B-Vision", "purpose"),
        ("Llama-3.1-8B-0724", "date"),
    ],
)
def test_a_relative_of_a_model_is_never_linked_with_it(resolve: Resolve, name: str, doubt: str) -> None:
    found = resolve(HELD, META + model("new", name, "meta"))
    assert found.links == ()
    assert all(doubt in one.doubts for one in found.review)


def test_another_size_is_not_even_worth_a_look(resolve: Resolve) -> None:
    assert resolve(HELD, META + model("new", "Llama-3.1-70B", "meta")) == Resolution()


def test_the_same_name_by_another_organisation_is_left_to_a_person(resolve: Resolve) -> None:
    found = resolve(HELD + OTHER, OTHER + model("new", "Llama-3.1-8B", "other"))
    assert found.links == ()
    assert only(found.review).doubts == ("maker",)


def test_a_family_is_never_a_release(resolve: Resolve) -> None:
    family = META + model("held", "Llama 3.1", "meta", kind="ModelFamily")
    assert resolve(family, META + model("new", "Llama 3.1", "meta")) == Resolution()


def test_accounts_of_one_maker_count_as_one_maker(resolve: Resolve) -> None:
    accounts = actor("facebook", "facebook")
    found = resolve(HELD, accounts + model("new", "Llama-3.1-8B", "facebook"))
    assert {one.subject: one.features.get("maker") for one in found.links} == {
        f"{BASE}id/model/new": "same",
        f"{BASE}id/organisation/facebook": None,
    }


def test_two_held_things_alike_are_both_left_to_a_person(resolve: Resolve) -> None:
    twins = HELD + model("twin", "Llama 3.1 8B", "meta")
    found = resolve(twins, META + model("new", "Llama-3.1-8B", "meta"))
    assert found.links == ()
    assert {one.target for one in found.review} == {f"{BASE}id/model/held", f"{BASE}id/model/twin"}
    assert all("rivals" in one.doubts for one in found.review)


def test_an_identifier_decides_before_any_name(resolve: Resolve) -> None:
    held = HELD + model("bloom", "BLOOM", more=identified("bloom", "hugging-face-model", "bigscience/bloom"))
    new = model("new", "BLOOM of BigScience", more=identified("new", "hugging-face-model", "BigScience/BLOOM"))
    link = only(resolve(held, new).links)
    assert (link.target, link.by, link.score) == (f"{BASE}id/model/bloom", "identifier", 1.0)
    assert link.reasons[0] == "identifier same: hugging-face bigscience/bloom"


def test_a_hub_page_is_as_good_as_the_identifier_on_it(resolve: Resolve) -> None:
    held = model("bloom", "BLOOM", more=identified("bloom", "hugging-face-model", "bigscience/bloom"))
    page = "<id/model/new> a:hubPage <https://huggingface.co/bigscience/bloom> . "
    assert only(resolve(held, model("new", "BLOOM", more=page)).links).by == "identifier"


def test_a_former_identifier_still_finds_the_thing(resolve: Resolve) -> None:
    both = identified("held", "hugging-face-model", "old/name", 1) + identified(
        "held", "hugging-face-model", "new/name", 2
    )
    new = model("new", "Aya 101", more=identified("new", "hugging-face-model", "old/name"))
    assert only(resolve(model("held", "Aya-101", more=both), new).links).target == f"{BASE}id/model/held"


def test_an_identifier_that_the_name_speaks_against_is_left_to_a_person(resolve: Resolve) -> None:
    held = model("held", "CodeGemma-7B", more=identified("held", "hugging-face-model", "google/codegemma-7b"))
    new = model("new", "CodeGemma-2B", more=identified("new", "hugging-face-model", "google/codegemma-7b"))
    found = resolve(held, new)
    assert found.links == ()
    assert only(found.review).doubts == ("size",)


def test_things_with_different_identifiers_of_one_register_are_different(resolve: Resolve) -> None:
    held = HELD + identified("held", "hugging-face-model", "meta-llama/Llama-3.1-8B")
    new = META + model("new", "Llama-3.1-8B", "meta", identified("new", "hugging-face-model", "copycat/Llama-3.1-8B"))
    assert resolve(held, new) == Resolution()


def test_a_repository_that_a_family_shares_is_evidence_and_no_proof(resolve: Resolve) -> None:
    held = model("held", "Pythia-12B", more=identified("held", "git-repository", "github.com/EleutherAI/pythia"))
    other = model(
        "new", "Pythia-70M", more=identified("new", "git-repository", "https://github.com/EleutherAI/pythia.git")
    )
    assert resolve(held, other).links == ()
    same = model(
        "new", "Pythia 12B", more=identified("new", "git-repository", "https://github.com/EleutherAI/pythia.git")
    )
    assert only(resolve(held, same).links).features["shared"] == "same"


def test_a_stated_version_fills_a_name_that_is_silent(resolve: Resolve) -> None:
    held = actor("x", "Tsinghua") + model("held", "ChatGLM-6B", "x")
    silent = actor("x", "Tsinghua") + model("new", "ChatGLM", "x", '<id/model/new> a:versionLabel "6B" . ')
    assert only(resolve(held, silent).links).features["size"] == "same"
    assert resolve(held, actor("x", "Tsinghua") + model("new", "ChatGLM", "x")).links == ()


def test_a_body_of_the_same_class_and_name_is_linked_and_one_alike_is_not(resolve: Resolve) -> None:
    held = actor("one", "Swiss AI Initiative")
    assert only(resolve(held, actor("two", "The Swiss AI Initiative")).links).target == f"{BASE}id/organisation/one"
    assert resolve(held, actor("two", "Swiss AI Centre")).links == ()
    community = actor("two", "Swiss AI Initiative").replace("a:Organisation", "a:Community")
    assert resolve(held, community) == Resolution()


def test_a_name_that_two_bodies_bear_is_left_to_a_person(resolve: Resolve) -> None:
    found = resolve(actor("one", "Apertus") + actor("other", "Apertus"), actor("two", "Apertus"))
    assert found.links == ()
    assert {one.doubts for one in found.review} == {("rivals",)}


def test_base_is_a_size_where_no_size_is_told(resolve: Resolve) -> None:
    google = actor("google", "Google")
    found = resolve(google + model("held", "T5", "google"), google + model("new", "t5-base", "google"))
    assert found.links == ()
    assert only(found.review).doubts == ("grade",)
    sized = resolve(google + model("held", "Gemma-7B", "google"), google + model("new", "gemma-7b-base", "google"))
    assert only(sized.links).features["base"] == "one"


def test_one_address_of_two_things_held_is_left_to_a_person(resolve: Resolve) -> None:
    hub = "lightricks/ltx"
    held = "".join(model(one, "LTX", more=identified(one, "hugging-face-model", hub)) for one in ("one", "two"))
    found = resolve(held, model("new", "LTX", more=identified("new", "hugging-face-model", hub)))
    assert found.links == ()
    assert [one.doubts for one in found.review] == [("rivals",), ("rivals",)]


def test_an_address_of_another_variant_is_left_to_a_person(resolve: Resolve) -> None:
    hub = "EleutherAI/pythia-12b-deduped"
    held = model("held", "Pythia 12B deduplicated", more=identified("held", "hugging-face-model", hub))
    found = resolve(held, model("new", "Pythia-12B", more=identified("new", "hugging-face-model", hub)))
    assert found.links == ()
    assert only(found.review).doubts == ("variant",)


def test_a_thing_that_is_held_already_is_not_linked_with_itself(schema: Schema) -> None:
    held = Identities(schema, tell(HELD))
    assert held.resolve(tell(HELD)) == Resolution()
    held.add(tell(HELD))
    assert len(held) == 2


def test_what_is_added_later_is_found_too(schema: Schema) -> None:
    held = Identities(schema)
    new = tell(META + model("new", "Llama-3.1-8B", "meta"))
    assert held.resolve(new) == Resolution()
    held.add(tell(HELD))
    assert only(held.resolve(new).links).target == f"{BASE}id/model/held"


def test_what_an_earlier_edition_held_as_its_own_stays_itself(schema: Schema) -> None:
    twins = tell(META + model("one", "Llama-3.1-8B", "meta")) + tell(META + model("two", "Llama 3.1 8B", "meta"))
    assert Identities(schema, twins).resolve(twins) == Resolution()


def test_too_many_things_of_one_name_are_never_certain(resolve: Resolve) -> None:
    many = "".join(model(f"held-{number}", "Llama-3.1-8B") for number in range(80))
    found = resolve(many, model("new", "Llama-3.1-8B"))
    assert found.links == ()
    assert found.review and all("too many alike" in one.doubts for one in found.review)
