"""What is shown of a file that is looked at: bounded readers from bytes to frozen values.

Nothing is executed or unpickled, nothing but the object itself is read, and each
reader has limits of size, depth and number. `reader.read_preview` chooses.
"""
