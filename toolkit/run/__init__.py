"""Runs: the whole analysis of a corpus of any size, shard by shard, which a crash only interrupts.

A run reads the corpus into shards, finds in each what stands in it (one worker a processor core), settles dates and
copies and joins all to the tables of the whole corpus. The same call again skips what is done. Modules:

- running: the run from beginning to end
- manifest: what the results depend on, and the account of the run
- folder: writing into the run's folder (its layout is in toolkit/run_folder.py)
- shards: the corpus dealt out
- work: one shard's tables
- absence: workers that are all gone
- pools: workers in this process, on this machine, or of a Dask cluster
- settling: dates and copies as the whole corpus shows them
- joining: actors, speakers and edges of the whole corpus
- progress: how far a run is
"""

from toolkit.run.progress import Status, status
from toolkit.run.running import run

__all__ = ["Status", "run", "status"]
