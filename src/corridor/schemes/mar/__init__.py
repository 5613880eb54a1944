"""Schemes of Morocco."""
