# Run containers come and go with their runs; there is nothing to make.
:
