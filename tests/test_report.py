"""The report: parameters, kernels, pages that load nothing, errors that name the cell."""

import importlib
import json
import re
import sys
from pathlib import Path

import nasty
import nbformat
import networkx as nx
import pandas as pd
import pytest
from bs4 import BeautifulSoup

import toolkit as tk
from toolkit import page_scripts, tables
from toolkit.actors.corrections import corrections_table
from toolkit.analysis import Analysis
from toolkit.pages import provenance

module = importlib.import_module("toolkit.report")
pytestmark = pytest.mark.usefixtures("warm_kernels")
SEEDS = Path(__file__).parent.parent / "seeds"
EVIL = "<script>alert(1)</script><img src=https://evil.example/x.png>"


def notebook(*cells):
    """A notebook of code cells; a leading "#" makes a text cell, the first code cell holds the parameters."""
    made, tags = [], ["parameters"]
    for cell in cells:
        if cell.startswith("#"):
            made.append(nbformat.v4.new_markdown_cell(cell))
        else:
            made.append(nbformat.v4.new_code_cell(cell, metadata={"tags": tags}))
            tags = []
    return nbformat.v4.new_notebook(cells=made)


NOTEBOOK = notebook(
    "# Who says *what*?",
    "corpus = '../seeds/'\nsides: dict | None = None\ncorrections = attributes = None\nanalysis_folder = None",
    "import sys\nfrom toolkit.analysis import analyse_corpus\n"
    "analysis = analyse_corpus(corpus, analysis_folder=analysis_folder)\n"
    "print('interpreter', sys.executable)\nprint('corpus', corpus, 'sides', sides)\nanalysis.actors[['name']]",
    "from toolkit import notebook\nplace = notebook.reserve()\n"
    "notebook.open_with(place, 'Doe & <Roe> speak.', analysis.documents)",
    "import matplotlib.pyplot as plt\nfrom IPython.display import display\nfigure, axes = plt.subplots()\n"
    "display(figure, metadata={'image/png': {'alt': 'An empty \"plot\"'}})\nplt.close(figure)",
)


def prepare(folder, monkeypatch):
    """A folder with an article, and an analysis of it without a model, in which an actor has an evil name."""

    def analyse(documents, *, corrections, attributes, english_only, progress):
        rows = [{"actor_id": "a", "name": EVIL, "kind": "person", "mentions": 3, "documents": 1}]
        problems = tables.table("problems", documents.attrs["problems"])
        others = [tables.empty("quotes"), tables.empty("edges")]
        return Analysis(documents, tables.empty("mentions"), tables.table("actors", rows), *others, problems)

    monkeypatch.setattr(module, "analyse_with", analyse)
    folder = folder / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("Talks & <b>threats</b>\n\nThe minister said that the talks had failed.")
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    return prepare(tmp_path, monkeypatch)


def written(tmp_path, content, name="first.ipynb"):
    nbformat.write(content, tmp_path / name)
    return tmp_path / name


def remote_addresses(html):
    """Addresses that a browser would load by itself, links to click on aside."""
    soup = BeautifulSoup(html, "html.parser")
    attributes = ("src", "srcset", "data", "poster", "action", "background", "style")
    loaded = [tag[name] for tag in soup.find_all(True) for name in attributes if tag.has_attr(name)]
    loaded += [tag["href"] for tag in soup.find_all(["link", "use", "image", "base"]) if tag.has_attr("href")]
    loaded += re.findall(
        r"@import[^;]+|url\([^)]*\)", " ".join(style.get_text() for style in soup.find_all("style"))
    )
    return [address for address in loaded if not address.startswith("data:") and "//" in address]


@pytest.fixture(scope="module")
def made(tmp_path_factory, warm_kernels):
    """The contents page of a report that the tests below only look at."""
    place = tmp_path_factory.mktemp("made")
    options = {"out": place / "out", "notebooks": [written(place, NOTEBOOK)], "progress": False}
    with pytest.MonkeyPatch.context() as patch:
        return tk.report(prepare(place, patch), sides={"A": "Russia", "B": ["NATO"]}, **options)


