"""Commands, designs, comparison and figures on top of the model in ``sim``."""

import os

# Workers are the parallelism; threads inside linear algebra would only fight them for the cores, and the
# order of their sums depends on how many there are. Must be set before NumPy is imported.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
