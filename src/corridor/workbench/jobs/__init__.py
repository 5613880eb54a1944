"""Long work: it runs in a process of its own, says truly how far it is, and keeps its result at its address."""
