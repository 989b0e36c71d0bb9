"""Widgets, one view a file."""
