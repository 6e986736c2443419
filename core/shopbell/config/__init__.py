"""The shop's configuration: one file, strictly read, watched, and edited with its comments kept."""
