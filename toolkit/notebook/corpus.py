"""What the corpus is and how it was read, in words and tables."""

from __future__ import annotations

import pandas as pd

from toolkit.wording import number_of


def describe(documents: pd.DataFrame) -> str:
    """What the corpus is, in a sentence or two."""
    words = f"{int(documents['n_words'].sum()):,} words"
    if len(documents) == 1:
        row = documents.iloc[0]
        known = [row[name] for name in ("title", "outlet", "published") if isinstance(row[name], str)]
        return (
            f"one article of {words}: {', '.join(known)} (file {row['origin']})."
            if known
            else f"{row['origin']}, {words}."
        )
    dates = documents["published"].dropna()
    outlets = documents["outlet"].dropna().value_counts()
    found = f"{len(documents):,} articles, {words}"
    if len(dates):
        found += f", published {min(dates)} to {max(dates)}"
    if len(outlets):
        found += f"; outlets: {', '.join(outlets.index[:5])}" + (
            f" and {len(outlets) - 5} more" if len(outlets) > 5 else ""
        )
    return found + "."


def source(documents: pd.DataFrame) -> str:
    """The corpus as the source in the caption of a figure."""
    if len(documents) == 1:
        row = documents.iloc[0]
        return row["title"] if isinstance(row["title"], str) else row["origin"]
    return f"{len(documents):,} articles"


def set_aside(documents: pd.DataFrame) -> str:
    """How many documents repeat another one, and so count once, in a sentence."""
    texts = dict(zip(documents["doc_id"], documents["text"]))
    repeats = documents.dropna(subset="duplicate_of") if "duplicate_of" in documents else documents.iloc[:0]
    copies = len(repeats)
    if not copies:
        return "No two documents have the same text." if len(documents) > 1 else ""
    originals = repeats["duplicate_of"].map(texts)
    near = int((originals.notna() & (originals != repeats["text"])).sum())
    changed = f" Of these, {near} {'is' if near == 1 else 'are'} not word for word the same." if near else ""
    return (
        f"{number_of(copies, 'document')} of {len(documents):,} {'has' if copies == 1 else 'have'} the text of another "
        f"one and counts once with it in all numbers below.{changed}"
    )


def cleaning(documents: pd.DataFrame) -> pd.DataFrame:
    """What cleaning changed or noticed, one row each: document, step, what, count, detail."""
    names = ["document", "step", "what", "count", "detail"]
    rows = [
        {"document": origin, **{key: value for key, value in entry.items() if key in names}}
        for origin, entries in zip(documents["origin"], documents["cleaning"], strict=True)
        for entry in entries or []
    ]
    return pd.DataFrame(rows, columns=names)


def cleaning_summed(documents: pd.DataFrame) -> pd.DataFrame:
    """What cleaning changed or noticed in all documents together, one row a kind of change.

    Shape: step, what, count, documents (that have it), examples (up to three different details).
    """
    found = cleaning(documents)
    rows = [
        (step, what, int(rows["count"].sum()), rows["document"].nunique(), _first_different(rows["detail"]))
        for (step, what), rows in found.groupby(["step", "what"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["step", "what", "count", "documents", "examples"])


def _first_different(details: pd.Series) -> str | None:
    found = list(dict.fromkeys(details.dropna().astype(str)))
    return " | ".join(found[:3]) or None
