"""The whole analysis: from a documents table to the tables of actors, quotes and edges.

>>> import toolkit as tk
>>> analysis = tk.analyse(tk.read_documents("seeds/"))  # doctest: +SKIP
>>> analysis.quotes[["speaker", "cue", "text"]]  # doctest: +SKIP
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from tqdm import tqdm

from toolkit import actors, network, quotes, rhetoric, run_folder, sheets, tables
from toolkit.actors import attributes, corrections
from toolkit.actors.attributes import Attributes, attributes_table
from toolkit.actors.corrections import Corrections, corrections_table
from toolkit.documents import Source, nothing_read, other_languages, read_documents
from toolkit.documents.languages import language_of
from toolkit.rhetoric import units
from toolkit.rhetoric.tokens import Tokens, token_columns, tokens_of
from toolkit.text.parsed import Parsed, parsed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_log = logging.getLogger(__name__)
Rows = list[dict[str, Any]]
# What is found in each document by itself; and what was in one of them, by table: rows, and the words as columns.
FOUND = run_folder.FOUND
Found = dict[str, Rows | Tokens]

PARQUET_ONLY = frozenset({"tokens"})  # too many rows for a spreadsheet
TOKENS_HELD = 500_000  # as arrays by document; then they are packed into a table
BATCH_DOCUMENTS = 32  # parsed together; when one of them fails, these are parsed again one by one
PROGRESS_DOCUMENTS = 10  # a corpus of fewer is done before a progress bar is of use
# What one odd text can raise inside a model or an extractor. Anything else is a fault of the set-up and stops the run.
_DOCUMENT_ERRORS = (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True)
class Analysis:
    """The tables of one analysis; see tables.TABLES for their columns."""

    documents: pd.DataFrame
    mentions: pd.DataFrame
    actors: pd.DataFrame
    quotes: pd.DataFrame
    edges: pd.DataFrame
    problems: pd.DataFrame
    tokens: pd.DataFrame = field(default_factory=lambda: tables.empty("tokens"))
    markers: pd.DataFrame = field(default_factory=lambda: tables.empty("markers"))
    clauses: pd.DataFrame = field(default_factory=lambda: tables.empty("clauses"))
    namings: pd.DataFrame = field(default_factory=lambda: tables.empty("namings"))
    imagery: pd.DataFrame = field(default_factory=lambda: tables.empty("imagery"))

    def correct(self, given: Corrections) -> Analysis:
        """A new analysis with the user's corrections made: see `correct`."""
        return correct(self, given)

    def to_csv(self, folder: str | os.PathLike) -> list[Path]:
        """The paths of the CSV files written into `folder`, one a table.

        For spreadsheets: UTF-8 with a byte-order mark, lists as JSON, and an apostrophe before a cell that would be
        taken for a formula (one that begins with = + - @). `to_parquet` keeps everything as it is, and alone has the
        tokens, of which there are as many as words.
        """
        return self._write(folder, lambda plain, path: sheets.write_csv(path, plain), "csv")

    def to_parquet(self, folder: str | os.PathLike) -> list[Path]:
        """The paths of the Parquet files written into `folder`; `load_analysis` gives the analysis back."""
        return self._write(folder, lambda plain, path: plain.to_parquet(path, index=False), "parquet")

    def _write(self, folder: str | os.PathLike, write: Any, suffix: str) -> list[Path]:
        sheets.check_folder(folder)
        Path(folder).mkdir(parents=True, exist_ok=True)
        paths = []
        for name in (each.name for each in fields(self)):
            if suffix == "parquet" or name not in PARQUET_ONLY:
                paths.append(Path(folder) / f"{name}.{suffix}")
                write(tables.to_plain(name, getattr(self, name)), paths[-1])
        return paths


