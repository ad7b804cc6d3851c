"""`python -m nextcall`: the same command as `nextcall`."""

from nextcall.cli import main

if __name__ == "__main__":
    main()
