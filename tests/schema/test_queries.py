from pathlib import Path

import pytest

from atlas.errors import HomeError
from atlas.schema.queries import load_queries, read_query


def write(folder: Path, text: str) -> Path:
    path = folder / "questions" / "who.rq"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_header_gives_title_and_typed_parameters(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '#+ title: Who\n#+ param $thing iri class=ex:Thing default=ex:a label="Which thing"\nASK { $thing ?p ?o }\n',
    )
    query = read_query(path, tmp_path)
    assert (query.id, query.stem, query.title) == ("questions/who", "who", "Who")
    assert query.text == "ASK { $thing ?p ?o }\n"
    (parameter,) = query.parameters
    assert (parameter.name, parameter.type, parameter.class_iri) == ("thing", "iri", "ex:Thing")
    assert (parameter.default, parameter.label) == ("ex:a", "Which thing")


@pytest.mark.parametrize("line", ["#+ no colon here", "#+ param $x colour", "#+ param broken"])
def test_a_header_line_that_cannot_be_read_names_its_line(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"#+ title: Who\n{line}\nASK {{}}\n")
    with pytest.raises(HomeError) as refused:
        read_query(path, tmp_path)
    assert refused.value.line == 2


def test_a_home_without_queries_has_none(tmp_path: Path) -> None:
    assert load_queries(tmp_path) == {}
