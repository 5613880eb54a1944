"""Dialogue: what people were asked, what they said, and how far those who answered stand for those concerned.

Computations only: votes, priorities and pools of volunteers go in as arrays, records or files and come
out as frozen results.  Storing consultations, codes and ballots is the work of other modules.

Modules: ``votes`` and ``polis`` (agree, disagree, pass), ``consensus`` (over declared groups), ``groups``
(emergent groups), ``representation`` (who took part against who is concerned), ``panels`` (panels by lot),
``shares`` and ``pabulib`` (budgets), ``priorities`` (ratings and rankings), ``suppression`` (what may be shown).
"""
