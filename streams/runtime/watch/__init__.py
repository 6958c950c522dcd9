"""``streams watch``: asks the sources of a file, and puts what is new on the log. Nothing is asked that the file does
not name: no address found in content is ever followed.
"""
