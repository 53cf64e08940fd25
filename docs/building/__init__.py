"""How the documentation is built (docs/conf.py): generated pages, formulas, and links of pages from elsewhere."""
