"""The drawing behind `toolkit.plots`, which is the door to it."""
