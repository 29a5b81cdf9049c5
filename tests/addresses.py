"""How the addresses of pages are written in tests.

Werkzeug compiles two functions for each route when it is added, which is most of the work of a start, and a test
starts an application of its own. Here each is compiled when it is first needed, once in a process.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule

Writer = Callable[..., tuple[str, str]]

_writers: dict[tuple[object, ...], Writer] = {}


class Address(Rule):
    """A route. Only when it is compiled differs from its parent."""

    def _compile_builder(self, append_unknown: bool = True) -> Writer:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        kind = (append_unknown, *self._trace)

        def write(rule: Rule, /, **values: object) -> tuple[str, str]:
            writer = _writers.get(kind)
            if writer is None:
                writer = _writers[kind] = Rule._compile_builder(rule, append_unknown)
            return writer(rule, **values)

        return write
