"""Values that are no records where records are wanted: named is what they mean, with an edit where it is one thing."""

import pytest
from tests.validation.conftest import Judging

from atlas.rdf.terms import NamedNode
from atlas.search.candidates import Candidate
from atlas.validation.meant import Meant, read_meant, tell_meant, tell_sought
from atlas.validation.report import Edit, Finding

RECORD = """<graph/model/x> foaf:primaryTopic <id/model/x> .
<id/model/x#l> a atlas:LicenceAssignment ; atlas:hasLicence {licence} .
<id/model/x#u> a atlas:LanguageUse ; atlas:language {language} .
"""


def licensed(
    judging: Judging, licence: str = "<id/licence/mit>", language: str = "<scheme/language/pl>"
) -> list[Finding]:
    report = judging(RECORD.format(licence=licence, language=language))
    return [one for one in report.findings if one.value and one.severity == "must"]


def edits(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.edit.old, one.edit.new) for one in findings if isinstance(one.edit, Edit)}


@pytest.mark.parametrize(
    "licence",
    [
        '"Apache-2.0"',
        '"apache 2.0"@en',
        '"Apache License 2.0"',
        "<https://spdx.org/licenses/Apache-2.0.html>",
        "<http://spdx.org/licenses/Apache-2.0>",
        "<id/licence/apache-2.0>",
        "<id/licence/apache-20>",
    ],
)
def test_another_way_to_write_a_record_has_an_edit_that_names_it(judging_shipped, licence):
    assert edits(licensed(judging_shipped, licence)) == {(licence, "<id/licence/apache-2-0>")}


@pytest.mark.parametrize("licence", ['"Nobody\'s Own Licence"', "<https://nobody.example/x>", "<id/licence/mti>", "3"])
def test_what_is_like_no_record_is_refused_without_advice(judging_shipped, licence):
    findings = licensed(judging_shipped, licence)
    assert findings
    assert edits(findings) == set()
    assert all(one.meant is None for one in findings)


@pytest.mark.parametrize("licence", ['"Apache Licence, Version 2.0"', "<id/licence/cc-by-sa-3-1>"])
def test_what_is_only_like_a_record_has_no_edit(judging_shipped, licence):
    findings = licensed(judging_shipped, licence)
    assert findings
    assert edits(findings) == set()


@pytest.mark.parametrize(
    "language", ['"Polish"', '"pl"', '"pol"@en', "<scheme/language/pol>", "<scheme/language/polish>"]
)
def test_a_concept_by_another_of_its_names_has_an_edit(judging_shipped, language):
    assert edits(licensed(judging_shipped, language=language)) == {(language, "<scheme/language/pl>")}


def test_meant_things_cross_a_pipe_likeliest_first():
    found = [[Candidate(f"urn:id/{name}", name, "", 90, name, False, 1, 1) for name in ("bb", "aa")]]
    assert read_meant(tell_meant(["urn:id/aa"], found)) == {"urn:id/aa": Meant(("urn:id/aa",), True)}


def test_only_the_very_name_is_clear_and_other_figures_are_another_thing():
    names = ("GPL 2", "GPL-2", "LGPL 2", "GPL 3")
    found = [[Candidate(f"urn:{name[:-2]}-{name[-1]}", name, "", 90, name, name == "GPL-2", 1, 1) for name in names]]
    told = list(tell_sought([("gpl 2", "gpl 2", ())], found))
    assert NamedNode("urn:GPL-3") not in {quad.object for quad in told}
    assert read_meant(told) == {"gpl 2": Meant(("urn:GPL-2",), True)}
    near = read_meant(tell_sought([("lgpl 2", "lgpl 2", ())], [[found[0][0]]]))
    assert near == {"lgpl 2": Meant(("urn:GPL-2",), False)}
