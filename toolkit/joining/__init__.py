"""The tables of a whole corpus from what was found in its shards, without ever holding the corpus in memory.

`join` takes an ordered list of shards, each with the Parquet files of its documents, mentions and quotes, and writes
their mentions and quotes with actors and speakers, shard by shard, the actors and the edges: the same values in the
same order as `analyse` gives of the whole corpus in one process. Modules:

- joining: the whole, step by step
- shards: what is read of a shard, and where what is made of it is written
- aside: what is kept of each shard between two steps; steps done by this process or by several others
- shelves: what is known of the corpus, on disk, to look up in
- lookup: the actors of the corpus, likewise
- correcting: the user's corrections and attributes
- ties: edges summed from the ties of all shards
- kept: tables in Parquet files
"""

from toolkit.joining.joining import Joined, join
from toolkit.joining.shards import Shard

__all__ = ["Joined", "Shard", "join"]
