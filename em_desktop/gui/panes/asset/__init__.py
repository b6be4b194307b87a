"""The page of a Model or Dataset."""
