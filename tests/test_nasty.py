"""Hostile text stays text in every sink; and the checks that say so can fail."""

import shutil
import subprocess

import nasty
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from toolkit import notebook, page_scripts, sheets, tables
from toolkit.pages import pdf, provenance
from toolkit.pages.contents import write_contents
from toolkit.pages.export import export
from toolkit.pages.parts import Page
from toolkit.pages.quotes import write_quotes


@pytest.fixture(scope="module")
def analysis():
    return nasty.analysis()


def test_the_hostile_tables_keep_their_contracts(analysis):
    for name in ("documents", "mentions", "actors", "quotes", "edges", "problems"):
        tables.check(name, getattr(analysis, name), documents=analysis.documents)
    assert len(analysis.actors) == len(nasty.TEXTS) == len(set(nasty.HOSTILE))
    assert {"mentions", "addresses", "quotes"} <= set(analysis.edges["relation"])


@pytest.mark.parametrize("label", [
    "script", "handler", "svg handler", "quoted attribute", "every end", "comment", "frame", "meta", "style", "link",
    "form", "overlong markup",
])  # fmt: skip
def test_the_check_of_pages_can_fail(label):
    unguarded = f'<p title="">{nasty.TEXTS[label]}</p>'
    found = nasty.html_faults(unguarded)
    assert found if label != "overlong markup" else not found


def test_the_checks_of_spreadsheets_can_fail(tmp_path):
    (tmp_path / "raw.csv").write_text("a;b\n=1+1;2\n")
    assert nasty.csv_faults(tmp_path / "raw.csv")
    pytest.importorskip("openpyxl")
    pd.DataFrame({"a": ["=1+1"]}).to_excel(tmp_path / "raw.xlsx")
    assert nasty.workbook_faults(tmp_path / "raw.xlsx")


@pytest.mark.parametrize("name", ["documents", "mentions", "actors", "quotes", "edges", "problems"])
def test_shown_tables_are_inert(analysis, name):
    shown = notebook.table(
        getattr(analysis, name), caption=nasty.TEXTS["script"], whole=nasty.HOSTILE[3]
    ).data
    assert nasty.html_faults(shown) == []
    assert nasty.html_faults(notebook.text(*nasty.HOSTILE, heading=nasty.HOSTILE[0]).data) == []


@pytest.mark.parametrize("parser", ["html.parser", "lxml"])
@pytest.mark.parametrize("name", ["documents", "actors", "quotes", "problems"])
def test_shown_tables_keep_their_rows_and_words(analysis, name, parser):
    """Nothing hostile ends a cell, a row or a table; words are those of the table but for what turns directions."""
    frame = getattr(analysis, name)
    rows = BeautifulSoup(notebook.table(frame).data, parser).find_all("tr")
    assert [len(row.find_all(["td", "th"])) for row in rows] == [frame.shape[1]] * (len(frame) + 1)
    at = list(frame.columns).index({"problems": "detail", "actors": "role"}.get(name, "text"))
    for row, text in zip(rows[1:], frame.iloc[:, at], strict=True):
        cell = row.find_all("td")[at]
        shown = "".join("\n" if part.name == "br" else part.get_text() for part in cell.children)
        marks = str.maketrans(dict.fromkeys("⟦⟧�\x00\r\n\u202e\u202c\u2066\u2069", ""))
        assert shown.translate(marks) == text.translate(marks)


def test_no_mark_turns_what_follows(analysis, account, report):
    everything = notebook.table(analysis.actors, caption=nasty.TEXTS["direction"]).data
    everything += notebook.text(nasty.TEXTS["direction"], heading=nasty.TEXTS["direction"]).data
    pages = [(report / name).read_text(encoding="utf-8") for name in ("index.html", "page.html")]
    assert "\u202e" not in everything
    assert "\u202e" not in pages[0]


def test_csv_is_inert(analysis, tmp_path):
    for path in analysis.to_csv(tmp_path):
        assert nasty.csv_faults(path) == [], path.name


def test_workbooks_are_inert(analysis, tmp_path):
    pytest.importorskip("openpyxl")
    frame = pd.DataFrame({"hostile": nasty.HOSTILE, nasty.TEXTS["formula"]: nasty.HOSTILE})
    sheets.write(tmp_path / "out.xlsx", {"quotes": frame}, nasty.TEXTS["formula"])
    assert nasty.workbook_faults(tmp_path / "out.xlsx") == []


OURS = tuple(page_scripts.source(name) for name in page_scripts.names())
HOSTILE_PAGES = [Page(f"{k}.html", f"{k}.ipynb", hostile, hostile) for k, hostile in enumerate(nasty.HOSTILE)]
needs_browser = pytest.mark.skipif(
    not any(map(shutil.which, pdf.NAMES)), reason="no browser in PATH; install Chromium"
)


