"""What a notebook shows: sentences, tables and figures that are safe to display, whatever the articles
contain.

Everything that comes from a text or a table is escaped: no HTML, no Markdown, no formula is read into it.
Each function returns an IPython display object; as the last line of a cell it appears below the cell.
`tk.notebook.table(...)` is `toolkit.notebook.tables.table`, and so on. Modules:

- corpus: what the corpus is and how it was read, in words and tables
- sentences: sentences, and the answer that opens a notebook
- cells: values and texts as they stand in a cell
- tables: tables, and the files that have all of their rows
- pictures: figures with their description, stored for print
- frames: what readers explore: the quotes in their contexts, and the network
"""

from toolkit.notebook.cells import in_cell
from toolkit.notebook.corpus import cleaning, cleaning_summed, describe, set_aside, source
from toolkit.notebook.frames import explore, quote_browser, quotes_of, quotes_page, with_verbs
from toolkit.notebook.pictures import figure, hover
from toolkit.notebook.sentences import made_with, open_with, reserve, text
from toolkit.notebook.tables import save, saved, table

__all__ = [
    "cleaning",
    "cleaning_summed",
    "describe",
    "explore",
    "figure",
    "hover",
    "in_cell",
    "made_with",
    "open_with",
    "quote_browser",
    "quotes_of",
    "quotes_page",
    "reserve",
    "save",
    "saved",
    "set_aside",
    "source",
    "table",
    "text",
    "with_verbs",
]
