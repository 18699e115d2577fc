"""The font that figures are lettered with: a small subset of Noto Sans SC, shipped with its licence."""
