"""Measurements. They take addresses and folders as arguments; timings live here, not in tests."""
