"""National schemes: each a folder with its dated parameters, its rules and its published worked examples."""

from corridor.schemes.registry import all_schemes, find_scheme
from corridor.schemes.scheme import Outputs, Scheme

__all__ = ["Outputs", "Scheme", "all_schemes", "find_scheme"]
