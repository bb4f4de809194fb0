"""From an address to clean text with headings: the door to the network, and the readers."""
