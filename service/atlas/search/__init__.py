"""Full text over labels and names, one index per snapshot."""
