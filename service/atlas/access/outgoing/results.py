"""A sheet as the W3C's formats of query results, JSON and XML, and as CSV or TSV for a spreadsheet.

For results that have columns of names the engine did not give; what it gave goes out as it serialised it.
"""

import csv
import io
import json
import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from atlas.access.outgoing.sheet import Sheet, read_value, to_text
from atlas.namespaces import XSD
from atlas.rdf.cells import make_inert
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Term

RESULTS: Final = "http://www.w3.org/2005/sparql-results#"
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_delimited(sheet: Sheet, delimiter: str = ",") -> bytes:
    """Rows as texts with a head (RFC 4180). A text that a spreadsheet would take for a formula gets a `'` before it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(sheet.names)
    writer.writerows([_write_cell(term) for term in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8", "replace")


def write_json(sheet: Sheet) -> bytes:
    """SPARQL 1.1 Query Results JSON."""
    bindings = [
        {name: _to_json(term) for name, term in zip(sheet.names, row, strict=True) if term is not None}
        for row in sheet.rows
    ]
    said = {"head": {"vars": list(sheet.names)}, "results": {"bindings": bindings}}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def write_xml(sheet: Sheet) -> bytes:
    """SPARQL Query Results XML. Characters that XML has no way to write become U+FFFD."""
    out = io.StringIO()
    out.write(f"<?xml version='1.0' encoding='utf-8'?>\n<sparql xmlns={quoteattr(RESULTS)}><head>")
    out.writelines(f"<variable name={quoteattr(name)}/>" for name in sheet.names)
    out.write("</head><results>\n")
    for row in sheet.rows:
        bindings = (
            f"<binding name={quoteattr(name)}>{_to_xml(term)}</binding>"
            for name, term in zip(sheet.names, row, strict=True)
            if term is not None
        )
        out.write(f"<result>{''.join(bindings)}</result>\n")
    out.write("</results></sparql>\n")
    return out.getvalue().encode("utf-8", "replace")


def _write_cell(term: Term | None) -> str:
    text = to_text(term)
    return text if term is None or not isinstance(read_value(term), str) else make_inert(text)


def _to_json(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "literal", "value": str(term)}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return said | {"xml:lang": term.language}
    return said if term.datatype.value == f"{XSD}string" else said | {"datatype": term.datatype.value}


def _to_xml(term: Term) -> str:
    said = _to_json(term)
    about = f" xml:lang={quoteattr(said['xml:lang'])}" if "xml:lang" in said else ""
    about += f" datatype={quoteattr(said['datatype'])}" if "datatype" in said else ""
    text = escape(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", said["value"]))
    return f"<{said['type']}{about}>{text}</{said['type']}>"
