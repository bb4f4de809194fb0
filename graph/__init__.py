"""LangGraph lives here and nowhere else: state, nodes, routes and the graph itself."""

from wellread._layout import guard

guard()
