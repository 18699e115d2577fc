"""Pure functions of arrays: paired differences over seeds, and households beside their twins."""
