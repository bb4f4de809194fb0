"""What a run remembers: pages it read, calls it paid, and what was decided once."""
