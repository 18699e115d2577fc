"""A cluster on this machine: processes, two network namespaces, or a SLURM of one node."""
