"""Chat models and embeddings by role; the only place that touches their vendors."""
