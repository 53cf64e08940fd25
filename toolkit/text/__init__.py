"""What can be read off a text or its Doc before anybody knows who is who; actors, quotes and language rest on it.

- marks: which stretches of a text stand between quotation marks
- headlines: headlines that quote
- transcripts: interviews and transcripts, who speaks in which turn
- phrases: noun phrases in a Doc
- inner_speech: speech that is reported within speech
- readings: what only the text decides, read once a Doc
"""
