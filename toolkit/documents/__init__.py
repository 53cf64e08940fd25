"""Documents: files of any common kind in, one table of cleaned article texts out.

What is read, and which sample each format is tested with, is in docs/FORMATS.md. What cannot be read becomes a row in
`documents.attrs["problems"]` and never stops the rest. Nothing is fetched from the network. Modules:

- reading: the table of everything under a path
- files: which files, none twice and no link out of the folder
- inputs: one file or member of an archive, and the limits
- archives: the files in ZIP, tar and gzip
- kinds: which format an input is in
- encoding: bytes to text; xml: XML without entities; packed: parts of Office documents
- rows: texts cleaned, described and numbered
- languages: which language a text is in
- metadata: dates and authors in one way of writing
- duplicates: which texts repeat another one
- overview: what a documents table consists of
- plain, pages, feeds, warc, tei, pdf, office (Word, RTF), excel, tabular: a reader for each format
- columns: names and values of columns; databases: tables of Media Cloud and GDELT
- exports: articles of a database's export; export_lines, nexis, factiva, proquest: how each lays them out
"""

from toolkit.documents.columns import METADATA_COLUMNS, TEXT_COLUMNS
from toolkit.documents.duplicates import COPIED_SHARE, mark_duplicates
from toolkit.documents.files import Source
from toolkit.documents.inputs import Limits
from toolkit.documents.languages import ENGLISH_SHARE, guess_language, other_languages
from toolkit.documents.overview import describe
from toolkit.documents.reading import iter_documents, nothing_read, read_documents

__all__ = [
    "COPIED_SHARE",
    "ENGLISH_SHARE",
    "METADATA_COLUMNS",
    "TEXT_COLUMNS",
    "Limits",
    "Source",
    "describe",
    "guess_language",
    "iter_documents",
    "mark_duplicates",
    "nothing_read",
    "other_languages",
    "read_documents",
]
