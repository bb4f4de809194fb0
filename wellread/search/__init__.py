"""Search providers, one file each, that only map fields."""
