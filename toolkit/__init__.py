"""Who gets to speak in the news, about whom, and how: from article text to tables, figures and a report.

>>> import toolkit as tk
>>> documents = tk.read_documents("seeds/")  # doctest: +SKIP
>>> analysis = tk.analyse(documents)  # doctest: +SKIP

Names are loaded when they are first used, so `import toolkit` costs nothing.
"""

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Public name -> the module that has it.
_NAMES = {
    "Analysis": "analysis",
    "analyse": "analysis",
    "describe": "documents",
    "iter_documents": "documents",
    "load_pipeline": "language",
    "read_documents": "documents",
    "report": "report",
    "run": "run",
    "sample": "evaluation",
    "score": "evaluation",
    "status": "run",
}
# Public name of a module -> where it is.
_MODULES = {
    "actors": "actors",
    "affiliations": "actors.affiliations",
    "analysis": "analysis",
    "agreement": "evaluation.agreement",
    "annotation": "evaluation.annotation",
    "attention": "actors.attention",
    "attributes": "actors.attributes",
    "cleaning": "cleaning",
    "communities": "network.communities",
    "concordance": "concordance",
    "contrasts": "actors.contrasts",
    "corrections": "actors.corrections",
    "directory": "actors.directory",
    "doctor": "doctor",
    "documents": "documents",
    "evaluation": "evaluation",
    "exchanges": "quotes.exchanges",
    "findings": "network.findings",
    "graph_files": "network.graph_files",
    "interactive": "interactive",
    "judging": "evaluation.judging",
    "language": "language",
    "lexicons": "lexicons",
    "measures": "actors.measures",
    "mixing": "network.mixing",
    "network": "network",
    "noise": "network.noise",
    "notebook": "notebook",
    "permutation": "permutation",
    "plots": "plots",
    "profiles": "actors.profiles",
    "project": "project",
    "quotes": "quotes",
    "relations": "network.relations",
    "resampling": "resampling",
    "rhetoric": "rhetoric",
    "run_folder": "run_folder",
    "sheets": "sheets",
    "stats": "stats",
    "structure": "network.structure",
    "tables": "tables",
    "tone": "network.tone",
}

__all__ = sorted(["__version__", *_NAMES, *_MODULES])

if TYPE_CHECKING:
    from toolkit.analysis import Analysis as Analysis
    from toolkit.analysis import analyse as analyse
    from toolkit.documents import describe as describe
    from toolkit.documents import iter_documents as iter_documents
    from toolkit.documents import read_documents as read_documents
    from toolkit.evaluation import sample as sample
    from toolkit.evaluation import score as score
    from toolkit.language import load_pipeline as load_pipeline
    from toolkit.report import report as report
    from toolkit.run import run as run
    from toolkit.run import status as status


def __getattr__(name: str) -> Any:
    """A public function or sub-module, imported now (PEP 562)."""
    if name in _NAMES:
        value = getattr(importlib.import_module(f"{__name__}.{_NAMES[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"{__name__}.{_MODULES[name]}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


class _Package(ModuleType):
    """This package, where `toolkit.report` is the function also after `import toolkit.report`.

    Importing a sub-module sets it as an attribute of its package; a public function of that name wins here.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and name in _NAMES:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return __all__
