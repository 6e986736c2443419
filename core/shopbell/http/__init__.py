"""The shop's HTTP side: one door for every request, keys and limits, problem documents, operations."""
