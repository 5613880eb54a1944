"""Employees' Pension Scheme 1995."""
