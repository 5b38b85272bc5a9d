"""Values made of arrays, as named arrays and back: how a state is laid out in a file.

A value is a dataclass or a named tuple whose fields are arrays, whole numbers, or such values again; a name is the path
of fields that leads to an array.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from graph.projection.arrayfile import Arrays

T = TypeVar("T")


def pack(name: str, value: Any) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array within `value`, named by its path."""
    if _is_compound(type(value)):
        for field in _fields(type(value)):
            yield from pack(f"{name}.{field}", getattr(value, field))
    else:
        yield name, np.asarray(value)


def unpack(cls: type[T], name: str, arrays: Arrays) -> T:
    """The value of that type that was packed under `name`.  Raises KeyError where a part is missing."""
    parts = {}
    for field, hint in _fields(cls).items():
        path = f"{name}.{field}"
        if _is_compound(hint):
            parts[field] = unpack(hint, path, arrays)
        else:
            parts[field] = int(arrays[path]) if hint is int else arrays[path]
    return cls(**parts)


def _is_compound(kind: Any) -> bool:
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))


def _fields(cls: Any) -> dict[str, Any]:
    """The fields that make a value, with their types; a generic one without its parameters."""
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)] if is_dataclass(cls) else list(cls._fields)
    return {name: get_origin(hints[name]) if get_args(hints[name]) else hints[name] for name in names}
