"""Fitting to published data: targets, the search for sets of parameters that meet them, what that shows."""
