"""Decisions: pure functions from records and a rule book to answers."""
