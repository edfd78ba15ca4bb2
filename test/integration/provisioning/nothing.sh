# Neither makes nor removes anything.
:
