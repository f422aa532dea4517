"""An archive to look around in: made-up customers, entered and reviewed by the ordinary verbs."""
