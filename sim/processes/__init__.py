"""What happens in a year: one file for each subject, one function for each process, pure rules beside."""
