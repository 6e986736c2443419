"""Dialogues: journal, replay, typed answers, the stack of open runs. The author's side is ``shopbell.chat``."""
