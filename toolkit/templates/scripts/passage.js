'use strict';
/* A quote in its context: speaker, words that report and content are marked. All of it is set as text, so that nothing
   in an article can become a part of the page. Other scripts of the page use `passages`. */
const passages = (() => {
  /** An element with attributes and children; children that are no elements become text. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null && child !== ''));
    return element;
  };

  /** The rows of the data as objects, each with its place in the table. */
  const read = (data) => data.quotes.map((row, place) => {
    const quote = { place };
    data.fields.forEach((field, k) => { quote[field] = row[k]; });
    return quote;
  });

  /** The sentences of the quote as text, without what stands around them. */
  const text = (quote, data) => data.passages[quote.passage].slice(...(quote.sentence || [quote.low, quote.high]));

  const WRAPPERS = [['content', 'mark', ''], ['cue', 'i', 'cue'], ['speaker', 'b', 'speaker']];

  /** The quote in its context. Stretches may overlap, whatever the data say: each piece gets all marks that cover it. */
  const show = (quote, data) => {
    const all = data.passages[quote.passage];
    const marks = { content: quote.spans, cue: [quote.cue_at], speaker: [quote.speaker_at] };
    const stretches = [];
    for (const [kind, places] of Object.entries(marks)) {
      for (const place of places) if (place) stretches.push({ kind, start: place[0], end: place[1] });
    }
    const [from, to] = quote.sentence || [quote.low, quote.high];
    const ends = new Set([quote.low, quote.high, from, to]);
    for (const { start, end } of stretches) { ends.add(start); ends.add(end); }
    const borders = [...ends].filter((at) => at >= quote.low && at <= quote.high).sort((a, b) => a - b);
    const shown = make('p', { class: 'passage', dir: 'auto' }, quote.cut & 2 ? '… ' : '');
    for (let k = 0; k + 1 < borders.length; k += 1) {
      const [start, end] = [borders[k], borders[k + 1]];
      let piece = document.createTextNode(all.slice(start, end).replace(/\n\s*\n/g, '\n'));
      if (end <= from || start >= to) piece = make('span', { class: 'around' }, piece);
      for (const [kind, name, className] of WRAPPERS) {
        if (stretches.some((one) => one.kind === kind && one.start <= start && one.end >= end)) {
          piece = make(name, className ? { class: className } : {}, piece);
        }
      }
      shown.append(piece);
    }
    shown.append(quote.cut & 4 ? ' …' : '', quote.cut & 1 ? ' (the quote goes on)' : '');
    return shown;
  };

  /** "0.96", or a dash where it is not known. */
  const sure = (number) => (number === null ? '–' : number.toFixed(2));

  /** "1,234 quotes". */
  const count = (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

  /* In a frame, the page around may say whether it is dark or light. */
  window.addEventListener('message', (event) => {
    const [, theme] = /^toolkit: (dark|light)$/.exec(event.data) || [];
    if (theme && event.source === window.parent) document.documentElement.dataset.theme = theme;
  });

  return { make, read, text, show, sure, count };
})();
