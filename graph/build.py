"""The whole graph on one screen: how a question goes from asking to report.

intake → plan → approve → dispatch → research ×N → dispatch → review → outline
outline → section ×M → finish

A rejected plan goes back to `plan`; the reviewer's asks go back to `dispatch`, which alone sends
researchers. A follow-up that the kept evidence answers goes from `intake` straight to `outline`.
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph import routes
from graph.nodes import Nodes
from graph.parts import Workshop
from graph.researcher import build_researcher
from graph.section import build_section
from graph.state import Input, OneQuestion, OneReport, Output, RunOptions, State

Graph = CompiledStateGraph[State, RunOptions, Any, Any]


def build_graph(
    workshop: Workshop,
    *,
    checkpointer: BaseCheckpointSaver[str] | None = None,
    unattended: bool = False,
) -> Graph:
    """The compiled graph. A server brings its own checkpointer, everybody else passes one.

    `unattended` is for callers that can answer no interrupt: one question in, one report out,
    approved by itself and within the operator's limit for such runs.
    """
    nodes = Nodes(workshop, unattended=unattended)
    graph = StateGraph(
        State,
        context_schema=RunOptions,
        input_schema=OneQuestion if unattended else Input,
        output_schema=OneReport if unattended else Output,
    )

    graph.add_node("intake", nodes.intake)
    graph.add_node("plan", nodes.plan)
    graph.add_node("approve", nodes.approve)
    graph.add_node("dispatch", nodes.dispatch)
    graph.add_node("research", build_researcher(workshop))
    graph.add_node("review", nodes.review)
    graph.add_node("outline", nodes.outline)
    graph.add_node("section", build_section(workshop))
    graph.add_node("finish", nodes.finish)

    graph.add_edge(START, "intake")
    graph.add_conditional_edges("intake", routes.after_intake, ["approve", "plan", "outline"])
    graph.add_conditional_edges("plan", routes.after_plan, ["approve", "dispatch"])
    graph.add_conditional_edges("approve", routes.after_approve, ["approve", "plan", "dispatch"])
    graph.add_conditional_edges(
        "dispatch", routes.after_dispatch, ["approve", "research", "review"]
    )
    graph.add_edge("research", "dispatch")
    graph.add_conditional_edges("review", routes.after_review, ["dispatch", "outline"])
    graph.add_conditional_edges("outline", routes.after_outline, ["section", "finish"])
    graph.add_edge("section", "finish")
    graph.add_edge("finish", END)
    name = "wellread-report" if unattended else "wellread"
    return graph.compile(checkpointer=checkpointer, name=name)
