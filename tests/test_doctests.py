"""The examples in docstrings."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit

# The model's own examples need the model; its tests run them.
MODULES = [module.name for module in pkgutil.iter_modules(toolkit.__path__) if not module.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"toolkit.{name}"))
    assert result.failed == 0
