"""The entry of a LangGraph server and of Studio: the graph, without a checkpointer of its own."""

from graph.build import build_graph
from graph.parts import Workshop
from wellread.settings import load_settings

graph = build_graph(Workshop(load_settings))