def load_analysis(folder: str | os.PathLike) -> Analysis:
    """The analysis that `Analysis.to_parquet` wrote into `folder`, or that of a run's folder (`toolkit run`).

    Raises: FileNotFoundError where there is none; ValueError for a run that is not finished.
    """
    names = [each.name for each in fields(Analysis)]
    if run_folder.is_run(folder):
        return Analysis(**{name: run_folder.read_table(folder, name) for name in names})
    missing = [name for name in names if not (Path(folder) / f"{name}.parquet").exists()]
    if missing:
        raise FileNotFoundError(
            f"{folder}: no analysis here ({', '.join(missing)}.parquet missing); analyse again"
        )
    return Analysis(
        *(tables.from_plain(name, pd.read_parquet(Path(folder) / f"{name}.parquet")) for name in names)
    )


def analyse_corpus(
    corpus: Source,
    *,
    analysis_folder: str | os.PathLike | None = None,
    corrections: Corrections | None = None,
    attributes: Attributes | None = None,
    text_column: str | None = None,
    near_duplicates: bool | float = True,
    english_only: bool = True,
) -> Analysis:
    """The analysis stored in `analysis_folder` where one is given, else that of the files under `corpus`.

    Notebooks begin with it: by themselves they analyse the corpus, inside a report they share one analysis. Where
    `corpus` is the folder of a run, that is the stored analysis.
    `corrections` are made and `attributes` joined to the actors, unless the stored analysis has them already.
    `text_column` and `near_duplicates` are as in read_documents, `english_only` as in analyse.
    """
    if not analysis_folder and run_folder.is_run(corpus):
        analysis_folder = corpus
    if not analysis_folder:
        documents = read_documents(corpus, text_column=text_column, near_duplicates=near_duplicates)
        if documents.empty:
            raise ValueError(nothing_read(documents))
        return analyse_with(
            documents, corrections=corrections, attributes=attributes, english_only=english_only
        )
    analysis = load_analysis(analysis_folder)
    if corrections is not None:
        analysis = correct(analysis, corrections)
    return analysis if attributes is None else with_attributes(analysis, attributes)


def analyse_with(
    documents: pd.DataFrame,
    *,
    corrections: Corrections | None = None,
    attributes: Attributes | None = None,
    english_only: bool = True,
    progress: bool = True,
) -> Analysis:
    """The analysis of `documents` with the user's corrections and attributes; files of either are read first."""
    wanted = None if corrections is None else corrections_table(corrections)
    known = None if attributes is None else attributes_table(attributes)
    analysis = analyse(documents, english_only=english_only, progress=progress)
    analysis = analysis if wanted is None else correct(analysis, wanted)
    return analysis if known is None else with_attributes(analysis, known)


def correct(analysis: Analysis, given: Corrections) -> Analysis:
    """A new analysis with the user's corrections made, from the stored tables: no text is read again.

    `given` is a corrections file, a table or rows of one: see toolkit.corrections. Actors are merged, split, renamed
    and so on; then speakers, addressees, what quotes are about, and edges are found anew. What could not be done is in
    `problems`. Corrections that this analysis has had are not made twice.
    Raises: FileNotFoundError, and ValueError for a faulty file, all faults in one message.
    """
    wanted = corrections_table(given)
    mark, before = corrections.fingerprint(wanted), analysis.actors.attrs.get("corrections", [])
    if wanted.empty or mark in before:
        return analysis
    done = corrections.apply(analysis.mentions, analysis.actors, wanted)
    if done.problems:
        _log.warning(
            "%d of %d corrections could not be made; analysis.problems says which and why",
            len(done.problems),
            len(wanted),
        )
    done.actors.attrs["corrections"] = [*before, mark]
    problems = tables.table("problems", [*analysis.problems.to_dict("records"), *done.problems])
    return _follow(replace(analysis, mentions=done.mentions, actors=done.actors, problems=problems))


def rejoin(analysis: Analysis) -> Analysis:
    """A new analysis with speakers, addressees, what quotes are about, and edges found anew.

    For mentions and actors that were changed by hand, as corrections.merge and the like give them.
    """
    return _follow(analysis)


