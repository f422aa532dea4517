"""The benchmark: the product and its peers over the same customers, measured side by side."""
