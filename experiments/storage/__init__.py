"""What stays on disk: run files, study folders, hashes, formats, and where results come from."""
