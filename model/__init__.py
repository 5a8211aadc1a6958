"""The simulated municipality: tables, draws, processes and one month's order."""
