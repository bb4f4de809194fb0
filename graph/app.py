"""The entry of a LangGraph server and of Studio: graphs without a checkpointer of their own."""

from wellread.process import importing

with importing():
    from graph.build import build_graph
    from graph.parts import Workshop
    from wellread.settings import load_settings

    _workshop = Workshop(load_settings)
    graph = build_graph(_workshop)
    unattended = build_graph(_workshop, unattended=True)
