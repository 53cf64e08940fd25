"""The tables of a whole corpus from what was found in its shards, without ever holding the corpus in memory.

`join` takes an ordered list of shards, each with the Parquet files of its documents, mentions and quotes, and writes
their mentions and quotes with actors and speakers, shard by shard, the actors and the edges: the same values in the
same order as `analyse` gives of the whole corpus in one process. Modules:

- joining: the whole, step by step
- correcting: the user's corrections and attributes
- kept: what is laid aside on disk between two steps
- ties: edges summed from the ties of all shards
"""

from toolkit.joining.joining import Joined, Shard, join

__all__ = ["Joined", "Shard", "join"]
