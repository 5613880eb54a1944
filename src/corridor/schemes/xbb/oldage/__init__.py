"""Invented test-bed country."""
