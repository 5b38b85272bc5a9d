"""The names of one revision, in memory: what search finds entities by, and what the linker looks for in texts.

forms     written forms, and the words under which they are met
packed    all names as arrays, which may lie in a mapped file
search    exact, prefix, few edits
index     the names of one revision, brought further as they change
"""

from graph.names.forms import LINKED_STATUSES, PLURAL_KINDS, Entry, Form, variants
from graph.names.index import NameIndex, Read

__all__ = ["LINKED_STATUSES", "PLURAL_KINDS", "Entry", "Form", "NameIndex", "Read", "variants"]