def test_report(made):
    index = made.read_text(encoding="utf-8")
    out = made.parent
    links = re.findall(r'href="([^"]+)"', index)
    assert {"first.html", "first.ipynb", "tables/documents.csv", "tables/problems.csv"} <= set(links)
    assert all((out / link).exists() for link in links if not link.startswith("#"))
    assert all(f'id="{link[1:]}"' in index for link in links if link.startswith("#"))
    for shown in (
        "Who says what?",
        "empty.txt: the file is empty",
        "Talks &amp; &lt;b&gt;threats",
        "actor_id",
        "Doe &amp; &lt;Roe&gt; speak.",
    ):
        assert shown in index
    page = (out / "first.html").read_text(encoding="utf-8")
    assert f"interpreter {sys.executable}" in page  # whatever kernels are registered on the machine
    assert "corpus ../corpus sides {'A': ['Russia'], 'B': ['NATO']}" in page
    assert "<title>Who says what?</title>" in page
    assert [image["alt"] for image in BeautifulSoup(page, "html.parser").find_all("img")] == [
        'An empty "plot"'
    ]
    assert "<details" in page


def test_tables_that_a_notebook_writes_are_listed(tmp_path, corpus):
    saves = "out_folder = None\nfrom pathlib import Path"
    write = "Path(out_folder, 'tables', 'a_new_one.csv').write_text('x')"
    index = tk.report(
        corpus, out=tmp_path / "out", notebooks=[written(tmp_path, notebook(saves, write))], progress=False
    ).read_text(encoding="utf-8")
    assert index.count('<a href="tables/a_new_one.csv">a_new_one.csv</a>.') == 1


def test_pages_load_nothing_and_run_our_scripts_alone(made):
    ours = tuple(page_scripts.source(name) for name in page_scripts.names())
    for path in made.parent.glob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert BeautifulSoup(html, "html.parser").find("meta", content=page_scripts.policy())
        assert nasty.html_faults(html, ours) == []
        assert remote_addresses(html) == []


