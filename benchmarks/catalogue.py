"""Write a hub-sized catalogue in our ontology's terms as N-Quads: N models with all that hangs on them.

Same seed and size, same bytes. Popularity follows power laws: few organisations have most models, few bases most
derivatives, few datasets most uses. Each source is one graph, and what several sources say stands in several graphs.
About 24 quads a model: 42,000 models are 10^6 quads.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

BASE = "https://w3id.org/open-llm-atlas/"
ONT = f"{BASE}ont/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
TOPIC = "<http://xmlns.com/foaf/0.1/primaryTopic>"
XSD = "http://www.w3.org/2001/XMLSchema#"
QUADS_PER_MODEL = 24.03
MODELS_PER_SOURCE = 500
LICENCES = 60
LANGUAGES = 120
KINDS = ("fine-tuning", "quantisation", "merge", "adapter", "distillation", "continued-pre-training")
ROLES = ("developer", "publisher", "sponsor", "compute-provider", "data-provider")
WORDS = ("open", "polyglot", "tiny", "base", "instruct", "chat", "code", "math", "vision", "legal", "med", "nordic")


class Catalogue:
    """A catalogue of a given size; the same for the same seed."""

    def __init__(self, models: int, seed: int = 1) -> None:
        self.models = models
        self.organisations = max(10, models // 25)
        self.datasets = max(20, models // 10)
        self.families = max(5, models // 40)
        self.sources = max(3, models // MODELS_PER_SOURCE)
        self._chance = random.Random(seed)

    def iter_lines(self) -> Iterator[str]:
        """The quads, one a line, canonical N-Quads."""
        for number in range(LICENCES):
            yield from self._named("licence", "Licence", number, f"Licence {number}", 0)
        for number in range(self.organisations):
            source = self._popular(self.sources)
            yield from self._named("organisation", "Organisation", number, f"Organisation {number}", source)
        for number in range(self.families):
            yield from self._named("family", "ModelFamily", number, f"Family {number}", number % self.sources)
        for number in range(self.datasets):
            source = self._popular(self.sources)
            yield from self._named("dataset", "Dataset", number, f"Dataset {number} {self._word()}", source)
            yield from self._licence(thing("dataset", number), source)
        for number in range(self.models):
            yield from self._model(number)

    def iter_topics(self) -> Iterator[str]:
        """What makes each model a record, with a page and a place in the index of names."""
        for number in range(self.models):
            source = f"{BASE}graph/source/s{number // MODELS_PER_SOURCE % self.sources}"
            yield f"<{BASE}graph/model/b{number}> {TOPIC} <{thing('model', number)}> <{source}> .\n"

    def _model(self, number: int) -> Iterator[str]:
        chance, source = self._chance, number // MODELS_PER_SOURCE % self.sources
        name, end = thing("model", number), f" <{BASE}graph/source/s{source}> .\n"
        model = f"<{name}>"
        yield f"{model} {TYPE} <{ONT}Model>{end}"
        yield f'{model} {LABEL} "Model {number} {self._word()} {self._word()}"@en{end}'
        yield f'{model} <{ONT}parameterCount> "{int(chance.paretovariate(0.8) * 10**8)}"^^<{XSD}integer>{end}'
        date = f"{2018 + number % 9}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        yield f'{model} <{ONT}releaseDate> "{date}"^^<{XSD}date>{end}'
        yield f"{model} <{ONT}belongsToFamily> <{thing('family', self._popular(self.families))}>{end}"
        yield f'{model} <{ONT}versionLabel> "v{number % 7}"{end}'
        yield f"{model} <{ONT}hubPage> <https://hub.example/m/{number}>{end}"
        yield from self._licence(name, source)
        for k in range(1 + number % 2):
            yield from self._participation(name, k, end)
        yield f"{model} <{ONT}hasTrainingDataset> <{thing('dataset', self._popular(self.datasets))}>{end}"
        language = f"{name}#language"
        yield f"{model} <{ONT}hasLanguageUse> <{language}>{end}"
        yield f"<{language}> {TYPE} <{ONT}LanguageUse>{end}"
        yield f"<{language}> <{ONT}language> <{BASE}scheme/language/l{self._popular(LANGUAGES)}>{end}"
        if number and chance.random() < 0.8:
            step, kind = f"{name}#derivation", KINDS[self._popular(len(KINDS))]
            yield f"{model} <{ONT}hasDerivation> <{step}>{end}"
            yield f"<{step}> {TYPE} <{ONT}Derivation>{end}"
            yield f"<{step}> <{ONT}hasSourceArtifact> <{thing('model', self._popular(number))}>{end}"
            yield f"<{step}> <{ONT}derivationKind> <{BASE}scheme/derivation-kind/{kind}>{end}"
        if chance.random() < 0.1:
            other = f" <{BASE}graph/source/s{self._popular(self.sources)}> .\n"
            yield f"{model} {TYPE} <{ONT}Model>{other}"
            yield f"{model} <{ONT}hubPage> <https://hub.example/m/{number}>{other}"

    def _participation(self, name: str, k: int, end: str) -> Iterator[str]:
        part = f"{name}#participation-{k}"
        yield f"<{name}> <{ONT}hasParticipation> <{part}>{end}"
        yield f"<{part}> {TYPE} <{ONT}Participation>{end}"
        yield f"<{part}> <{ONT}participant> <{thing('organisation', self._popular(self.organisations))}>{end}"
        yield f"<{part}> <{ONT}inRole> <{BASE}scheme/participation-role/{ROLES[k]}>{end}"

    def _licence(self, name: str, source: int) -> Iterator[str]:
        end, part = f" <{BASE}graph/source/s{source}> .\n", f"{name}#licence"
        yield f"<{name}> <{ONT}hasLicenceAssignment> <{part}>{end}"
        yield f"<{part}> {TYPE} <{ONT}LicenceAssignment>{end}"
        yield f"<{part}> <{ONT}hasLicence> <{thing('licence', self._popular(LICENCES))}>{end}"

    def _named(self, kind: str, class_: str, number: int, label: str, source: int) -> Iterator[str]:
        end = f" <{BASE}graph/source/s{source}> .\n"
        yield f"<{thing(kind, number)}> {TYPE} <{ONT}{class_}>{end}"
        yield f'<{thing(kind, number)}> {LABEL} "{label}"@en{end}'

    def _popular(self, count: int) -> int:
        """A number below count; small ones are drawn much more often."""
        return int(count * self._chance.random() ** 3)

    def _word(self) -> str:
        return WORDS[self._popular(len(WORDS))]


def thing(kind: str, number: int) -> str:
    """IRI of a thing of the catalogue."""
    return f"{BASE}id/{kind}/b{number}"


def count_models(quads: int) -> int:
    """How many models make a catalogue of about so many quads."""
    return max(1, round(quads / QUADS_PER_MODEL))


def write(path: Path, models: int, seed: int = 1, *, one_graph: bool = False, as_records: bool = False) -> int:
    """Write a catalogue; number of lines.

    one_graph: everything is said by one source. as_records: models have pages and stand in the index of names.
    """
    count, graph = 0, f"<{BASE}graph/source/all> .\n"
    catalogue = Catalogue(models, seed)
    with path.open("w", encoding="utf-8") as file:
        for line in chain(catalogue.iter_lines(), catalogue.iter_topics() if as_records else ()):
            file.write(line.rpartition("<")[0] + graph if one_graph else line)
            count += 1
    return count


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks catalogue", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--models", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one-graph", action="store_true")
    given = parser.parse_args(arguments)
    began = time.perf_counter()
    count = write(given.path, given.models, given.seed, one_graph=given.one_graph)
    size = given.path.stat().st_size / 1e6
    print(f"{count:,} quads, {size:,.0f} MB, {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return 0
