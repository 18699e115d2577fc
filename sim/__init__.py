"""Agent-based simulation of rural revitalization policy in one township."""

__version__ = "0.1.0"
