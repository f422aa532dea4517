"""The working day of who follows up: contacts, tasks, what is due (S3.员工.2, S5.3.2.3)."""
