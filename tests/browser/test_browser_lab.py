"""Every notebook in JupyterLab as a person runs it: opened, run from the menu, looked at to its end."""

import re
from pathlib import Path

import pytest
from jupyter_lab import running

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
SECONDS_TO_RUN = 600

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.model]

ERRORS = (
    '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"], '
    ".jp-RenderedText .ansi-red-fg"
)
# Texts, not what is shown: Lab does not lay out cells that are far away.
PROMPTS = (
    "const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
    ".map(one => one.textContent.trim());"
    "const idle = document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=\"idle\"]');"
)


@pytest.fixture(scope="module")
def lab(chromium, model_folder, tmp_path_factory):
    with running(ROOT, tmp_path_factory.mktemp("lab")) as started:
        yield started


def run_all(page):
    """Run > Run All Cells, as the menu has it, until the kernel rests and no cell waits."""
    page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for(timeout=90_000)
    page.wait_for_timeout(2_000)  # a kernel is idle for a moment before Lab has connected to it
    page.locator(".lm-MenuBar-item", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-item", has_text=re.compile("^Run All Cells")).click()
    page.wait_for_function(
        f"() => {{ {PROMPTS} return prompts.some(one => one !== '[ ]:'); }}", timeout=20_000
    )
    page.wait_for_function(
        f"() => {{ {PROMPTS} return idle && prompts.every(one => /^\\[\\d+\\]:$/.test(one)); }}",
        timeout=SECONDS_TO_RUN * 1000,
    )


def walk_through(page, name, folder):
    """Pictures of the notebook, one screen after the other, as one sees it when scrolling down."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"lab-{name}-*.png"):
        old.unlink()
    scroller = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    scroller.evaluate("one => one.scrollTop = 0")
    for number in range(1, 200):
        page.wait_for_timeout(250)
        page.screenshot(path=folder / f"lab-{name}-{number:02}.png")
        before = scroller.evaluate("one => one.scrollTop")
        scroller.evaluate("one => one.scrollBy(0, one.clientHeight - 60)")
        if scroller.evaluate("one => one.scrollTop") <= before:
            return


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_lab(lab, visit, name):
    address, token, _ = lab
    with visit(f"{address}/lab/tree/notebooks/{name}?token={token}&reset", offline=False) as seen:
        page = seen.page
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").wait_for(timeout=90_000)
        run_all(page)
        page.locator(".jp-OutputArea img").first.wait_for(timeout=30_000)
        walk_through(page, name.split("_")[0], ROOT / "build" / "browser")
        wide = page.eval_on_selector_all(".jp-OutputArea img", "all => all.map(one => one.naturalWidth)")
        assert wide and all(wide)
        assert page.locator(ERRORS).all_inner_texts() == []
        for frame in page.locator(
            ".jp-OutputArea iframe"
        ).all():  # what can be explored is there to be explored
            assert frame.content_frame.locator("g.link, #quotes tbody tr").count()
        assert seen.dialogs == []
        assert seen.outside(address) == []