def test_report_notebooks_run_again_where_they_are(made):
    done = nbformat.read(made.parent / "first.ipynb", as_version=4)
    nbformat.validate(done)
    injected = [cell for cell in done.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    assert "analysis_folder = 'tables'" in injected[0].source
    again = module.execute(done, name="first", folder=made.parent)
    outputs = [output.get("data", {}) for cell in again.cells for output in cell.get("outputs", [])]
    (table,) = [data for data in outputs if "dataframe" in data.get("text/html", "")]
    assert "&lt;script&gt;alert" in table["text/html"]


@pytest.mark.parametrize("as_file", [True, False])
def test_corrections_and_attributes_reach_the_notebooks(tmp_path, corpus, monkeypatch, as_file):
    """Files are named as seen from the report; tables become files there, with nothing that runs in a spreadsheet."""
    given = []
    analyse = module.analyse_with
    monkeypatch.setattr(
        module, "analyse_with", lambda *args, **options: given.append(options) or analyse(*args, **options)
    )
    corrections = pd.DataFrame({"action": ["drop"], "actor": ["=SUM(1)"]})
    attributes = pd.DataFrame({"actor": ["Doe"], "party": ["Greens"]})
    (tmp_path / "sides.csv").write_text("side,bloc\nWest,NATO\n")
    if as_file:
        corrections.to_csv(tmp_path / "c.csv", index=False)
        attributes.to_csv(tmp_path / "a.csv", index=False)
    module.report(
        corpus,
        out=tmp_path / "out",
        sides=tmp_path / "sides.csv",
        corrections=tmp_path / "c.csv" if as_file else corrections,
        attributes=tmp_path / "a.csv" if as_file else attributes,
        notebooks=[written(tmp_path, notebook("sides = corrections = attributes = None"))],
        progress=False,
    )
    assert given[0]["corrections"]["action"].tolist() == ["drop"]
    assert given[0]["attributes"]["party"].tolist() == ["Greens"]
    done = nbformat.read(tmp_path / "out" / "first.ipynb", as_version=4)
    names = ("../c.csv", "../a.csv") if as_file else ("corrections_used.csv", "attributes_used.csv")
    lines = f"sides = {{'West': ['bloc:NATO']}}\ncorrections = '{names[0]}'\nattributes = '{names[1]}'"
    assert done.cells[1].source == lines
    assert corrections_table(tmp_path / "out" / names[0])["actor"].tolist() == ["=SUM(1)"]
    assert (tmp_path / "out" / names[1]).exists()


def test_faulty_files_stop_a_report_before_the_work(tmp_path, corpus, monkeypatch):
    monkeypatch.setattr(module, "analyse_with", None)
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    for name, message in (
        ("corrections", "no column action"),
        ("attributes", "no column actor or actor_id"),
        ("sides", "no columns side"),
    ):
        with pytest.raises(ValueError, match=message):
            tk.report(corpus, out=tmp_path / "out", **{name: tmp_path / "bad.csv"})
    assert not (tmp_path / "out").exists()


def test_a_template_that_was_filled_in_is_kept(tmp_path, corpus):
    options = {"out": tmp_path / "out", "progress": False}
    options["notebooks"] = [written(tmp_path, notebook("corpus = 1"))]
    tk.report(corpus, **options)
    template = tmp_path / "out" / module.TEMPLATE
    assert "suggested" in template.read_text(encoding="utf-8-sig") and "'<" not in template.read_text()
    template.write_text("action,actor\ndrop,Doe\n")
    tk.report(corpus, **options)
    assert template.read_text() == "action,actor\ndrop,Doe\n"


def test_failing_cell_is_named(tmp_path, corpus):
    source = written(tmp_path, notebook("corpus = 1", "x = 1", "total = 1 / 0"), "second.ipynb")
    with pytest.raises(
        module.ReportError, match=r"second\.ipynb, cell 4 \('total = 1 / 0'\): ZeroDivisionError"
    ):
        tk.report(corpus, out=tmp_path / "out", notebooks=[source], progress=False)


def test_kernel_that_dies(tmp_path, corpus):
    source = written(tmp_path, notebook("corpus = 1", "import os\nos._exit(1)"))
    with pytest.raises(module.ReportError, match=r"first\.ipynb: the notebook's kernel"):
        tk.report(corpus, out=tmp_path / "out", notebooks=[source], progress=False)


def test_only_known_parameters_are_set():
    values = {"corpus": "x", "sides": None, "out_folder": "."}
    cells = module.with_parameters(NOTEBOOK, values).cells
    assert [cell.source for cell in cells[1:3]] == [NOTEBOOK.cells[1].source, "corpus = 'x'\nsides = None"]
    assert len(NOTEBOOK.cells) == 5  # left alone
    plain = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("corpus = 1")])
    assert len(module.with_parameters(plain, values).cells) == 1


def test_missing_notebook(tmp_path, corpus):
    with pytest.raises(module.ReportError, match="no such notebook"):
        tk.report(corpus, out=tmp_path / "out", notebooks=[tmp_path / "none.ipynb"])
    (tmp_path / "broken.ipynb").write_text("not json")
    with pytest.raises(module.ReportError, match="not a notebook"):
        tk.report(corpus, out=tmp_path / "out", notebooks=[tmp_path / "broken.ipynb"])


def test_nothing_to_report(tmp_path):
    (tmp_path / "a.txt").write_text("“”")
    with pytest.raises(ValueError, match="no document could be read"):
        tk.report(tmp_path / "a.txt", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_report_without_english(tmp_path, monkeypatch):
    """Said before the analysis, with what was found and what to do."""
    monkeypatch.setattr(module, "analyse_with", None)
    text = (
        "Der Minister sagte am Montag, die Gespräche seien gescheitert und niemand wolle sie fortsetzen. " * 9
    )
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(
        ValueError, match=r"none of the documents that were read is in English.*de \(1\).*--all-languages"
    ):
        tk.report(tmp_path / "a.txt", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"template": "no/such"}, "no folder and no installed template of that name"),
        ({"pdf": True, "browser": "no-such-browser"}, "no program that can be run"),
        ({"browser": "chromium"}, "add --pdf"),
    ],
)
def test_what_pages_need_is_asked_for_before_the_work(tmp_path, corpus, monkeypatch, options, message):
    monkeypatch.setattr(module, "read_some", None)
    with pytest.raises(ValueError, match=message):
        tk.report(corpus, out=tmp_path / "out", **options)


