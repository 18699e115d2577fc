"""From tables to answers: goals, difficulties, withdrawal, fit, and the words for them."""
