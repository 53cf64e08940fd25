"""Figures and tables are numbered in order, headings get anchors, and nothing of the notebook itself is changed."""

import nasty
import nbformat
from bs4 import BeautifulSoup
from test_pages_pictures import chart, encoded

from toolkit.pages import numbering

TABLE = "<table><caption>Ships</caption><thead><tr><th>a</th></tr></thead><tbody><tr><th>1</th></tr></tbody></table>"


def output(kind, data, **about):
    return nbformat.v4.new_output("display_data", {kind: data}, metadata={kind: about} if about else {})


def notebook(*cells):
    made = nbformat.v4.new_notebook()
    for cell in cells:
        if isinstance(cell, str):
            made.cells.append(nbformat.v4.new_markdown_cell(cell))
        else:
            made.cells.append(nbformat.v4.new_code_cell("1", outputs=list(cell)))
    return made


def markdown(cell):
    """Headings as the exporter gives them, without the rest of Markdown."""
    lines = []
    for line in cell.source.splitlines():
        level = len(line) - len(line.lstrip("#"))
        lines.append(f"<h{level}>{line[level:].strip()}</h{level}>" if level else f"<p>{line}</p>")
    return "\n".join(lines)


def test_headings_get_anchors_of_their_own_and_the_title_goes():
    ready = numbering.prepare(notebook("# Title\nwords", "## How often?\n### How often?\n## Main"), markdown)
    assert [tuple(heading) for heading in ready.headings] == [
        (2, "how-often", "How often?"),
        (3, "how-often-2", "How often?"),
        (2, "main-2", "Main"),  # main is where the skip link leads
    ]
    assert "Title" not in ready.notebook.cells[0].metadata["page"]["html"]
    assert '<h2 id="how-often">How often?</h2>' in ready.notebook.cells[1].metadata["page"]["html"]


def test_figures_and_tables_are_numbered_in_order():
    caption = {"title": "Lee speaks most", "note": "n = 3.", "top": 0.1, "foot": 0.1}
    made = notebook(
        [output("image/png", encoded(chart()), alt="A chart", caption=caption), output("text/html", TABLE)],
        [output("text/html", "<svg viewBox='0 0 9 9'></svg>", caption=caption), output("text/html", TABLE)],
        [output("image/png", encoded(chart()), alt="Another"), output("text/html", "<table></table>")],
    )
    before = nbformat.writes(made)
    outputs = [each for cell in numbering.prepare(made, markdown).notebook.cells for each in cell.outputs]
    assert nbformat.writes(made) == before
    figures = [each.metadata["figure"] for each in outputs if "figure" in each.metadata]
    assert [figure["number"] for figure in figures] == [1, 2, 3]
    assert [figure["title"] for figure in figures] == ["Lee speaks most.", "Lee speaks most.", ""]
    assert "<b>Table 1.</b> Ships" in outputs[1].data["text/html"]
    assert "<b>Table 2.</b> Ships" in outputs[3].data["text/html"]
    assert "Table" not in BeautifulSoup(outputs[5].data["text/html"], "html.parser").get_text()


def test_tables_have_frames_scopes_and_names():
    made = notebook([output("text/html", TABLE)])
    framed = numbering.prepare(made, markdown).notebook.cells[0].outputs[0].data["text/html"]
    soup = BeautifulSoup(framed, "html.parser")
    assert [head["scope"] for head in soup.find_all("th")] == ["col", "row"]
    region, table = soup.find(role="region"), soup.table
    assert (
        region["tabindex"] == "0"
        and table["aria-labelledby"] == region["aria-labelledby"] == soup.figcaption["id"]
    )
    assert soup.caption is None


def test_scripts_and_widgets_are_never_chosen():
    both = nbformat.v4.new_output(
        "display_data", {"application/javascript": "alert(1)", "text/plain": "words", "text/html": "<p>x</p>"}
    )
    only = nbformat.v4.new_output("display_data", {"application/javascript": "alert(1)"})
    outputs = numbering.prepare(notebook([both, only]), markdown).notebook.cells[0].outputs
    assert dict(outputs[0].data) == {"text/html": "<p>x</p>"} and dict(outputs[1].data) == {}


def test_hostile_captions_stay_text():
    from toolkit import notebook as shown

    for hostile in nasty.HOSTILE:
        import pandas as pd

        table = shown.table(pd.DataFrame({hostile: [hostile]}), caption=hostile).data
        framed = numbering.prepare(notebook([output("text/html", table)]), markdown)
        assert nasty.html_faults(framed.notebook.cells[0].outputs[0].data["text/html"]) == []
