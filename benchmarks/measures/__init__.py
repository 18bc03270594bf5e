"""What is timed, one module each: ``run(folder, *words)`` does the work once."""
