"""The HTTP server: the AIStore API and what this server adds to it, over the engine."""
