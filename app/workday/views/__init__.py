"""The working day on screen."""
