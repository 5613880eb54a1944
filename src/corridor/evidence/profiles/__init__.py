"""The subjects of a profile, one module each: a panel, sentences made from its figures, and what is missing."""
