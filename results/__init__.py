"""What came out: ensembles, paired comparisons, goal probabilities and exports."""
