"""What can be read off a text or its Doc before anybody knows who is who; actors, quotes and language rest on it.

- marks: which stretches of a text stand between quotation marks
- headlines: headlines that quote
- transcripts: interviews and transcripts, who speaks in which turn
- parsed: a Doc as plain lists, a column for each attribute of its words; strings: what spaCy's numbers stand for
- word_classes: what a word is, by its tag or form
- phrases: noun phrases in such columns
- inner_speech: speech that is reported within speech
- readings: what only the text decides, read once a Doc
"""
