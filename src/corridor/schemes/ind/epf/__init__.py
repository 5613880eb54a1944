"""Employees' Provident Fund."""
