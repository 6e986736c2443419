"""Learns the table of word vectors that ``shopbell_understanding`` ships: see ``docs/understanding.md``."""
