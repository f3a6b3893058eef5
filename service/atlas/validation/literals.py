"""What a literal's text means, as pySHACL and rdflib see it: is it well-formed, is it less than another.

Imported when the first literal is in doubt: pySHACL takes longer to import than many a judgement to make.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import cast

import rdflib
from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
from pyshacl.rdfutil.compare import compare_literal

from atlas.rdf.terms import Literal
from atlas.validation.bridge import silence_rdflib, to_rdflib

__all__ = ["compare", "is_well_formed", "silence_rdflib"]


@lru_cache(maxsize=65_536)
def is_well_formed(literal: Literal) -> bool:
    """Whether a literal's text is one of its datatype, as pySHACL sees it."""
    value = to_rdflib(literal)
    if getattr(value, "ill_typed", None) is True:
        return False
    judge = cast("Callable[[object, object, object], bool]", DatatypeConstraintComponent._assert_actual_datatype)
    return bool(judge(None, value, rdflib.URIRef(literal.datatype.value)))


@lru_cache(maxsize=65_536)
def compare(value: Literal, bound: Literal) -> int | None:
    """-1, 0 or 1 as pySHACL orders two literals; None where it cannot."""
    one, other = to_rdflib(value), to_rdflib(bound)
    if not isinstance(one, rdflib.Literal) or not isinstance(other, rdflib.Literal):
        return None
    if isinstance(one.value, str) != isinstance(other.value, str):
        return None
    try:
        order = cast("Callable[[object, object], int]", compare_literal)
        return order(one, other)
    except (TypeError, NotImplementedError):
        return None
