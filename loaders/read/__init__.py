"""Readers: bytes in, values out, one module a format.  What can't be taken is named with its place, and the rest is read."""

from loaders.read.documents import Taken, read, read_stream
from loaders.read.values import Gazetteer, GuideDocument, Listed, Reference, Relation

__all__ = ["Gazetteer", "GuideDocument", "Listed", "Reference", "Relation", "Taken", "read", "read_stream"]
