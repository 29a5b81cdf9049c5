"""How the addresses of pages are written in tests.

Werkzeug compiles two functions for each route when it is added, which is most of the work of a start, and a test
starts an application of its own. Here each is compiled when it is first needed, and read, once in a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

Writer = Callable[..., tuple[str, str]]

_writers: dict[tuple[object, ...], Writer] = {}
_read: dict[str, tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]] = {}


class Address(Rule):
    """A route. Only when it is read and compiled differs from its parent."""

    def _parse_rule(self, rule: str) -> Iterable[RulePart]:
        if rule not in _read:
            before = len(self._trace)
            parts = list(super()._parse_rule(rule))
            _read[rule] = parts, self._trace[before:], dict(self._converters)
            return parts
        parts, trace, converters = _read[rule]
        self._trace.extend(trace)
        self._converters.update(converters)
        self.arguments.update(converters)
        return parts

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
