"""From a plan to its tables: jobs on workers, what is left to do, what was found, when it is enough."""