@pytest.fixture(scope="module")
def account(analysis):
    told = [(hostile, hostile) for hostile in nasty.HOSTILE]
    return provenance.provenance(analysis, corpus=nasty.HOSTILE[5], parameters=told, command=nasty.HOSTILE[6])


@pytest.fixture(scope="module")
def report(analysis, account, tmp_path_factory):
    """A folder with a contents page, a page of quotes, and a page whose notebook shows hostile tables and words."""
    folder = tmp_path_factory.mktemp("hostile")
    write_contents(folder, analysis, HOSTILE_PAGES[:3], account, networks=["mentions"])
    write_quotes(folder, analysis, HOSTILE_PAGES[:3], account, sides={nasty.HOSTILE[0]: [nasty.HOSTILE[1]]})
    (folder / "page.html").write_text(_page(analysis, account), encoding="utf-8")
    return folder


def _page(analysis, account):
    everything = "\n".join(nasty.HOSTILE)
    caption = {"title": everything, "note": everything, "top": 0.0, "foot": 0.0}
    shown = [
        notebook.table(getattr(analysis, name), caption=everything).data for name in ("quotes", "actors")
    ]
    shown += [notebook.text(*nasty.HOSTILE).data, pd.DataFrame({"a": nasty.HOSTILE}).to_html()]
    outputs = [nbformat.v4.new_output("display_data", {"text/html": html}) for html in shown]
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    told = {"image/png": {"alt": everything, "width": nasty.TEXTS["quoted attribute"], "caption": caption}}
    outputs.append(nbformat.v4.new_output("display_data", {"image/png": pixel}, metadata=told))
    outputs.append(nbformat.v4.new_output("display_data", {"text/plain": everything}))
    outputs.append(nbformat.v4.new_output("display_data", {"text/latex": everything}))
    outputs.append(nbformat.v4.new_output("stream", name="stdout", text=everything))
    cells = [nbformat.v4.new_markdown_cell("# Hostile"), nbformat.v4.new_code_cell("x", outputs=outputs)]
    made = nbformat.v4.new_notebook(cells=cells)
    return export(made, account, page=HOSTILE_PAGES[0], pages=HOSTILE_PAGES)


@pytest.mark.parametrize("name", ["index.html", "quotes.html", "page.html"])
def test_pages_are_inert(report, name):
    assert nasty.html_faults((report / name).read_text(encoding="utf-8"), OURS) == []


@needs_browser
@pytest.mark.parametrize("name", ["index.html", "quotes.html", "page.html"])
def test_nothing_hostile_runs_in_a_browser(report, name):
    seen = _dumped(report / name)
    assert nasty.PWNED not in seen.split("</title>")[0].rsplit("<title>", 1)[1].replace(nasty.RUN, "")
    assert "switches" in seen and ">Dark</button>" in seen  # our own scripts ran


@needs_browser
def test_the_policy_stops_what_gets_through(report):
    """A page into which a script has slipped: only the policy is left to stop it. Without the policy it runs."""
    page = (report / "index.html").read_text(encoding="utf-8")
    slipped = page.replace("</main>", f'<script>{nasty.RUN}</script><img src=x onerror="{nasty.RUN}"></main>')
    (report / "slipped.html").write_text(slipped, encoding="utf-8")
    (report / "open.html").write_text(slipped.replace("Content-Security-Policy", "x"), encoding="utf-8")
    assert "<title>PWNED</title>" not in _dumped(report / "slipped.html")
    assert "<title>PWNED</title>" in _dumped(report / "open.html")


@needs_browser
def test_pdf_is_inert(report):
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(
        pdf.write_pdf(report / "page.html", report / "page.pdf", browser=pdf.find_browser())
    )
    assert "JavaScript" not in str(reader.trailer["/Root"]) and "/OpenAction" not in reader.trailer["/Root"]
    actions = [note.get_object().get("/A") for page in reader.pages for note in page.get("/Annots", [])]
    assert not [
        action for action in actions if action and action.get_object().get("/S") in ("/JavaScript", "/Launch")
    ]
    assert not [action for action in actions if action and "file:" in str(action.get_object())]
    assert "PWNED" in "".join(page.extract_text() for page in reader.pages)  # as text


def _dumped(page):
    """The page as it is after its scripts have run."""
    command = [pdf.find_browser(), *pdf.QUIET, "--virtual-time-budget=3000", "--dump-dom", page.as_uri()]
    command[1:1] = pdf.unsandboxed()
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout
