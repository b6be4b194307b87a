"""Qt item models: adapters over plain rows."""
