"""Pages of a report: executed notebooks as HTML that people publish, a contents page, and PDF.

- export: a notebook as a page, by our template or another one
- numbering: figures and tables with their numbers, headings with their anchors
- pictures: figures without the texts that the page sets below them, and small
- parts: what all pages share: head, title page, outline, provenance
- contents: the page that leads to all others
- provenance: what the numbers rest on, and how to make them again
- pdf: pages on paper, by a browser on this machine
"""
