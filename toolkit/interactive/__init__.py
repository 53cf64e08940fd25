"""What readers can explore in a notebook and in a page: the quotes in their contexts, and the network with its quotes.

Data are plain dicts, made and tested without a browser; packaged scripts (templates/scripts) show them as text.
Modules:

- passages: pieces of articles as a page shows them, and where offsets come to lie in them
- quote_rows: quotes, each in its context, as data of a quote browser
- network_view: a network with the quotes behind its arrows as data
- addresses: links from a count to the quotes that were counted
- pages: documents and frames around the data
"""

from toolkit.interactive.addresses import QUOTES_PAGE, quotes_behind
from toolkit.interactive.network_view import network_view
from toolkit.interactive.pages import NETWORK_HEIGHT, QUOTES_HEIGHT, frame, network_page, quotes_page
from toolkit.interactive.quote_rows import quote_rows

__all__ = [
    "NETWORK_HEIGHT",
    "QUOTES_HEIGHT",
    "QUOTES_PAGE",
    "frame",
    "network_page",
    "network_view",
    "quote_rows",
    "quotes_behind",
    "quotes_page",
]
