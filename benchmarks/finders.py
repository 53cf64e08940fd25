"""What finding clauses, namings and imagery costs beside the model's own time, and how clauses compare with triples.

`python -m benchmarks.finders` prints lines for benchmarks/RESULTS.md. Ratios are taken round by round on one thread in
seconds of the processor, so that other work on the machine disturbs less. Texts: the articles under seeds/, and 20 of
PolNeAR's training articles where ../shared/data (or the folder NEWS_DATA) has them. textacy's triples are scored on the
clauses of tests/clause_cases.json with both agent and patient, by verb and head words; those cases were written for
this project, with passives and shared subjects that the triples do not aim at.
"""

from __future__ import annotations

from benchmarks.measuring import DATA, ROOT, count_words  # first: it keeps every thread pool to one

# isort: split

import json
import statistics
import time
from collections.abc import Callable

from spacy.tokens import Doc
from textacy.extract import subject_verb_object_triples

from toolkit.documents import read_documents
from toolkit.language import load_pipeline
from toolkit.rhetoric.clauses import find_clauses
from toolkit.rhetoric.imagery import find_imagery
from toolkit.rhetoric.naming import find_namings

ROUNDS, ARTICLES = 5, 20
FINDERS: tuple[Callable, ...] = (find_clauses, find_namings, find_imagery)


def texts() -> list[str]:
    """The seed articles and, where they can be had, PolNeAR's first training articles."""
    found = read_documents(ROOT / "seeds")["text"].tolist()
    path = DATA / "polnear" / "train.jsonl"
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            found += [json.loads(next(lines))["text"] for _ in range(ARTICLES)]
    return found


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def ratios(articles: list[str]) -> dict[str, list[float]]:
    """Each finder's seconds over the model's, round by round."""
    nlp = load_pipeline(threads=1)
    docs = list(nlp.pipe(articles))
    found: dict[str, list[float]] = {finder.__name__: [] for finder in FINDERS}
    for _ in range(ROUNDS):
        model = seconds(lambda: list(nlp.pipe(articles)))
        for finder in FINDERS:
            own = seconds(lambda finder=finder: [finder(doc, doc_id="a") for doc in docs])
            found[finder.__name__].append(own / model)
    return found


def heads(rows: list[dict]) -> set[tuple[str, str, str]]:
    """Head words of agent and patient with the verb, of the rows that have both."""
    return {
        (row["agent"].split()[-1], row["verb"].split()[0], row["patient"].split()[-1])
        for row in rows
        if row["agent"] and row["patient"]
    }


def triples(doc: Doc) -> set[tuple[str, str, str]]:
    return {
        (found.subject[-1].text, found.verb[-1].lemma_.lower(), found.object[-1].text)
        for found in subject_verb_object_triples(doc)
    }


def clause_scores() -> dict[str, tuple[int, int, int]]:
    """Right, found and wanted of both readings on the cases by hand."""
    nlp = load_pipeline(threads=1)
    cases = json.loads((ROOT / "tests" / "clause_cases.json").read_text(encoding="utf-8"))["cases"]
    sums = {"find_clauses": [0, 0, 0], "textacy's triples": [0, 0, 0]}
    for case in cases:
        doc, wanted = nlp(case["text"]), heads(case["expected"])
        for name, own in (
            ("find_clauses", heads(find_clauses(doc, doc_id="a"))),
            ("textacy's triples", triples(doc)),
        ):
            for at, number in enumerate((len(own & wanted), len(own), len(wanted))):
                sums[name][at] += number
    return {name: tuple(counts) for name, counts in sums.items()}


def main() -> None:
    articles = texts()
    found = ratios(articles)
    read = f"{len(articles)} texts, {count_words(articles):,} words, {ROUNDS} rounds"
    print(f"{read}; seconds over the model's, median (all rounds):")
    for name, own in [*found.items(), ("together", [sum(each) for each in zip(*found.values())])]:
        print(f"- {name}: {statistics.median(own):.1%} ({min(own):.1%} to {max(own):.1%})")
    for name, (right, own, wanted) in clause_scores().items():
        print(f"- {name}: {right} of {own} right, {wanted} wanted")


if __name__ == "__main__":
    main()
