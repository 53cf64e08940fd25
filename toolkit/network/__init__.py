"""Who speaks about whom, to whom, in answer to whom: ties, edges, graphs and what can be measured on them.

`tk.network.quote_edges(...)` is `toolkit.network.edges.quote_edges`, and so on. Modules:

- relations: which quote or sentence ties whom to whom
- edges: the ties of each pair of actors together, and their graph
- tone: supportive, critical or neutral
- arrays: ties as arrays, and the network with documents drawn again
- rewiring: the network by chance
- standing: degrees, PageRank and betweenness of many networks at once
- structure: who stands where, with its uncertainty
- communities: groups of actors
- mixing: who speaks about whose side
- noise: which of it is more than chance and few documents
- findings: the network in sentences and tables for readers
- graph_files: GEXF, GraphML and CSV
"""

from toolkit.network.edges import (
    WEIGHTS,
    Clusters,
    degrees,
    edge_quotes,
    interval_in_words,
    quote_edges,
    quote_graph,
    reading,
    sum_ties,
)
from toolkit.network.relations import (
    CO_MENTION,
    OUTLET,
    QUOTE_RELATIONS,
    RELATIONS,
    copies,
    quote_mentions,
    ties,
    units,
    without_duplicates,
)

__all__ = [
    "CO_MENTION",
    "OUTLET",
    "QUOTE_RELATIONS",
    "RELATIONS",
    "WEIGHTS",
    "Clusters",
    "copies",
    "degrees",
    "edge_quotes",
    "interval_in_words",
    "quote_edges",
    "quote_graph",
    "quote_mentions",
    "reading",
    "sum_ties",
    "ties",
    "units",
    "without_duplicates",
]
