"""What the server serves: a tree of nodes in an SQL database, contents in a directory or S3."""
