"""Facts in: the project file, and folders of files named after the tables."""
