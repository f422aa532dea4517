"""采集 › satisfaction, care and communication, and the settings they rest on."""
