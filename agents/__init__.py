"""The roles: planner, researcher, reviewer, writer, verifier, each with a model and without one."""
