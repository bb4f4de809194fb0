"""Loopback doubles of the outside world: chat models, a web search, and a small web."""
