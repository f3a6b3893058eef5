"""atlas load and atlas export: files into the store and back without loss or noise."""


def test_loading_twice_changes_nothing_the_second_time(atlas):
    assert "Commit 1" in atlas("load").out
    assert "Nothing to load" in atlas("load").out


def test_files_and_store_agree_after_loading(atlas, copy):
    atlas("load", home=copy)
    before = {path: path.read_bytes() for path in copy.rglob("*.ttl")}
    assert atlas("export", "--check", home=copy).code == 0
    assert atlas("export", home=copy).code == 0
    assert {path: path.read_bytes() for path in copy.rglob("*.ttl")} == before


def test_a_changed_file_is_told_and_written_back_as_it_was(atlas, copy):
    atlas("load", home=copy)
    record = copy / "data" / "records" / "garden" / "north.ttl"
    before = record.read_bytes()
    assert b"1.50" in before
    record.write_bytes(before.replace(b"1.50", b"2.0"))
    ran = atlas("export", "--check", home=copy)
    assert ran.code == 1
    assert "north.ttl" in ran.out
    assert atlas("export", home=copy).code == 0
    assert record.read_bytes() == before


def test_a_record_taken_out_of_the_store_loses_its_file(atlas, copy):
    atlas("load", home=copy)
    record = copy / "data" / "records" / "garden" / "south.ttl"
    text = record.read_bytes()
    record.unlink()
    atlas("load", home=copy)
    record.write_bytes(text)
    assert "gone" in atlas("export", "--check", home=copy).out
    atlas("export", home=copy)
    assert not record.exists()


def test_a_file_the_store_never_saw_is_told_and_kept(atlas, copy):
    atlas("load", home=copy)
    folder = copy / "data" / "records" / "plant"
    text = (folder / "fern.ttl").read_text(encoding="utf-8")
    (folder / "oak.ttl").write_text(text.replace("plant/fern", "plant/oak"), encoding="utf-8")
    ran = atlas("export", "--check", home=copy)
    assert ran.code == 1
    assert "not loaded" in ran.out
    atlas("export", home=copy)
    assert (folder / "oak.ttl").exists()


def test_records_can_be_written_to_another_folder(atlas, copy, tmp_path):
    atlas("load", home=copy)
    assert atlas("export", "--to", tmp_path / "out", home=copy).code == 0
    written = sorted(path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.ttl"))
    shipped = sorted(path.relative_to(copy) for path in (copy / "data").rglob("*.ttl"))
    assert written == shipped
    assert all((tmp_path / "out" / path).read_bytes() == (copy / path).read_bytes() for path in written)


def test_files_are_loaded_in_bulk_as_one_commit(atlas, tmp_path):
    quads, triples = tmp_path / "quads.nq", tmp_path / "triples.ttl"
    quads.write_text("".join(f"<urn:s{n}> <urn:p> <urn:o> <urn:g{n % 3}> .\n" for n in range(1000)), encoding="utf-8")
    triples.write_text("<urn:a> <urn:b> 1, 2 .", encoding="utf-8")
    ran = atlas("load", quads, triples, "--graph", "urn:mine", "--why", "a test")
    assert ran.code == 0
    assert "Commit 1: 1,002 quads" in ran.out
    query = tmp_path / "count.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", encoding="utf-8")
    assert "1002" in atlas("query", query).out


def test_a_file_with_triples_and_no_graph_is_refused_and_nothing_is_loaded(atlas, tmp_path):
    path = tmp_path / "some.ttl"
    path.write_text("<urn:a> <urn:b> 1 .", encoding="utf-8")
    ran = atlas("load", path)
    assert ran.code != 0
    assert "some.ttl" in ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_is_not_there_and_a_graph_that_is_no_iri_are_said_in_words(atlas, tmp_path):
    assert "nothing.nq" in atlas("load", tmp_path / "nothing.nq").err
    assert "IRI" in atlas("load", tmp_path, "--graph", "no iri").err
