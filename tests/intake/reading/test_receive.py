"""Submissions at the door: bounds and media types."""

import pytest

from atlas.errors import InputError, TooLargeError, UnknownMediaTypeError
from atlas.intake.reading.receive import guess_media_type, receive
from atlas.rdf.formats import RDF_FORMATS


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda f: f.name)
def test_every_rdf_format_is_taken_under_each_of_its_names(format_):
    for name in (*format_.media_types, format_.name, format_.extension):
        assert receive(b"x", name, "urn:b", 10).media_type in format_.media_types


def test_an_unknown_media_type_is_refused_with_the_list_of_known_ones():
    with pytest.raises(UnknownMediaTypeError) as refused:
        receive(b"x", "application/pdf", "urn:b", 10)
    assert refused.value.expected is not None
    assert all(format_.media_type in refused.value.expected for format_ in RDF_FORMATS)


def test_the_limit_is_the_last_size_that_is_taken():
    assert receive(b"x" * 10, "text/turtle", "urn:b", 10).body == b"x" * 10
    with pytest.raises(TooLargeError):
        receive(b"x" * 11, "text/turtle", "urn:b", 10)


def test_no_text_is_refused():
    with pytest.raises(InputError):
        receive(b" \n", "text/turtle", "urn:b", 10)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.ttl", "text/turtle"), ("a.b.jsonld", "application/ld+json"), ("a", None), ("a.pdf", None)],
)
def test_a_file_name_tells_its_media_type(name, media_type):
    assert guess_media_type(name) == media_type
