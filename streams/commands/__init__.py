"""What a person types: one file for each group of commands. Data goes to stdout, notices to stderr."""
