"""Scenario files (YAML): places, contexts, policies and the scenarios that combine them."""
