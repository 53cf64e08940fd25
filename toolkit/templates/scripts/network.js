'use strict';
/* The network of `network-data`: its picture with filters, search, zoom and drag, and what is behind each actor and
   arrow. Places come with the data, so that the picture is the printed one until somebody moves something. */
(() => {
  const { make, read, show, sure, count } = passages;
  const data = JSON.parse(document.getElementById('network-data').textContent);
  const quotes = data.quotes ? read(data.quotes) : [];
  const control = (name) => document.getElementById(name);
  const picture = control('picture');
  const panel = control('panel');
  const SVG = 'http://www.w3.org/2000/svg';
  const VERBS = { mentions: 'about', addresses: 'to', answers: 'in answer to', quotes: 'quotes' };
  const verb = (link) => VERBS[link.relation] || link.relation;
  const number = (value) => value.toLocaleString('en');
  const MARGIN = 6;

  const draw = (name, attributes = {}, ...children) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /* ---- the picture ------------------------------------------------------------------------------------------------ */

  const SHAPES = {
    o: (r) => draw('circle', { r }),
    s: (r) => draw('rect', { x: -0.9 * r, y: -0.9 * r, width: 1.8 * r, height: 1.8 * r }),
    D: (r) => draw('path', { d: `M0 ${-1.25 * r}L${1.25 * r} 0L0 ${1.25 * r}L${-1.25 * r} 0Z` }),
    '^': (r) => draw('path', { d: `M0 ${-1.1 * r}L${1.1 * r} ${0.9 * r}L${-1.1 * r} ${0.9 * r}Z` }),
    v: (r) => draw('path', { d: `M0 ${1.1 * r}L${1.1 * r} ${-0.9 * r}L${-1.1 * r} ${-0.9 * r}Z` }),
    P: (r) => draw('path', { d: `M${-0.4 * r} ${-r}h${0.8 * r}v${0.6 * r}h${0.6 * r}v${0.8 * r}h${-0.6 * r}v${0.6 * r}h${-0.8 * r}v${-0.6 * r}h${-0.6 * r}v${-0.8 * r}h${0.6 * r}Z` }),
  };
  const mark = (shape, r, colour, hollow) => {
    const found = (SHAPES[shape] || SHAPES.o)(r);
    found.setAttribute('fill', hollow ? 'var(--paper)' : colour);
    found.setAttribute('stroke', hollow ? colour : 'var(--paper)');
    found.setAttribute('stroke-width', hollow ? 1.4 : 0.8);
    return found;
  };
  /** A mark in a legend. */
  const sample = (shape, colour, hollow) => draw('svg', { width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' }, mark(shape, 5, colour, hollow));

  const nodes = data.nodes.map((node, place) => ({ ...node, place, home: [node.x, node.y], moved: false }));
  const links = data.links.map((link, place) => ({ ...link, place, from: nodes[link.source], to: nodes[link.target] }));

  /** The curve of a link whose end has been moved: bent to its left, from border to border. */
  const bent = ({ from, to, head }) => {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / length, dy / length];
    const [start, end] = [from.r + 1, Math.max(to.r + 2 + head / 2, 0)];
    return [
      [from.x + ux * start, from.y + uy * start],
      [(from.x + to.x) / 2 + 0.2 * dy, (from.y + to.y) / 2 - 0.2 * dx],
      [to.x - ux * end, to.y - uy * end],
    ];
  };
  const curveOf = (link) => {
    if (!link.from.moved && !link.to.moved) return link.curve;
    if (link.from !== link.to) return bent(link);
    const [dx, dy] = [link.from.x - link.from.home[0], link.from.y - link.from.home[1]];
    return link.curve.map(([x, y]) => [x + dx, y + dy]);
  };
  /** Sets line and head where the link stands now; the line ends inside the head, whose point it would blunt. */
  const place = (link) => {
    const curve = curveOf(link);
    const tip = curve[curve.length - 1];
    const before = curve[curve.length - 2];
    const length = Math.hypot(tip[0] - before[0], tip[1] - before[1]) || 1;
    const along = [(tip[0] - before[0]) / length, (tip[1] - before[1]) / length];
    const reach = Math.hypot(tip[0] - curve[0][0], tip[1] - curve[0][1]);
    const long = Math.min(1.9 * link.head, 0.6 * reach + 1);
    const neck = [tip[0] - long * along[0], tip[1] - long * along[1]];
    const points = [...curve.slice(0, -1), [tip[0] - 0.8 * long * along[0], tip[1] - 0.8 * long * along[1]]];
    const path = `M${points[0].join(' ')}${points.length === 4 ? 'C' : 'Q'}${points.slice(1).map((point) => point.join(' ')).join(' ')}`;
    link.line.setAttribute('d', path);
    link.hit.setAttribute('d', path);
    const sides = [[-along[1], along[0]], [along[1], -along[0]]].map(([x, y]) => [neck[0] + link.head * x, neck[1] + link.head * y]);
    link.point.setAttribute('points', [tip, ...sides].map((point) => point.join(',')).join(' '));
  };
  const said = (link) => `${link.from.name} ${verb(link)} ${link.to.name}: ${data.unit} ${number(link.weight)}, ${count(link.documents, 'article')}`;

  const view = draw('g');
  const shown = { k: 1, x: 0, y: 0 };
  const settle = () => view.setAttribute('transform', `translate(${shown.x} ${shown.y}) scale(${shown.k})`);
  const [left, top, right, bottom] = data.box;
  picture.setAttribute('viewBox', `${left - MARGIN} ${top - MARGIN} ${right - left + 2 * MARGIN} ${bottom - top + 2 * MARGIN}`);
  picture.append(view);

  for (const link of links) {
    link.line = draw('path', { class: 'line', 'stroke-width': link.thick, stroke: link.from.colour });
    link.hit = draw('path', { class: 'hit' });
    link.point = draw('polygon', { class: 'point', fill: link.from.colour });
    link.element = draw('g', { class: link.unsure ? 'link unsure' : 'link', role: 'button', tabindex: '-1', 'aria-label': said(link) }, link.hit, link.line, link.point);
    place(link);
    view.append(link.element);
  }
  for (const node of nodes) {
    const name = draw('text', { class: 'name', 'text-anchor': node.label.anchor, 'aria-hidden': 'true' });
    node.label.lines.forEach((line, k) => {
      const part = draw('tspan', { x: node.label.x - node.x, y: node.label.y - node.y + 8 + 10.2 * k });
      part.textContent = line;
      name.append(part);
    });
    const label = `${node.name}: ${[node.kind, node.side || node.affiliation].filter(Boolean).join(', ')}; speaks about ${node.about}, spoken about by ${node.by}`;
    node.element = draw('g', { class: 'node', role: 'button', tabindex: '-1', 'aria-label': label }, draw('circle', { class: 'hit', r: Math.max(node.r + 3, 10) }), mark(node.shape, node.r, node.colour, node.hollow), name);
    node.element.setAttribute('transform', `translate(${node.x} ${node.y})`);
    view.append(node.element);
  }

  /* ---- what is behind an actor or an arrow ------------------------------------------------------------------------- */

  let kept = null;

  /** A link to the page of the quotes, which the page around opens where there is one. */
  const toQuotes = (label, filters) => {
    const address = `#quotes/${new URLSearchParams(filters)}`;
    const found = make('a', { href: address, class: 'away' }, label);
    found.addEventListener('click', (event) => {
      event.preventDefault();
      window.parent.postMessage(address, '*');
    });
    return found;
  };

  const listed = (title, found) => {
    if (!found.length) return '';
    const list = make('ul', { class: 'arrows' });
    for (const link of found) {
      const other = title.startsWith('Spoken') ? link.from : link.to;
      const button = make('button', { type: 'button' }, make('bdi', {}, other.name), ` (${number(link.weight)})`);
      button.addEventListener('click', () => keep(link));
      list.append(make('li', {}, button));
    }
    return make('div', {}, make('h4', {}, title), list);
  };

  const aboutNode = (node) => {
    const facts = [node.role, node.kind, node.affiliation && node.affiliation !== node.name ? node.affiliation : '', node.side ? `side ${node.side}` : ''];
    const found = make('div', {}, make('h3', {}, make('bdi', {}, node.name)), make('p', {}, facts.filter(Boolean).join(', ')));
    if ('quotes' in node) found.append(make('p', {}, `${count(node.quotes, 'quote')}, ${count(node.words, 'word')} in all. `, node.quotes ? toQuotes('Read them', { actor: node.id }) : ''));
    found.append(make('p', {}, `Speaks about ${count(node.about, 'actor')} (${data.unit} ${number(node.weight_out)}); spoken about by ${number(node.by)} (${data.unit} ${number(node.weight_in)}).`));
    found.append(listed('Speaks about', links.filter((link) => link.from === node && fits(link))));
    found.append(listed('Spoken about by', links.filter((link) => link.to === node && fits(link))));
    return found;
  };

  const aboutQuote = (quote) => {
    const from = data.quotes.documents[quote.document];
    const where = [from.name, from.outlet, from.published].filter(Boolean).join(', ');
    const how = `${quote.kind}${quote.cue_class ? `, ${quote.cue_class}` : ''}; sure ${sure(quote.confidence)}. `;
    return make('li', {}, show(quote, data.quotes), make('small', {}, make('bdi', {}, where), ` – ${how}`, toQuotes('In the list of quotes', { id: quote.id })));
  };

  const aboutLink = (link) => {
    const head = make('h3', {}, make('bdi', {}, link.from.name), ` ${verb(link)} `, make('bdi', {}, link.to.name));
    const interval = 'low' in link ? ` (interval ${number(link.low)} to ${number(link.high)})` : '';
    const weight = data.unit === 'quotes' ? '' : `${count(link.weight, data.unit.replace(/s$/, ''))}${interval}; `;
    const behind = `${count(link.n, 'quote')}${data.unit === 'quotes' ? interval : ''} in ${count(link.documents, 'article')}.`;
    const rests = link.unsure ? ` It rests on one ${data.single === 'quote' ? 'quote' : 'article'}: an observation, not a pattern.` : '';
    const found = make('div', {}, head, make('p', {}, `${weight}${behind}${rests}`));
    if (link.quotes.length < link.n) found.append(make('p', {}, link.quotes.length ? `The ${link.quotes.length} surest of ${count(link.n, 'quote')}:` : 'The quotes are not in this picture.'));
    if (link.quotes.length) found.append(make('ol', { class: 'quotes' }, ...link.quotes.map((k) => aboutQuote(quotes[k]))));
    if (link.relation !== 'mentions' && link.quotes.length === link.n) found.append(make('p', {}, toQuotes(`All ${count(link.n, 'quote')}`, { ids: link.quotes.map((k) => quotes[k].id).join(',') })));
    if (link.relation === 'mentions') found.append(make('p', {}, toQuotes(`All ${count(link.n, 'quote')}`, { actor: link.from.id, about: link.to.id })));
    return found;
  };

  const introduction = () => make('div', {},
    make('p', {}, 'Point at an arrow to read its quotes, or at an actor for its numbers; a click keeps them here. Drag an actor to move it, the ground to move all.'),
    make('p', {}, 'With the keyboard: Tab into the picture, left and right for actors, up and down for the arrows of one, Enter to keep, + and − to zoom.'),
    make('p', {}, `Broken arrows rest on one ${data.single === 'quote' ? 'quote' : 'article'}. Where things stand carries no meaning.`),
    ...(data.interval ? [make('p', {}, `Intervals: ${data.interval}.`)] : []),
    ...data.left_out.map((sentence) => make('p', {}, sentence)));

  const about = (item) => (!item ? introduction() : 'from' in item ? aboutLink(item) : aboutNode(item));
  const touches = (item, link) => item === link || item === link.from || item === link.to;
  let seen;
  /** Shows what is behind an item; what stands there already stays, or a click that begins on it would be lost. */
  const point = (item) => {
    if (item === seen) return;
    seen = item;
    panel.replaceChildren(about(item));
    panel.scrollTop = 0;
    picture.classList.toggle('pointed', Boolean(item));
    for (const link of links) link.element.classList.toggle('near', Boolean(item) && touches(item, link));
    for (const node of nodes) {
      const near = item && (node === item || links.some((link) => fits(link) && touches(item, link) && (link.from === node || link.to === node)));
      node.element.classList.toggle('near', Boolean(near));
    }
  };
  const keep = (item) => {
    kept = item;
    for (const each of [...links, ...nodes]) each.element.classList.toggle('kept', each === item);
    point(item);
  };

  /* ---- filters ------------------------------------------------------------------------------------------------------ */

  const off = { groups: new Set(), kinds: new Set() };
  let relation = data.relations[0];
  let least = 1;
  const on = (node) => !off.groups.has(node.group) && !off.kinds.has(node.kind);
  const fits = (link) => link.relation === relation && link.weight >= least && on(link.from) && on(link.to);
  const onTable = (link) => {
    const button = make('button', { type: 'button' }, 'Read');
    button.setAttribute('aria-label', `Read ${said(link)}`);
    button.addEventListener('click', () => { keep(link); panel.focus(); });
    const cells = [make('bdi', {}, link.from.name), verb(link), make('bdi', {}, link.to.name)].map((each) => make('td', {}, each));
    const numbers = [link.weight, link.n, link.documents].map((each) => make('td', { class: 'number' }, number(each)));
    return make('tr', {}, ...cells, ...numbers, make('td', {}, button));
  };

  let drawn = [];
  const apply = () => {
    const found = links.filter(fits);
    drawn = nodes.filter((node) => found.some((link) => link.from === node || link.to === node));
    const sought = control('search').value.trim().toLowerCase();
    const matching = sought ? drawn.filter((node) => node.name.toLowerCase().includes(sought)) : [];
    for (const link of links) link.element.classList.toggle('gone', !fits(link));
    for (const node of nodes) {
      node.element.classList.toggle('gone', !drawn.includes(node));
      node.element.classList.toggle('found', matching.includes(node));
    }
    picture.classList.toggle('searching', Boolean(sought));
    const ofAll = links.filter((link) => link.relation === relation).length;
    let sentence = `${drawn.length} of ${count(nodes.length, 'actor')}, ${found.length} of ${count(ofAll, 'arrow')}.`;
    if (sought) sentence += matching.length ? ` Found: ${matching.map((node) => node.name).join(', ')}.` : ' Nobody of that name is in the picture.';
    control('status').textContent = sentence;
    document.querySelector('#as-table tbody').replaceChildren(...found.map(onTable));
    seen = undefined;
    if (kept && ('from' in kept ? !fits(kept) : !drawn.includes(kept))) keep(null); else point(kept);
    if (!drawn.some((node) => node.element.getAttribute('tabindex') === '0')) enter(drawn[0]);
  };

  const box = (place, name, sampleMark, label) => {
    const tick = make('input', { type: 'checkbox' });
    tick.checked = true;
    tick.addEventListener('change', () => {
      if (tick.checked) off[place].delete(name); else off[place].add(name);
      apply();
    });
    control(place).append(make('label', {}, tick, sampleMark, make('bdi', {}, label)));
    return tick;
  };
  const KIND_SHAPES = { person: 'o', state: 's', organisation: 'D', group: '^', place: 'v' };
  control('groups').querySelector('legend').textContent = data.by;
  const ticks = data.groups.map((group, k) => box('groups', k, sample(group.shape, group.colour, group.hollow), group.label));
  for (const kind of data.kinds) {
    const shape = data.by === 'Side' ? '' : sample(KIND_SHAPES[kind] || 'o', 'currentColor', false);
    ticks.push(box('kinds', kind, shape, kind || 'not known'));
  }
  for (const name of data.relations) control('relation').append(make('option', { value: name }, name));
  control('relation-label').hidden = data.relations.length < 2;
  const heaviest = () => Math.max(1, ...links.filter((link) => link.relation === relation).map((link) => link.weight));
  const weigh = (value) => {
    least = value;
    control('least').max = Math.ceil(heaviest());
    control('least').value = value;
    control('least-value').textContent = number(value);
  };
  control('relation').addEventListener('input', () => { relation = control('relation').value; weigh(1); apply(); });
  control('least').addEventListener('input', () => { weigh(Number(control('least').value)); apply(); });
  control('search').addEventListener('input', apply);
  control('search').addEventListener('keydown', (event) => {
    const first = drawn.find((node) => node.element.classList.contains('found'));
    if (event.key === 'Enter' && first) { keep(first); enter(first); }
  });

  /* ---- pointer and keyboard ----------------------------------------------------------------------------------------- */

  /** Where the event is, in the units of the picture. */
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  const zoom = (factor, x = (left + right) / 2, y = (top + bottom) / 2) => {
    const k = Math.min(Math.max(shown.k * factor, 0.5), 8);
    shown.x = x - (x - shown.x) * (k / shown.k);
    shown.y = y - (y - shown.y) * (k / shown.k);
    shown.k = k;
    settle();
  };
  const move = (node, x, y) => {
    [node.x, node.y, node.moved] = [x, y, true];
    node.element.setAttribute('transform', `translate(${x} ${y})`);
    for (const link of links) if (link.from === node || link.to === node) place(link);
  };
  let held = null;
  const take = (event, node) => {
    if (event.button !== 0) return;
    const from = at(event);
    held = { node, x: from.x, y: from.y, before: node ? [node.x, node.y] : [shown.x, shown.y], far: false };
    picture.setPointerCapture(event.pointerId);
    event.stopPropagation();
  };
  picture.addEventListener('pointerdown', (event) => take(event, null));
  picture.addEventListener('pointermove', (event) => {
    if (!held) return;
    const now = at(event);
    const [dx, dy] = [now.x - held.x, now.y - held.y];
    held.far ||= Math.hypot(dx, dy) > 3;
    if (!held.far) return;
    if (held.node) move(held.node, held.before[0] + dx / shown.k, held.before[1] + dy / shown.k);
    else { [shown.x, shown.y] = [held.before[0] + dx, held.before[1] + dy]; settle(); }
  });
  const release = () => {
    if (held && !held.far) keep(held.node);
    held = null;
  };
  picture.addEventListener('pointerup', release);
  picture.addEventListener('pointercancel', () => { held = null; });
  picture.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const where = at(event);
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, where.x, where.y);
  }, { passive: false });

  for (const item of [...links, ...nodes]) {
    item.element.addEventListener('pointerenter', () => { if (!held) point(item); });
    item.element.addEventListener('pointerleave', () => { if (!held) point(kept); });
    item.element.addEventListener('focus', () => point(item));
    item.element.addEventListener('click', () => keep(item));
  }
  for (const node of nodes) node.element.addEventListener('pointerdown', (event) => take(event, node));
  for (const link of links) link.element.addEventListener('pointerdown', (event) => event.stopPropagation());

  /** Makes the item the one that Tab reaches. */
  const enter = (item) => {
    for (const each of [...links, ...nodes]) each.element.setAttribute('tabindex', each === item ? '0' : '-1');
  };
  const go = (item) => {
    if (!item) return;
    enter(item);
    item.element.focus();
  };
  const itemOf = (element) => [...links, ...nodes].find((each) => each.element === element);
  let walked = null;
  const step = (item, key) => {
    const node = 'from' in item ? walked || item.from : item;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const next = drawn.indexOf(node) + (key === 'ArrowRight' ? 1 : -1);
      walked = drawn[(next + drawn.length) % drawn.length];
      go(walked);
      return;
    }
    const own = [node, ...links.filter((link) => fits(link) && (link.from === node || link.to === node))];
    walked = node;
    go(own[(own.indexOf(item) + (key === 'ArrowDown' ? 1 : -1) + own.length) % own.length]);
  };
  picture.addEventListener('keydown', (event) => {
    const item = itemOf(document.activeElement);
    if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === 'Escape') keep(null);
    else if (item && event.key.startsWith('Arrow')) step(item, event.key);
    else if (item && (event.key === 'Enter' || event.key === ' ')) keep(item);
    else return;
    event.preventDefault();
  });
  picture.addEventListener('focusout', (event) => { if (!picture.contains(event.relatedTarget)) point(kept); });
  control('closer').addEventListener('click', () => zoom(1.25));
  control('farther').addEventListener('click', () => zoom(0.8));
  control('reset').addEventListener('click', () => {
    for (const node of nodes) { move(node, ...node.home); node.moved = false; }
    for (const link of links) place(link);
    Object.assign(shown, { k: 1, x: 0, y: 0 });
    settle();
    for (const tick of ticks) tick.checked = true;
    off.groups.clear();
    off.kinds.clear();
    control('search').value = '';
    [relation] = data.relations;
    control('relation').value = relation;
    weigh(1);
    keep(null);
    apply();
  });

  /* ---- the page around, where it can open the list of quotes --------------------------------------------------------- */

  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || typeof event.data !== 'string') return;
    if (event.data === 'toolkit: quotes can be opened') document.body.classList.add('linked');
  });
  window.parent.postMessage('toolkit: ready', '*');

  weigh(1);
  keep(null);
  apply();
})();
