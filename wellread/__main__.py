"""`python -m wellread`: the same as the command `wellread`."""

from wellread.cli.main import main

if __name__ == "__main__":
    main()
