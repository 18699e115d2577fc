"""Names of outcomes, texts in both languages, tables of text, and what is said while the work goes on."""
