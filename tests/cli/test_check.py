"""atlas check: the home looked over."""


def test_a_home_that_is_well_gives_0(atlas):
    ran = atlas("check", "--no-reasoning")
    assert ran.code == 0
    assert ran.out.count(": well (") == 5


def test_what_is_wrong_is_said_and_gives_1(atlas, copy):
    record = copy / "data" / "records" / "plant" / "fern.ttl"
    record.write_text(record.read_text(encoding="utf-8").replace("a g:Plant", "a g:Plantt"), encoding="utf-8")
    ran = atlas("check", "--no-reasoning", home=copy)
    assert ran.code == 1
    assert "data/records/plant/fern.ttl" in ran.out


def test_a_file_that_does_not_parse_gives_2_with_its_place(atlas, copy):
    (copy / "shapes" / "garden.ttl").write_text("<urn:a> <urn:b>\n oops .", encoding="utf-8")
    ran = atlas("check", home=copy)
    assert ran.code == 2
    assert "garden.ttl, line 2, column 2" in ran.err


def test_a_missing_home_gives_2_and_says_what_a_home_is(atlas, tmp_path):
    ran = atlas("check", home=tmp_path / "nowhere")
    assert ran.code == 2
    assert "ontology" in ran.err
    assert "--home" in ran.err
