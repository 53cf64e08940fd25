"""A project of the user's own: a folder with its settings, its corpus and its notebooks, apart from the package.

`new` makes such a folder (settings: toolkit/project/settings.py; the folder: toolkit/project/folders.py). Notebooks in
it ask for `settings()`, commands that are given the folder for `settled(folder)`.
"""

from toolkit.project.folders import new, notebook_folder
from toolkit.project.settings import Settings, read_settings, settings, settled

__all__ = ["Settings", "new", "notebook_folder", "read_settings", "settings", "settled"]
