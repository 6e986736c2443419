"""What lies on disk: the database, its tables, copies of it, media."""
