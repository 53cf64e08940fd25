"""Figures that notebooks show are described, stored and closed."""

import re
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

from toolkit import notebook, plots

NASTY = "<script>alert(1)</script> **bold** $x$ & “quotes”"


def test_a_figure_has_alt_text_and_is_closed():
    import matplotlib.pyplot as plt

    table = pd.DataFrame({"name": ["Lena Orlo"], "share": [0.5], "low": [0.4], "high": [0.6]})
    drawn = plots.ranked_dots(table, value="share", low="low", high="high", xlabel="Share")
    image = notebook.figure(drawn)
    assert image.alt == "Share: most for Lena Orlo (0.5). Ranked dot plot of Share. Largest: Lena Orlo 0.5."
    assert image.data.startswith(b"\x89PNG")
    assert not plt.get_fignums()


def test_a_figure_with_nothing_to_draw_is_a_sentence():
    import matplotlib.pyplot as plt

    assert "<p>No ship.</p>" in notebook.figure(plots.nothing("No ship.", title="Ships", source="x")).data
    assert "<p>No boat.</p>" in notebook.figure(plots.nothing("No ship."), empty="No boat.").data
    assert notebook.figure(plots.nothing("No ship."), empty="") is None
    assert not plt.get_fignums()


def test_a_drawing_says_more_under_the_pointer_and_nothing_gets_out_of_it():
    table = pd.DataFrame(
        {"term": [NASTY, "b"], "side": ["N", "S"], "count_a": [3, 1], "count_b": [1, 3], "q": [0.1, 0.1]}
    ).assign(per_1000_a=[3.0, 1.0], per_1000_b=[1.0, 3.0])
    table.attrs["pair"] = ["N", "S"]
    note = f"{NASTY}\x00\nsecond line</title></svg>"
    shown = notebook.hover(plots.term_scatter(table), {"term-0": note}, name="words").data
    root = ElementTree.fromstring(shown)
    titles = [part.text for part in root.iter() if part.tag.endswith("title")]
    assert titles == [note.replace("\x00", "")]
    assert root.get("role") == "img" and "Scatter plot" in root.get("aria-label")
    assert 'id="words-term-0"' in shown
    assert not [part for part in root.iter() if part.tag.endswith(("script", "metadata", "foreignObject"))]
    assert not re.findall(r'(?:href|src)="(?!#)', shown)


def test_a_drawing_of_nothing_is_a_sentence():
    nothing = pd.DataFrame({"term": [], "side": []})
    assert "No word is used often enough" in notebook.hover(plots.term_scatter(nothing), {}).data
    assert "svg" not in notebook.hover(plots.term_scatter(nothing), {}, empty="none").data
    assert notebook.hover(plots.term_scatter(nothing), {}, empty="") is None


def test_a_figure_is_stored_for_print_where_a_folder_is_given(tmp_path):
    frame = pd.DataFrame({"name": ["Lee"], "share": [0.5], "low": [0.4], "high": [0.6]})
    ends = {"value": "share", "low": "low", "high": "high", "xlabel": "Share"}
    notebook.figure(plots.ranked_dots(frame, **ends), "shares")
    notebook.figure(plots.ranked_dots(frame, **ends), None, tmp_path)
    assert not list(tmp_path.iterdir())
    shown = notebook.figure(plots.ranked_dots(frame, **ends), "shares", tmp_path, alt="One dot")
    assert shown.alt == "One dot"
    stored = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert stored == ["shares.png", "shares.svg"]
    assert ">One dot</" in (tmp_path / "figures" / "shares.svg").read_text(encoding="utf-8")
    notebook.hover(plots.ranked_dots(frame, **ends), {}, "hovered", tmp_path)
    assert (tmp_path / "figures" / "hovered.svg").exists()


@pytest.mark.parametrize("drawn", [None, "nothing"])
def test_a_figure_of_nothing_is_a_sentence_and_takes_the_old_one_away(tmp_path, drawn):
    (tmp_path / "figures").mkdir()
    for name in ("shares.png", "shares.svg", "other.png"):
        (tmp_path / "figures" / name).write_text("before")
    empty = plots.nothing("looked for <ships>") if drawn else None
    shown = notebook.figure(empty, "shares", tmp_path, empty="No <ships>.")
    assert "No &lt;ships&gt;." in shown.data
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["other.png"]
    assert notebook.figure(plots.nothing("x") if drawn else None, empty="") is None
