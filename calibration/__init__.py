"""What makes it Halden: the figures with their sources, the targets and the fit."""
