"""Ranking passages, finding quotes, checking claims, judging coverage: code only, no model."""
