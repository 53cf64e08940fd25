"""The examples in docstrings."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit

# The model's own examples need the model; its tests run them.
MODULES = [
    module.name
    for module in pkgutil.walk_packages(toolkit.__path__, "toolkit.")
    if not module.name.startswith("toolkit.language")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
