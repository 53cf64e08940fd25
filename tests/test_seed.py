"""The seed article from file to tables, against a careful reading of it (seed_quotes.json)."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import toolkit as tk
from toolkit import tables

ROOT = Path(__file__).parents[1]
READING = json.loads((Path(__file__).with_name("seed_quotes.json")).read_text(encoding="utf-8"))
WORD = re.compile(r"\w+")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def analysis(nlp):
    return tk.analyse(tk.read_documents(ROOT / "seeds"), nlp=nlp, progress=False)


def word_numbers(text, spans):
    """Which words of the text, counted from its start, lie in the spans."""
    return {
        number
        for number, word in enumerate(WORD.finditer(text))
        if any(start <= word.start() and word.end() <= end for start, end in spans)
    }


def compare(analysis):
    """For each statement that was read: the quote that has it (found), and whether the speaker is right.

    Found: a quote holds at least half of the statement's words, and has its cue or no more than twice its words.
    Cleaning only removes lines after the last statement, so words have the same numbers in the file and in the table.
    """
    raw = (ROOT / "seeds" / READING["file"]).read_text(encoding="utf-8")
    text = analysis.documents["text"][0]
    quotes = []
    for quote in analysis.quotes.to_dict("records"):
        cue = [] if pd.isna(quote["cue_start"]) else [(quote["cue_start"], quote["cue_end"])]
        quotes.append((word_numbers(text, quote["spans"]), word_numbers(text, cue), quote))
    rows = []
    for said in READING["statements"]:
        starts = zip(said["content_start"], said["content"])
        content = word_numbers(raw, [(start, start + len(piece)) for start, piece in starts])
        cue = word_numbers(raw, [(said["cue_start"], said["cue_start"] + len(said["cue"]))])
        fits = [
            (len(content & found) / len(content | found), quote["speaker"])
            for found, found_cue, quote in quotes
            if 2 * len(content & found) >= len(content)
            and (cue & found_cue or 2 * len(content & found) >= len(content | found))
        ]
        speaker = max(fits, key=lambda fit: fit[0])[1] if fits else None
        rows.append(
            {
                "label": said["label"],
                "optional": said.get("optional", False),
                "found": bool(fits),
                "speaker": speaker,
                "right": bool(fits) and speaker == said["speaker"],
            }
        )
    return pd.DataFrame(rows)


def test_statements_of_the_seed_are_found_with_their_speakers(analysis):
    hits = compare(analysis)
    required = hits[~hits["optional"]]
    misses = required[~required["right"]][["label", "found", "speaker"]]
    assert required["found"].sum() >= 25, f"not found or not right:\n{misses}"
    assert required["right"].sum() >= 22, f"not found or not right:\n{misses}"


def test_the_reading_is_of_the_file():
    raw = (ROOT / "seeds" / READING["file"]).read_text(encoding="utf-8")
    for said in READING["statements"]:
        for start, piece in zip(said["content_start"], said["content"]):
            assert raw[start : start + len(piece)] == piece, said["label"]


def test_every_offset_of_the_seed_leads_back_to_its_text(analysis):
    text = analysis.documents["text"][0]
    for mention in analysis.mentions.itertuples():
        assert text[mention.start : mention.end] == mention.text
    for quote in analysis.quotes.itertuples():
        assert " ".join(text[start:end] for start, end in quote.spans) == quote.text
    for name in ("documents", "mentions", "actors", "quotes", "edges", "problems"):
        tables.check(name, getattr(analysis, name))


def test_leftovers_of_the_web_page_are_no_speech(analysis):
    for leftover in ("Leave a Comment", "contributed to this report", "Here's what you need to know"):
        assert not analysis.quotes["text"].str.contains(leftover, regex=False).any()


def test_people_of_the_seed_are_one_actor_each(analysis):
    people = analysis.actors[analysis.actors["kind"] == "person"].set_index("name")
    for name in ("Sergei Ryabkov", "Wendy Sherman", "Antony Blinken", "Michael Carpenter", "Zbigniew Rau"):
        assert name in people.index
        assert not any(other != name and other.endswith(name.split()[-1]) for other in people.index)


def test_analysing_again_gives_the_same_tables(analysis, nlp):
    again = tk.analyse(tk.read_documents(ROOT / "seeds"), nlp=nlp, progress=False)
    pd.testing.assert_frame_equal(again.quotes, analysis.quotes)
    pd.testing.assert_frame_equal(again.actors, analysis.actors)


def test_the_notebooks_state_what_is_measured_here(analysis):
    required = compare(analysis)
    required = required[~required["optional"]]
    found, right = int(required["found"].sum()), int(required["right"].sum())
    for path in sorted((ROOT / "notebooks").glob("0[123]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = " ".join("".join(cell["source"]) for cell in cells).replace("\n", " ")
        assert f"counts {len(required)} attributed statements" in text, path.name
        assert f"finds {found} of them, all {right} with the right speaker" in text, path.name
