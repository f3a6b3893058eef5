"""A home whose names, quotes and IRIs mean harm: script, brackets, marks that turn writing round, endless words."""

import shutil
from pathlib import Path

from tests.http.serving import TOY

SCRIPT = '"><script>window.hurt=1</script><img src=x onerror=window.hurt=1>'
TURNED = "\u202egnp.exe\u202c \u2067\u05d0\u05d1\u2069"
LONG = "unbreakable" * 60
BRACES = "{{ 7 * 7 }} {% raw %} ${7*7} ]]> --> </title></textarea></style></script>"
NAMES = {"script": SCRIPT, "turned": TURNED, "long": LONG, "braces": BRACES}
RECORD = """
@base <https://gardens.example/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix g: <https://gardens.example/ont/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<graph/garden/{slug}> a g:Page ; foaf:primaryTopic <id/garden/{slug}> ; dcterms:source <id/source/survey> .
<id/garden/{slug}> a g:Garden ;
    skos:prefLabel {name}@en ;
    dcterms:description {name}@en ;
    g:grows <id/plant/fern> ;
    foaf:page <https://example.org/%22%3E%3Cscript%3Ewindow.hurt=1%3C/script%3E> .
"""


def make_home(folder: Path) -> Path:
    """The gardens with one more garden for each kind of harm."""
    home = folder / "hostile"
    shutil.copytree(TOY, home)
    for slug, name in NAMES.items():
        text = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        path = home / "data" / "records" / "garden" / f"{slug}.ttl"
        path.write_text(RECORD.replace("{slug}", slug).replace("{name}", text), encoding="utf-8")
    return home
