"""Composes results and renders them for people: letters and explanation pages."""
