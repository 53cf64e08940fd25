'use strict';
/* The quote browser: filters, search, order and pages over the rows of `quotes-data`. What is asked for stands in the
   address behind "#quotes/" (actor=, speaker=, about=, kind=, class=, side=, outlet=, least=, text=, id=, ids=), so that counts can link to it. */
(() => {
  const { make, read, text, show, sure, count } = passages;
  const data = JSON.parse(document.getElementById('quotes-data').textContent);
  const quotes = read(data);
  const control = (name) => document.getElementById(name);
  const whole = document.body.classList.contains('whole');
  const PAGE = 25;
  const CHOICES = ['actor', 'about', 'side', 'kind', 'class'];
  const NONE = '(none)';
  const start = () => ({ text: '', actor: '', speaker: '', about: '', side: '', kind: '', class: '', outlet: '', least: 0, id: '', ids: '' });
  let asked = start();
  let order = { by: '', down: false };
  let page = 0;

  const actor = (quote) => (quote.actor < 0 ? null : data.actors[quote.actor]);
  const values = {
    actor: (quote) => [quote.actor < 0 ? NONE : actor(quote).id],
    about: (quote) => [...new Set(quote.about.filter((k) => k >= 0).map((k) => data.actors[k].id))],
    side: (quote) => [quote.side || NONE],
    kind: (quote) => [quote.kind || NONE],
    class: (quote) => [quote.cue_class || NONE],
  };
  const called = new Map(data.actors.map((one) => [one.id, one.name]));
  const label = (name, value) => {
    if (value === NONE) return { actor: 'nobody known', class: 'no verb', side: 'no side' }[name] || 'none';
    return name === 'actor' || name === 'about' ? called.get(value) || 'an actor who is not on this page' : value;
  };

  /** Fills a choice with its values, the most frequent first; hides it where there is nothing to choose. */
  const fill = (name) => {
    const counts = new Map();
    for (const quote of quotes) for (const value of values[name](quote)) counts.set(value, (counts.get(value) || 0) + 1);
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || label(name, a[0]).localeCompare(label(name, b[0])));
    control(name).append(make('option', { value: '' }, 'all'));
    for (const [value, n] of sorted) control(name).append(make('option', { value }, `${label(name, value)} (${n})`));
    if (counts.size < 2 && (name === 'side' || name === 'class')) control(`${name}-label`).hidden = true;
  };

  const fits = (quote) => (!asked.id || quote.id === asked.id)
    && (!asked.ids || asked.ids.split(',').includes(quote.id))
    && (!asked.speaker || quote.speaker === asked.speaker)
    && (!asked.outlet || data.documents[quote.document].outlet === asked.outlet)
    && CHOICES.every((name) => !asked[name] || values[name](quote).includes(asked[name]))
    && (quote.confidence === null || quote.confidence >= asked.least)
    && (!asked.text || text(quote, data).toLowerCase().includes(asked.text.toLowerCase()));

  const KEYS = {
    speaker: (quote) => (actor(quote) ? actor(quote).name : quote.speaker || '\uffff'),
    class: (quote) => `${quote.cue_class || '\uffff'} ${quote.cue}`,
    sure: (quote) => quote.confidence || 0,
    published: (quote) => data.documents[quote.document].published || '\uffff',
  };
  const sorted = (found) => {
    if (!order.by) return found;
    const key = KEYS[order.by];
    const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b));
    return [...found].sort((a, b) => (order.down ? -1 : 1) * compare(key(a), key(b)) || a.place - b.place);
  };

  /** What is shown, in a sentence. */
  const said = (found) => {
    const parts = CHOICES.filter((name) => asked[name]).map((name) => {
      const heading = { actor: 'speaker', about: 'about', side: 'side', kind: 'kind', class: 'reported by' }[name];
      return `${heading} ${label(name, asked[name])}`;
    });
    if (asked.id) parts.push('one quote');
    if (asked.ids) parts.push(`${count(asked.ids.split(',').length, 'quote')} of one count`);
    if (asked.outlet) parts.push(`in ${asked.outlet}`);
    if (asked.speaker) parts.push(`speaker ${asked.speaker}`);
    if (asked.least > 0) parts.push(`sure at least ${asked.least}`);
    if (asked.text) parts.push(`with “${asked.text}”`);
    let sentence = `${found.length.toLocaleString('en')} of ${count(quotes.length, 'quote')}`;
    sentence += parts.length ? `: ${parts.join(', ')}.` : '.';
    const one = data.actors.find((each) => each.id === asked.actor);
    const here = one ? quotes.filter((quote) => actor(quote) === one).length : 0;
    if (one && here < one.quotes) sentence += ` ${one.name} has ${count(one.quotes, 'quote')}, of which ${here} are here.`;
    return sentence;
  };

  const row = (quote) => {
    const speaker = actor(quote);
    const from = data.documents[quote.document];
    const name = speaker
      ? make('button', { type: 'button', class: 'name', title: 'Only this speaker' }, make('bdi', {}, speaker.name))
      : make('bdi', {}, quote.speaker || 'nobody known');
    if (speaker) name.addEventListener('click', () => { asked = { ...start(), actor: speaker.id }; changed(); });
    const more = [speaker ? speaker.kind : quote.speaker ? 'no known actor' : '', quote.side].filter(Boolean).join(', ');
    const about = [...new Set(quote.about)].filter((k) => k >= 0).map((k) => data.actors[k].name);
    const line = make('tr', { id: `quote-${quote.id}` },
      make('td', {}, name, make('small', {}, more)),
      make('td', { class: 'context' }, show(quote, data), about.length ? make('small', {}, 'About ', make('bdi', {}, about.join(', '))) : ''),
      make('td', {}, quote.kind, make('small', {}, quote.cue ? make('bdi', {}, quote.cue) : ''), make('small', {}, quote.cue_class)),
      make('td', { class: 'number' }, sure(quote.confidence), make('small', {}, `speaker ${sure(quote.speaker_confidence)}`)),
      make('td', { class: 'article' }, make('bdi', {}, from.name), make('small', {}, [from.outlet, from.published].filter(Boolean).join(', ')), from.file && from.file !== from.name ? make('small', {}, from.file) : ''));
    if (asked.id) line.classList.add('asked');
    return line;
  };

  const draw = () => {
    const found = sorted(quotes.filter(fits));
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.min(page, last);
    const body = document.querySelector('#quotes tbody');
    body.replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(row));
    if (!found.length) body.append(make('tr', {}, make('td', { colspan: '5' }, 'No quote fits. “Show all” takes the filters away.')));
    control('status').textContent = said(found);
    control('page').textContent = `page ${page + 1} of ${last + 1}`;
    control('previous').disabled = page === 0;
    control('next').disabled = page === last;
    for (const head of document.querySelectorAll('th[data-sort]')) {
      if (head.dataset.sort === order.by) head.setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
  };

  /** Shows what is asked for in the controls and, of a page, in its address. */
  const changed = () => {
    page = 0;
    for (const name of [...CHOICES, 'text', 'least']) control(name).value = asked[name];
    control('least-value').textContent = asked.least;
    if (whole) {
      const given = Object.entries(asked).filter(([, value]) => value);
      const address = given.length ? `#quotes/${new URLSearchParams(given)}` : '#quotes/';
      if (window.location.hash !== address) window.history.replaceState(null, '', address);
    }
    draw();
  };

  const fromAddress = () => {
    const given = new URLSearchParams(window.location.hash.replace(/^#(quotes\/)?/, ''));
    asked = start();
    for (const name of Object.keys(asked)) if (given.has(name)) asked[name] = given.get(name);
    asked.least = Math.min(Math.max(Number.parseFloat(asked.least) || 0, 0), 1);
    changed();
  };

  CHOICES.forEach(fill);
  for (const name of [...CHOICES, 'text', 'least']) {
    control(name).addEventListener('input', () => {
      asked = { ...asked, id: '', ids: '', speaker: '', outlet: '', [name]: name === 'least' ? Number(control(name).value) : control(name).value };
      changed();
    });
  }
  control('reset').addEventListener('click', () => { asked = start(); changed(); });
  for (const [name, step] of [['previous', -1], ['next', 1]]) {
    control(name).addEventListener('click', () => {
      page += step;
      draw();
      document.querySelector('.scroll').scrollTop = 0;
      control('status').scrollIntoView({ block: 'nearest' });
    });
  }
  for (const head of document.querySelectorAll('th[data-sort]')) {
    head.querySelector('button').addEventListener('click', () => {
      const by = head.dataset.sort;
      const first = by === 'sure';
      if (order.by !== by) order = { by, down: first };
      else order = order.down === first ? { by, down: !first } : { by: '', down: false };
      page = 0;
      draw();
    });
  }
  window.addEventListener('hashchange', fromAddress);
  fromAddress();
  if (!whole) window.parent.postMessage('toolkit: ready', '*');
})();
