"""See toolkit/run_folder.py: the layout stands below `analysis`, which reads finished runs."""
