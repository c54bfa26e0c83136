"""Files that nobody meant: made from good ones and from grammars, and read in a process with limits."""
