"""Figures for print: large enough, words as text in a stack of fonts, described, the same bytes each time."""

import struct
import xml.etree.ElementTree as ElementTree

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from figure_checks import HOSTILE, WORDS

from toolkit import plots
from toolkit.figures import files
from toolkit.figures.style import STYLE, WIDTH

SVG = "{http://www.w3.org/2000/svg}"


def dots(names=("Lena Orlo", "Tom Hale")):
    shares = pd.DataFrame({"name": names, "share": [0.5] * len(names), "kind": ["person"] * len(names)})
    shares = shares.assign(low=0.4, high=0.6)
    return plots.ranked_dots(shares, value="share", low="low", high="high", xlabel="Share", **WORDS)


def size_and_density(path):
    """Width in dots and dots an inch, from the chunks of a PNG file."""
    content = path.read_bytes()
    width = struct.unpack(">I", content[16:20])[0]
    at = content.index(b"pHYs") + 4
    return width, round(struct.unpack(">I", content[at : at + 4])[0] * 0.0254)


def test_a_picture_of_300_dots_and_a_drawing_with_words(tmp_path):
    drawn = dots()
    paths = plots.save(drawn, tmp_path / "figures", "shares_of_mentions")
    assert [path.name for path in paths] == ["shares_of_mentions.png", "shares_of_mentions.svg"]
    assert size_and_density(paths[0]) == (WIDTH * 300, 300)
    root = ElementTree.parse(paths[1]).getroot()
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Lena Orlo", "Tom Hale"} <= set(words)
    assert (root[0].text, root[1].text) == ("shares of mentions", drawn[0].get_label())
    assert root.get("role") == "img"
    assert len(root.get("width")) > 2  # keeps its size on paper
    stack = next(text.get("style") for text in root.iter(f"{SVG}text"))
    assert "'DejaVu Sans'" in stack and "sans-serif" in stack
    plt.close(drawn[0])


def test_the_same_figure_is_the_same_file(tmp_path):
    first, second = (
        plots.save(drawn, tmp_path / name, "one") for drawn, name in ((dots(), "a"), (dots(), "b"))
    )
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    plt.close("all")


def test_hostile_names_stay_text(tmp_path):
    drawn = dots(HOSTILE)
    _, path = plots.save(drawn, tmp_path, "hostile", alt="<b>\x00 & ]]>")
    root = ElementTree.parse(path).getroot()
    tags = {part.tag.removeprefix(SVG) for part in root.iter()}
    assert tags <= {
        "svg",
        "title",
        "desc",
        "defs",
        "style",
        "g",
        "path",
        "use",
        "text",
        "tspan",
        "clipPath",
        "rect",
    }
    assert root[1].text == "<b> & ]]>"
    plt.close("all")


@pytest.mark.parametrize("name", ["", "../out", "a b", "a.png", "-x", "ä"])
def test_a_name_is_a_plain_word(name, tmp_path):
    with pytest.raises(ValueError, match="letters, digits, - and _"):
        files.save(dots(), tmp_path, name)
    assert not list(tmp_path.iterdir())
    plt.close("all")


def test_saving_changes_no_settings(tmp_path):
    before = dict(plt.rcParams)
    plots.save(dots(), tmp_path, "one")
    assert dict(plt.rcParams) == before
    assert STYLE["font.family"][-1] != "sans-serif"
    plt.close("all")
