"""From a checked report to Markdown."""
