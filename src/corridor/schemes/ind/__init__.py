"""Schemes of India."""
