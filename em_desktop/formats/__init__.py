"""The files of Runs, Artifacts and AutoTunes: forgiving readers, strict writers."""
