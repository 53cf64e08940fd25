"""The notebooks keep the house rules, and run on what there is: three articles, one, or one with nothing in it."""

import ast
import functools
import importlib
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from synthetic import corpus, parsed, press, silent_corpus

from toolkit import project
from toolkit.analysis import Analysis

# `toolkit.report` is the function; its module has the same name.
report = importlib.import_module("toolkit.report")

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.usefixtures("warm_kernels")
MARKUP = "<script>alert(1)</script> **It rained** in $x$ & nobody_spoke_ <b>."
CORPORA = {"three": corpus(), "one": corpus("d1"), "silent": silent_corpus(MARKUP)}


def read(path):
    return nbformat.read(path, as_version=4)


FIRST, *OTHERS = NOTEBOOKS


def test_there_are_three_for_reports_and_one_to_start_with():
    assert FIRST.name == "00_start_here.ipynb"
    assert [path.name for path in OTHERS] == list(report.NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_committed_without_outputs(path):
    found = read(path)
    nbformat.validate(found)
    assert (found.nbformat, found.nbformat_minor) == (4, 5)
    assert found.metadata.kernelspec.name == "python3"
    for cell in found.cells:
        assert cell.id
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_define_nothing(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    for cell in cells:
        assert len(cell.source.splitlines()) <= 10, cell.id
        assert "def " not in cell.source, cell.id
        assert "lambda" not in cell.source, cell.id


def figures_of(path):
    """The name that each figure of a notebook is stored under, and the folder, as written in its cells."""
    found = []
    for cell in read(path).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("notebook.figure", "notebook.hover"):
                named = [ast.unparse(each) for each in node.args[1:]]
                found.append(named[-2:] if len(named) > 1 else [None, None])
    return found


def test_every_figure_is_stored_under_a_name_of_its_own():
    found = [each for path in NOTEBOOKS for each in figures_of(path)]
    assert len(found) > 25
    assert {folder for _, folder in found} == {"out_folder"}
    names = [name for name, _ in found]
    assert sorted(set(names)) == sorted(names)
    assert all(len(name) > 10 for name in names)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_what_is_drawn_is_read_with_care(path):
    """A notebook has as many parts that say how to read what stands above, or what not to read into it, as figures."""
    cells = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    leads = [source for source in cells if source.startswith(("**Reading.**", "**Careful.**"))]
    assert len(leads) >= 7
    assert sum("**Careful.**" in source for source in leads) >= 6
    assert cells[-1].startswith("## What this does not show")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_mostly_a_few_lines(path):
    lines = [len(cell.source.splitlines()) for cell in read(path).cells if cell.cell_type == "code"]
    assert statistics.median(lines) <= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question_and_has_parameters(path):
    cells = read(path).cells
    assert cells[0].source.startswith("# ")
    assert cells[0].source.splitlines()[0].endswith("?")
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    assigned = {each.id for each in ast.walk(ast.parse(tagged[0].source)) if report._is_target(each)}
    wanted = "corpus sides corrections attributes analysis_folder out_folder reading"
    assert set(wanted.split()) <= assigned


def outputs_of(done):
    return [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]


def shown(done):
    return "".join(output.get("data", {}).get("text/html", "") for output in outputs_of(done))


def described(done):
    """The descriptions of the pictures."""
    return [o.metadata["image/png"]["alt"] for o in outputs_of(done) if "image/png" in o.get("data", {})]


def run_on(tables, path, folder, **parameters):
    """The notebook, run in `folder` on these tables."""
    Analysis(*tables, **parsed(tables)).to_parquet(folder / "tables")
    ready = report.with_parameters(read(path), {"analysis_folder": "tables", **parameters})
    return report.execute(ready, name=path.name, folder=folder)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook for reports, by its place, run on a corpus of CORPORA; three articles without a folder to write to."""

    @functools.cache
    def run(place, name):
        given = {} if name == "three" else {"out_folder": "."}
        return run_on(CORPORA[name], OTHERS[place], tmp_path_factory.mktemp(name), **given)

    return run


@pytest.mark.integration
@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("place", range(len(OTHERS)), ids=[path.stem for path in OTHERS])
def test_a_notebook_runs_and_leads_back_to_the_sentences(place, name, executed):
    done = executed(place, name)
    assert not [output for output in outputs_of(done) if output.output_type == "error"]
    pages = shown(done)
    assert "appears here when the notebook has run" not in pages
    assert pages.startswith('<div class="answer"><div class="prose')
    assert "Answer:" in pages
    assert all(len(alt) > 20 for alt in described(done))
    if name == "silent":
        assert "Looked for" in pages
    if name in ("three", "one"):
        assert "<mark>Bellmark had closed the port without warning</mark>" in pages


@pytest.mark.integration
@pytest.mark.model
@pytest.mark.usefixtures("cold_kernels")
@pytest.mark.parametrize("with_sides", [True, False], ids=["sample", "own articles"])
def test_the_first_notebook_runs_in_a_new_project(tmp_path, with_sides, model_folder):
    """From top to bottom, as it is, with the model: on the sample, and on articles without a side."""
    folder = project.new(tmp_path / "mine", sample=with_sides).folder / "notebooks"
    if not with_sides:
        for article in corpus().documents.itertuples():
            (tmp_path / "mine" / "corpus" / f"{article.doc_id}.txt").write_text(
                article.text, encoding="utf-8"
            )
    done = report.execute(read(folder / FIRST.name), name=FIRST.name, folder=folder)
    pages = shown(done)
    assert not [output for output in outputs_of(done) if output.output_type in ("error", "stream")]
    assert "appears here when the notebook has run" not in pages
    assert pages.count("<caption>Found</caption>") == pages.count("<caption>Passages</caption>") == 1
    assert "<mark>" in pages
    pictures = described(done)
    assert len(pictures) == 4
    assert ("US/NATO" in pages + "".join(pictures)) == with_sides
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in NOTEBOOKS)


@pytest.mark.integration
@pytest.mark.parametrize("name", CORPORA)
def test_the_first_notebook_on_little_and_with_a_sample_to_judge(tmp_path, name):
    Analysis(*CORPORA[name]).to_parquet(tmp_path / "tables")
    values = {"analysis_folder": "tables", "out_folder": ".", "sides": None, "sample_file": "s.csv"}
    done = report.execute(report.with_parameters(read(FIRST), values), name=FIRST.name, folder=tmp_path)
    assert not [output for output in outputs_of(done) if output.output_type == "error"]
    assert "To judge: s-passages.csv" in shown(done)
    assert (tmp_path / "figures" / "start_corpus.svg").exists()
    if name == "silent":
        assert "No statement was found" in shown(done)


def test_the_notebooks_that_the_first_one_leads_to_are_there():
    linked = set(re.findall(r"\]\(([^)]+)\)", "".join(cell.source for cell in read(FIRST).cells)))
    assert linked == {path.name for path in OTHERS}


def run_first(tmp_path, tables, **parameters):
    """The HTML and the pictures' descriptions that notebook 01 gives on these tables."""
    done = run_on(tables, OTHERS[0], tmp_path, out_folder=".", **parameters)
    return shown(done), described(done)


@pytest.mark.integration
def test_thirty_articles_of_two_outlets_over_ten_weeks(tmp_path):
    pages, figures = run_first(tmp_path, press())
    assert "Lena Orlo all get the most attention" in pages
    assert "Share of mentions of actors, Herald (15 documents) against Post (15 documents)" in pages
    assert "30 documents by month" in pages  # three a week are few
    starts = (
        "30 articles of 2 outlets from 2020-02 to 2020-04",
        "Where actors appear",
        "Lena Orlo has 63%",
        "None of 5 actors differs",
    )
    for start in starts:
        assert any(alt.startswith(start) for alt in figures), start
    assert sum("Heatmap of share of mentions" in alt for alt in figures) == 2  # outlets, sections
    assert any("over 3 months" in alt for alt in figures)
    assert (
        'all are in <a href="tables/quotes.csv">' not in pages
    )  # the report writes that one, not the notebook
    written = {path.name for path in (tmp_path / "tables").glob("*.csv")}
    assert written == {
        f"{name}.csv"
        for name in ("attention", "overview", "profiles", "roles", "merges", "outlets", "trends")
    }


@pytest.mark.integration
def test_what_is_looked_at_closely_can_be_chosen(tmp_path):
    (tmp_path / "fix.csv").write_text("action,actor,value\nrename,Tom Hale,Thomas Hale\n", encoding="utf-8")
    (tmp_path / "own.csv").write_text("actor,party\nLena Orlo,Greens\n", encoding="utf-8")
    chosen = {"actor": "Tom Hale", "text": "d2-3", "period": "month", "outlets": ("Post", "Herald")}
    chosen |= {"corrections": "fix.csv", "attributes": "own.csv", "sides": {"A": ["Arvenia"], "Z": ["Zorro"]}}
    pages, figures = run_first(tmp_path, press(4), **chosen)
    assert "Thomas Hale" in pages and "Greens</td>" in pages
    assert "Post (6 documents) against Herald (6 documents)" in pages
    assert "documents of three periods by month are wanted" in pages
    assert "Members of sides that match nobody: Zorro (Z)." in pages
    (dispersion,) = (alt for alt in figures if alt.startswith("Where actors appear"))
    assert "Thomas Hale (2)" in dispersion and "Arvenia (1)" in dispersion


@pytest.mark.integration
@pytest.mark.parametrize("quoted", [True, False], ids=["one article", "one article without a quote"])
def test_where_there_is_nothing_to_compare_one_sentence_says_so(tmp_path, executed, quoted):
    done = executed(0, "one") if quoted else run_on(corpus("d3"), OTHERS[0], tmp_path, out_folder=".")
    pages, figures = shown(done), described(done)
    assert not [alt for alt in figures if "Empty figure" in alt]
    # The corpus, mentions, one text, and attention against voice where anybody is quoted.
    assert len(figures) == (4 if quoted else 3)
    for sentence in (
        "documents of two groups by outlet are wanted, found none",
        "The articles name fewer than two sections, so there is nothing to compare.",
        "There is one headline, and it mentions",
    ):
        assert pages.count(sentence) == 1
    assert pages.count("Nothing can be compared here") == 2  # outlets, time


def run_third(tmp_path, tables, **parameters):
    """The HTML, the pictures' descriptions and the tables that notebook 03 gives on these tables."""
    done = run_on(tables, OTHERS[2], tmp_path, out_folder=".", **parameters)
    return shown(done), described(done), {path.stem for path in (tmp_path / "tables").glob("*.csv")}


SIDES = {"North": ["Arvenia"], "South": ["Bellmark"]}


@pytest.mark.integration
def test_how_two_sides_talk_in_thirty_articles(tmp_path):
    pages, figures, written = run_third(tmp_path, press(), sides=SIDES)
    assert "North has 320 quoted words in 40 quotes; South has 150 quoted words in 30 quotes." in pages
    assert "cannot be said" in pages.split("Data:")[0]
    assert "100% of the words of North are Lena Orlo" in pages
    assert "stand in one document" not in pages.split("Quoted words")[0]
    assert 'id="words_of_the_sides-term-0"' in pages  # the scatter, with the concordance under the pointer
    assert "port: 40 uses" in pages
    starts = ("Forest plot", "Ticks where words stand", "Log-odds of words", "Dots with intervals")
    for start in starts:
        assert any(start in alt for alt in figures), start
    assert not [alt for alt in figures if "Empty figure" in alt]
    for heading in ("Namings that the text shows", "Candidates in the speech", "Speech against narration"):
        assert f"<caption>{heading}" in pages, heading
    assert "Herald" in pages.split("Outlets; p and q")[1]
    assert (
        "Corrected: Kind: counts times precision / recall of direct, mixed, indirect, all; 92.9% of" in pages
    )
    assert written >= {"bets", "words", "stance", "acts", "kinds", "verb_classes", "concordance", "speakers"}
    assert '<a href="tables/bets.csv">' in pages


@pytest.mark.integration
def test_one_article_is_shown_and_said_to_be_one(tmp_path):
    pages, figures, _ = run_third(tmp_path, corpus("d1"), sides=SIDES, keyword="port", sort="left")
    answer = pages.split("Data:")[0]
    assert "I would bet on none" in answer
    assert "All of it stands in one article: how the sides talk elsewhere cannot be said." in answer
    assert "All units stand in one document." in pages
    assert figures and not [alt for alt in figures if "Empty figure" in alt]
    for sentence in (
        "Fewer than two outlets quote the sides often enough to be compared.",
        "have quotes enough to be compared.",
    ):
        assert pages.count(sentence) == 1
    before = pages.split("<caption>In speech")[1].split("</table>")[0]
    assert before.index("closed the</td>") < before.index(
        "“The</td>"
    )  # by the word before: closed the, want the


@pytest.mark.integration
@pytest.mark.parametrize("silent", [False, True], ids=["nobody quoted", "silent"])
def test_where_no_side_is_quoted_sentences_say_so(tmp_path, executed, silent):
    done = executed(2, "silent") if silent else run_on(corpus("d3"), OTHERS[2], tmp_path, out_folder=".")
    pages, figures = shown(done), described(done)
    assert pages.split("Data:")[0].count("Looked for: quotes whose speaker belongs to a side") == 1
    assert "There is no difference to bet on: two sides with quotes are wanted." in pages
    assert not [alt for alt in figures if "Empty figure" in alt]


@pytest.mark.integration
def test_three_sides_each_have_their_column(tmp_path):
    three = {**SIDES, "Council": ["Harbour Council"]}
    pages, figures, _ = run_third(tmp_path, press(6), sides=three, period="month")
    head = pages.split("<caption>Kinds of quotes")[1].split("</thead>")[0]
    assert [head.index(name) for name in three] == sorted(head.index(name) for name in three)
    assert "Council has 24 quoted words in 6 quotes." in pages
    assert not [alt for alt in figures if "Empty figure" in alt]


@pytest.mark.integration
@pytest.mark.parametrize("place", range(len(OTHERS)), ids=[path.stem for path in OTHERS])
def test_markup_in_an_article_does_not_reach_the_page(place, executed):
    html = shown(executed(place, "silent"))
    assert "<script>" not in html and "<b>." not in html
    assert place or "&lt;script&gt;" in html  # the first shows titles
