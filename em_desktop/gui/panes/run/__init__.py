"""What a tab shows of a Run."""