def with_attributes(analysis: Analysis, given: Attributes) -> Analysis:
    """A new analysis whose actors have the columns of `given`, joined by name: see attributes.join_attributes.

    Rows that matched no actor or several are in `problems`. The same attributes are not joined twice; changed ones take
    the place of those joined before.
    """
    joined = attributed(analysis.actors, given)
    if joined is analysis.actors:
        return analysis
    failed = joined.attrs["problems"]
    if failed:
        _log.warning("%d rows of the attributes were not joined; analysis.problems says why", len(failed))
    kept = analysis.problems[analysis.problems["stage"] != "attributes"]
    problems = [*kept.to_dict("records"), *failed]
    return replace(analysis, actors=joined, problems=tables.table("problems", problems))


def attributed(known: pd.DataFrame, given: Attributes) -> pd.DataFrame:
    """The actors with the columns of `given`; as they are where they have them already. See `with_attributes`."""
    mark = attributes.fingerprint(given)
    if mark == known.attrs.get("attributes_mark"):
        return known
    plain = known.drop(columns=known.attrs.get("attributes", []), errors="ignore")
    joined = attributes.join_attributes(plain, given)
    joined.attrs["attributes_mark"] = mark
    return joined


def analyse(
    documents: pd.DataFrame,
    *,
    nlp: Language | None = None,
    corrections: Corrections | None = None,
    progress: bool = True,
    english_only: bool = True,
) -> Analysis:
    """Who is mentioned, what is quoted from whom, and who speaks about whom in `documents`.

    `documents` is the table of read_documents, or any DataFrame with the columns doc_id and text; it is not changed.
    In one of your own no copies are looked for: documents.mark_duplicates adds duplicate_of, by which they count once.
    `nlp` is a pipeline of load_pipeline (the packaged one by default); `progress=False` shows no progress bar.
    `corrections` are the user's, as in `correct`. A document that fails becomes a row of `problems`. So do those that
    are not in English (documents.other_languages), which are left out of all tables, since the model would find in
    them what is not there; `english_only=False` takes them all the same.
    Raises: ValueError for missing columns, a missing text or a repeated doc_id, all faults in one message, and for
    faulty corrections; all of that before any text is read.
    """
    wanted = None if corrections is None else corrections_table(corrections)
    if isinstance(nlp, str):
        raise TypeError(
            f"nlp: a pipeline was wanted, found the name {nlp!r}; load_pipeline({nlp!r}) gives one"
        )
    corpus, found, problems = find_all(documents, nlp=nlp, progress=progress, english_only=english_only)
    analysis = join_found(corpus, found, documents.attrs.get("problems", []) + problems)
    return analysis if wanted is None else correct(analysis, wanted)


def find_all(
    documents: pd.DataFrame, *, nlp: Language | None = None, progress: bool = True, english_only: bool = True
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], Rows]:
    """The documents table of those that count, the tables FOUND in each of them by itself, and problems rows.

    What is found in a document does not depend on the others, so a corpus may be dealt out. Options and errors are
    those of `analyse`; `join_found` makes an analysis of it.
    """
    corpus, problems = _documents_table(documents)
    if english_only:
        corpus, foreign = _english(corpus)
        problems += foreign
    gathered, failures = _Gathered(), []
    show = progress and len(corpus) >= PROGRESS_DOCUMENTS
    with tqdm(total=len(corpus), desc="analysing", unit=" documents", disable=not show) as bar:
        for doc_id, found in _find(corpus, nlp or _packaged_pipeline()):
            bar.update()
            if isinstance(found, Exception):
                failures.append(_failure(doc_id, found))
            else:
                gathered.add(found)
    if failures:
        _log.warning(
            "%d of %d documents failed; analysis.problems says which and why", len(failures), len(corpus)
        )
    return corpus, gathered.tables(), problems + failures


