"""Two of the three memories: snapshots of what was read, and the ledger of what was paid."""
