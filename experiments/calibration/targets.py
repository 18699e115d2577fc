"""What the model is fitted to; it stands in ``measures``, since ``rural fit`` reads it too."""

from experiments.measures.targets import Target, observed, score, scored, targets

__all__ = ["Target", "observed", "score", "scored", "targets"]