def test_pages_say_how_they_were_made(made):
    for path in (made, made.parent / "first.html"):
        said = (
            BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            .find(class_="provenance")
            .get_text()
        )
        documents = tables.from_plain(
            "documents", pd.read_parquet(made.parent / "tables" / "documents.parquet")
        )
        assert provenance.fingerprint(documents) in said
        assert "1 document, 0 mentions, 1 actor, 0 quotes, 0 edges, 1 problem" in said
        assert "news model, version" in said and "sides = {'A': ['Russia'], 'B': ['NATO']}" in said
        assert "--sides A=Russia B=NATO" in said


def test_each_page_is_printed(tmp_path, corpus, monkeypatch):
    printed = []
    monkeypatch.setattr(module.printer, "find_browser", lambda wanted: "a browser")
    monkeypatch.setattr(
        module.printer, "write_pdf", lambda page, target, *, browser: printed.append((page.name, target.name))
    )
    source = written(tmp_path, notebook("corpus = 1"))
    index = tk.report(corpus, out=tmp_path / "out", notebooks=[source], pdf=True, progress=False)
    assert printed == [("index.html", "index.pdf"), ("first.html", "first.pdf")]
    assert '<a href="first.pdf">PDF</a>' in index.read_text(encoding="utf-8")


def test_packaged_notebooks_are_found():
    for name in module.NOTEBOOKS:
        content = nbformat.read(module.project.notebook_folder() / name, as_version=4)
        nbformat.validate(content)
        cells = module.with_parameters(content, {"corpus": "x", "sides": None, "analysis_folder": "y"}).cells
        injected = [cell.source for cell in cells if "injected-parameters" in cell.metadata.get("tags", [])]
        assert injected, f"{name} has no cell tagged parameters"
        assert injected[0].startswith("corpus = 'x'")
        assert all(not cell.get("outputs") for cell in content.cells), f"{name} is stored with outputs"


@pytest.mark.integration
@pytest.mark.model
def test_seed_report(seed_report):
    for name in ("index.html", *(name.replace(".ipynb", ".html") for name in module.NOTEBOOKS)):
        page = seed_report / name
        html = page.read_text(encoding="utf-8")
        assert remote_addresses(html) == []
        assert "No description has been provided" not in html
        assert page.stat().st_size < 3_000_000
    documents = tk.read_documents(SEEDS)
    quotes = pd.read_csv(seed_report / "tables" / "quotes.csv")
    text = documents["text"][0]
    for spans, content in zip(quotes["spans"].map(json.loads), quotes["text"], strict=True):
        assert " ".join(text[start:end] for start, end in spans) == content


@pytest.mark.integration
@pytest.mark.model
def test_report_on_a_text_where_nothing_is_found(tmp_path, model_folder):
    (tmp_path / "a.txt").write_text("It rained. It was cold, and it rained again.")
    index = tk.report(tmp_path / "a.txt", out=tmp_path / "out", progress=False)
    assert "a.txt" in index.read_text(encoding="utf-8")


def test_networks_carry_the_attributes_of_the_user(tmp_path):
    actors = [
        {"actor_id": one, "name": one, "kind": "person", "mentions": 1, "documents": 1}
        for one in ("ann", "bo")
    ]
    edge = {"source": "ann", "target": "bo", "relation": "mentions", "weight": 1.0, "documents": 1, "n": 1}
    edge |= {"quote_ids": ["q1"], "reliable": False, "source_name": "ann", "target_name": "bo"}
    known = tables.table("actors", actors).assign(party=["Greens", "Reds"])
    known.attrs["attributes"] = ["party"]
    analysis = Analysis(
        tables.empty("documents"),
        tables.empty("mentions"),
        known,
        tables.empty("quotes"),
        tables.table("edges", [edge]),
        tables.empty("problems"),
    )
    assert module._write_networks(tmp_path, analysis, None) == ["mentions"]
    graph = nx.read_graphml(tmp_path / "mentions.graphml")
    assert {node["party"] for _, node in graph.nodes(data=True)} == {"Greens", "Reds"}
    assert [edge["quote_ids"] for *_, edge in graph.edges(data=True)] == ["q1"]
