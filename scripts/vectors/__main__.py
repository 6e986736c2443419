"""``python -m vectors corpus|teach|learn``: the three steps from texts to the shipped table, about an hour in all."""

import click

from .corpus import corpus
from .student import learn
from .teacher import teach

vectors = click.Group("vectors", commands=[corpus, teach, learn])

if __name__ == "__main__":
    vectors(prog_name="vectors")
