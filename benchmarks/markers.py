"""How often hedges, boosters and speech acts are right, on sentences and quotes that were labelled before the rules.

python -m benchmarks.markers prints Markdown for benchmarks/RESULTS.md and every error; some seconds. The data are
tests/stance_sentences.json (200 sentences, every hedge and booster marked, with look-alikes) and
tests/speech_acts.json (100 quotes). All are invented, and labelled by the one who wrote the rules: a second reader
would differ on some, and invented quotes are plainer than news, which RESULTS.md has figures for too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from toolkit import stats
from toolkit.quotes import kind_of
from toolkit.rhetoric import acts
from toolkit.rhetoric.markers import find_markers
from toolkit.text.marks import quotation_regions

DATA = Path(__file__).parent.parent / "tests"
FAMILIES = {"h": "hedge", "b": "booster"}
_MARKED = re.compile(r"\[([hbx]):([^\[\]]*)\]")


class Error(NamedTuple):
    """A marker that is none, or one that was missed."""

    family: str
    what: str
    words: str
    sentence: str


def unmarked(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a marked sentence, and (start, end, mark) of each marked word in it.

    >>> unmarked("It [h:may] rain in [x:May].")
    ('It may rain in May.', [(3, 6, 'h'), (15, 18, 'x')])
    """
    text, spans, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return text + marked[at:], spans


def score_stance(nlp: Any) -> tuple[pd.DataFrame, list[Error]]:
    """Precision and recall of hedges and boosters with Wilson intervals, and the errors.

    Shape: one row per family and measure: family, measure (precision, recall), right, of, share, low, high.
    """
    counts = {
        (family, measure): [0, 0] for family in FAMILIES.values() for measure in ("precision", "recall")
    }
    errors = []
    for entry in json.loads((DATA / "stance_sentences.json").read_text(encoding="utf-8"))["entries"]:
        text, spans = unmarked(entry["marked"])
        rows = find_markers(nlp(text), doc_id="sentence")
        for mark, family in FAMILIES.items():
            wanted = [(start, end) for start, end, one in spans if one == mark]
            found = [(row["start"], row["end"]) for row in rows if row["family"] == family]
            for measure, these, others in (("precision", found, wanted), ("recall", wanted, found)):
                for start, end in these:
                    right = any(low < end and start < high for low, high in others)
                    counts[family, measure][0] += right
                    counts[family, measure][1] += 1
                    if not right:
                        what = "is none" if measure == "precision" else "was missed"
                        errors.append(Error(family, what, text[start:end], entry["marked"]))
    table = pd.DataFrame([(*key, *value) for key, value in counts.items()])
    table.columns = ["family", "measure", "right", "of"]
    share = stats.wilson_interval(table["right"].to_numpy(), table["of"].to_numpy())
    return table.assign(share=share.estimate, low=share.low, high=share.high), errors


def score_acts(name: str = "speech_acts") -> pd.DataFrame:
    """The labelled quotes with the act found and `wanted`, the act labelled; cue and content are given."""
    entries = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["entries"]
    rows = []
    for entry in entries:
        start = entry["text"].casefold().index(entry["content"].casefold())
        span = (start, start + len(entry["content"]))
        kind = kind_of(entry["text"], [span], quotation_regions(entry["text"]))
        rows.append(
            {
                "text": entry["content"],
                "kind": kind,
                "cue": entry["cue"],
                "speaker": entry["speaker"],
                "wanted": entry["act"],
            }
        )
    return acts.add_acts(pd.DataFrame(rows))


def confusion(quotes: pd.DataFrame) -> str:
    """How often each labelled act (rows) was taken for which (columns), as a Markdown table."""
    table = pd.crosstab(quotes["wanted"], quotes["act"]).reindex(
        index=acts.ACTS, columns=acts.ACTS, fill_value=0
    )
    lines = [f"| labelled | {' | '.join(acts.ACTS)} |", "|---" * (len(acts.ACTS) + 1) + "|"]
    lines += [
        f"| {name} | {' | '.join(str(n) if n else '' for n in row)} |"
        for name, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print both tables and all errors."""
    from toolkit.language import load_pipeline

    table, errors = score_stance(load_pipeline())
    print("| family | measure | right | of | share | 95 % interval (Wilson) |\n|---|---|---|---|---|---|")
    for row in table.itertuples():
        share = f"{row.share:.2f} | {row.low:.2f} to {row.high:.2f}"
        print(f"| {row.family} | {row.measure} | {row.right} | {row.of} | {share} |")
    print()
    for error in errors:
        print(f"- {error.family} “{error.words}” {error.what}: {error.sentence}")
    quotes = score_acts()
    print(f"\n{(quotes['act'] == quotes['wanted']).sum()} of {len(quotes)} speech acts are right\n")
    print(confusion(quotes))
    for row in quotes[quotes["act"] != quotes["wanted"]].itertuples():
        print(f"- {row.wanted} taken for {row.act} ({row.act_reason}): {row.speaker} {row.cue}: {row.text}")


if __name__ == "__main__":
    main()