class _Gathered:
    """What was found in documents: rows of each table, the words as columns and, beyond TOKENS_HELD, as tables."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {name: [] for name in FOUND if name != "tokens"}
        self.words: list[Tokens] = []
        self.held = 0
        self.packed: list[pd.DataFrame] = []

    def add(self, found: Found) -> None:
        for name, more in found.items():
            if name == "tokens":
                self.words.append(more)
                self.held += len(more)
            else:
                self.rows[name] += more
        if self.held > TOKENS_HELD:
            self._pack()

    def _pack(self) -> None:
        self.packed.append(tokens_of(self.words))
        self.words, self.held = [], 0

    def tables(self) -> dict[str, pd.DataFrame]:
        self._pack()
        found = {name: tables.table(name, rows) for name, rows in self.rows.items()}
        return found | {"tokens": units.joined_tokens(self.packed)}


def _packaged_pipeline() -> Language:
    from toolkit.language import load_pipeline  # here, so that reading stored tables loads no model

    return load_pipeline()


def _documents_table(frame: pd.DataFrame) -> tuple[pd.DataFrame, Rows]:
    """`frame` as a documents table, what only read_documents knows filled in; and problems of rows without a text."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"documents: a table (DataFrame) was wanted, found {type(frame).__name__}; read_documents(path) gives one"
        )
    absent = [name for name in ("doc_id", "text") if name not in frame]
    if absent:
        found = ", ".join(map(str, frame.columns)) or "none"
        raise ValueError(
            f"documents: no column {', '.join(absent)} (found {found}); rename the ones that hold them"
        )
    ids, texts = frame["doc_id"].astype("str"), frame["text"]
    faults = [f"doc_id is missing in {int(ids.isna().sum())} row(s)"] if ids.isna().any() else []
    faults += (
        [f"doc_id {ids[ids.duplicated()].iloc[0]} stands in more than one row"]
        if ids.duplicated().any()
        else []
    )
    strings = texts.map(lambda text: isinstance(text, str)).astype(bool)
    faults += ["text holds no strings"] if len(frame) and not strings.any() else []
    if faults:
        raise ValueError(f"documents: {'; '.join(faults)}")
    problems = [
        tables.problem(doc_id, "analyse", "no text", "the text is missing") for doc_id in ids[~strings]
    ]
    texts = texts[strings]
    described = {
        "origin": lambda: ids,
        "cleaning": lambda: pd.Series([[] for _ in texts], index=texts.index, dtype="object"),
    }
    filled = {name: fill() for name, fill in described.items() if name not in frame}
    filled |= _by_words(texts, [name for name in ("language", "n_words") if name not in frame])
    return tables.table("documents", frame[strings].assign(**filled)), problems


def _by_words(texts: pd.Series, wanted: list[str]) -> dict[str, pd.Series]:
    """The columns `language` and `n_words`, as far as they are wanted; the words of each text are found once."""
    found: dict[str, list] = {name: [] for name in wanted}
    for text in texts if wanted else ():
        words = tables.words(text)
        if "language" in found:
            found["language"].append(language_of(text, words))
        if "n_words" in found:
            found["n_words"].append(len(words))
    types = {"language": "str", "n_words": "int64"}
    return {name: pd.Series(cells, index=texts.index, dtype=types[name]) for name, cells in found.items()}


def _english(corpus: pd.DataFrame) -> tuple[pd.DataFrame, Rows]:
    """The documents in English, and a problem for each of the others."""
    others = other_languages(corpus)
    if not others.any():
        return corpus, []
    problems = [
        tables.problem(
            row["doc_id"],
            "analyse",
            "not English",
            f"{row['origin']}: English was wanted, language {row['language']!r} was found; it is in no table. "
            "Translate it, or pass english_only=False if it is English",
        )
        for row in corpus[others].to_dict("records")
    ]
    first = problems[0]["detail"].partition(":")[0]
    _log.warning(
        "%d of %d documents are not in English and left out (first: %s); analysis.problems names them",
        len(problems),
        len(corpus),
        first,
    )
    return corpus[~others].reset_index(drop=True), problems


