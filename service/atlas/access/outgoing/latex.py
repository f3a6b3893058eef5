"""A table as LaTeX: texts in, a longtable with the rules of booktabs out. Nothing in a cell acts as a command."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

MEDIA_TYPE: Final = "application/x-latex"
NARROWEST: Final = 0.08
LONGEST: Final = 60
PREAMBLE: Final = (
    r"% \usepackage[T1]{fontenc} % with pdfLaTeX; scripts other than Latin need LuaLaTeX or XeLaTeX instead",
    r"% \usepackage{array,booktabs,longtable,textcomp}",
)
_SIGNS: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}",
}  # fmt: skip
_SIGN: Final = re.compile(r"""[\\{}$&#%_^~<>|"`]|-(?=-)|'(?=')|,(?=,)""")
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def write_latex(names: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table over as many pages as it needs; columns share the line by their texts' lengths, and texts break in them.

    names: of the columns, an empty one where a column has none. Needs the packages that its first lines name.
    """
    cells = [[_plain(text) for text in row] for row in rows]
    columns = "".join(
        rf"  >{{\raggedright\arraybackslash}}p{{\dimexpr {share:.3f}\linewidth-2\tabcolsep\relax}}" + "\n"
        for share in _shares([names, *cells])
    )
    lines = [
        *PREAMBLE,
        f"\\begin{{longtable}}{{\n{columns}}}",
        *([rf"\caption{{{escape(caption)}}}\\"] if caption else []),
        r"\toprule",
        _line(rf"\textbf{{{escape(name)}}}" if name else "" for name in names),
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
        *(_line(escape(text) for text in row) for row in cells),
        r"\end{longtable}",
    ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """A text that LaTeX sets letter by letter: no command, no dashes or quotes drawn together."""
    return _SIGN.sub(lambda found: _SIGNS.get(found[0]) or found[0] + "{}", _plain(text))


def _plain(text: str) -> str:
    """One line without control characters."""
    return _CONTROL.sub(" ", text).strip()


def _line(cells: Iterable[str]) -> str:
    """One row. It begins with nothing in braces: a bracket or star after the last row's end would be read with that."""
    return "{}" + " & ".join(cells) + r" \\"


def _shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """How much of the line each column gets: by its longest text, up to a length from which all texts break."""
    longest = [max(min(max(map(len, column)), LONGEST), 1) for column in zip(*rows, strict=True)]
    wanted = [max(length / sum(longest), NARROWEST) for length in longest]
    return [share / sum(wanted) for share in wanted]
