"""Corridor: what each country owes out of a career split over countries, explained to the article."""

__version__ = "0.1.0"
