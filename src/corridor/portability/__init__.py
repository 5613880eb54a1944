"""The coordination algorithm: what each country owes with no, the present, and a draft agreement."""
