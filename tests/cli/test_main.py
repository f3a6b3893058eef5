"""The command itself: help, unknown commands, tokens, and faults without stack traces."""

import subprocess
import sys

import pytest

from atlas.cli import COMMANDS, main


def test_help_names_every_command(atlas):
    ran = atlas("--help")
    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(atlas, name):
    ran = atlas(name, "--help")
    assert ran.code == 0
    assert f"atlas {name}" in " ".join(ran.out.split())


def test_an_unknown_command_gives_2(atlas):
    assert atlas("frobnicate").code == 2


def test_help_loads_neither_web_framework_nor_validator():
    code = (
        "import sys; from atlas.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(int(any(name in sys.modules for name in ('fastapi', 'rdflib', 'pyshacl', 'uvicorn'))))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_a_surprise_shows_no_stack_trace_unless_asked(atlas, monkeypatch):
    def fail(_):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("atlas.cli.format.run", fail)
    ran = atlas("format", "x.ttl")
    assert ran.code == 2
    assert "unforeseen" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("ATLAS_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main(["format", "x.ttl"])


def test_a_setting_that_cannot_be_read_is_named(atlas, monkeypatch):
    monkeypatch.setenv("ATLAS_PORT", "many")
    ran = atlas("check")
    assert ran.code == 2
    assert "ATLAS_PORT" in ran.err


def test_a_token_is_made_listed_and_revoked(atlas):
    made = atlas("token", "make", "Ada", "--scope", "write")
    assert made.code == 0
    identifier = made.out.split(".")[1]
    listed = atlas("token", "list")
    assert identifier in listed.out
    assert "Ada" in listed.out
    assert made.out.strip() not in listed.out
    assert atlas("token", "revoke", identifier).code == 0
    assert atlas("token", "list").out == ""
    assert atlas("token", "revoke", identifier).code == 2