def _find(corpus: pd.DataFrame, nlp: Language) -> Iterator[tuple[str, Found | Exception]]:
    """For each document in order its rows, or what went wrong."""
    pairs = list(zip(corpus["doc_id"], corpus["text"], strict=True))
    for at in range(0, len(pairs), BATCH_DOCUMENTS):
        ids, texts = zip(*pairs[at : at + BATCH_DOCUMENTS], strict=True)
        try:
            with _collector_paused():
                docs: Iterable[Doc | str] = list(nlp.pipe(texts, batch_size=BATCH_DOCUMENTS))
        except _DOCUMENT_ERRORS:
            docs = texts  # one of them fails: each by itself tells which
        for doc_id, doc in zip(ids, docs, strict=True):
            with _collector_paused():
                found = _find_in(doc_id, doc, nlp)
            yield doc_id, found


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Python's search for circular garbage put off, as it was before afterwards.

    A document makes thousands of rows and lists, hardly any of them circular; looking through them again and again took
    a seventh of the time beside the network. What is garbage is collected between documents.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _find_in(doc_id: str, doc: Doc | str, nlp: Language) -> Found | Exception:
    """The rows of one document, parsed or still to be parsed; or the error."""
    try:
        doc = nlp(doc) if isinstance(doc, str) else doc
        columns = parsed(doc)
        mentions = actors.find_mentions(doc, doc_id=doc_id, columns=columns)
        said = quotes.find_quotes(doc, doc_id=doc_id, mentions=mentions, columns=columns)
        return {"mentions": mentions, "quotes": said, **_find_rhetoric(doc_id, columns, said)}
    except _DOCUMENT_ERRORS as error:
        return error


def _find_rhetoric(doc_id: str, columns: Parsed, said: Rows) -> Found:
    """What comparisons of rhetoric count. A pipeline of the user's own that makes no trees gives the words alone."""
    doc = columns.doc
    found: Found = {"tokens": token_columns(doc, doc_id=doc_id, columns=columns)}
    if not doc.has_annotation("DEP"):
        return found
    return found | {
        "markers": rhetoric.find_markers(doc, doc_id=doc_id, columns=columns),
        "clauses": rhetoric.find_clauses(doc, doc_id=doc_id, columns=columns),
        "namings": rhetoric.find_namings(doc, doc_id=doc_id, quotes=said, columns=columns),
        "imagery": rhetoric.find_imagery(doc, doc_id=doc_id, columns=columns),
    }


def _failure(doc_id: str, error: Exception) -> dict[str, Any]:
    detail = f"{type(error).__name__}: {error}; the document counts in no table but documents"
    return tables.problem(doc_id, "analyse", "failed", detail)


def join_found(corpus: pd.DataFrame, found: dict[str, pd.DataFrame], problems: Rows) -> Analysis:
    """The whole-table steps after `find_all`: mentions to actors, and what follows from them."""
    mention_table, actor_table = actors.resolve(found["mentions"], found["quotes"])
    start = Analysis(
        documents=corpus,
        actors=actor_table,
        edges=tables.empty("edges"),
        problems=tables.table("problems", problems),
        **(found | {"mentions": mention_table}),
    )
    return _follow(start)


def _follow(analysis: Analysis) -> Analysis:
    """`analysis` with what follows from its actors: speakers, addressees, what quotes are about and answer, edges."""
    quote_table = follow_quotes(analysis.quotes, analysis.mentions, analysis.actors, analysis.documents)
    edges = network.quote_edges(
        quote_table,
        analysis.mentions,
        analysis.actors,
        analysis.documents,
        relation=network.QUOTE_RELATIONS,
    )
    return replace(analysis, quotes=quote_table, edges=edges)


def follow_quotes(
    quote_table: pd.DataFrame, mention_table: pd.DataFrame, actor_table: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """The quotes with their speakers, addressees, what they are about and answer, and their speech acts.

    All of it rests on the quote's own document and on its actors, so whole documents may be followed by themselves:
    with the actors that their mentions mean, and all that are states.
    """
    sources = corrections.for_speakers(mention_table)
    found = quotes.resolve_speakers(quote_table, sources, actor_table)
    found = corrections.mark_speakers(found, mention_table)
    found = quotes.resolve_addressees(found, mention_table, actor_table)
    found = quotes.add_about(found, mention_table, actor_table)
    found = quotes.add_answers(found, mention_table, actor_table, documents)
    return rhetoric.add_acts(rhetoric.add_cues(found))
