"""``python -m forewarn``: the command line where its script is not on the path."""

from forewarn.cli import main

if __name__ == "__main__":
    main()
