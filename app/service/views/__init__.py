"""采集 › what customer service enters for every customer."""
