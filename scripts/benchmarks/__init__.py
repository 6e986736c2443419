"""Measurements of a running shop from outside: real processes, real HTTP, loopback only.

Each file holds one measurement, or one thing measurements share: ``served`` starts what is measured, ``load`` asks,
``report`` prints. Rates are compared only within one run and one load generator.
"""
