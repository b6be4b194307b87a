"""Versions of sets of files: for Models and Datasets in a folder and on a server alike."""
