"""What Wellread's graph and roles stand on: evidence, money, reading, searching, reporting."""
