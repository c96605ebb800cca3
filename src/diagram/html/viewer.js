'use strict';
// The viewer of a diagram: everything it shows is in the page already. No text of the design ever becomes markup:
// it is set as text.
(() => {
const $ = (id) => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const view = $('view'), scene = $('scene'), panel = $('panel'), input = $('search'), found = $('found');
// Without scripts the whole drawing is fitted into the window; from here on its place is ours.
view.removeAttribute('viewBox');
const entities = [...scene.querySelectorAll('.entity')];
const edges = [...scene.querySelectorAll('.edge')];
const frames = [...scene.querySelectorAll('.frame')];
const state = { chosen: -1, near: 0, folded: new Set(), changes: false, x: 0, y: 0, zoom: 1 };

const neighbours = data.nodes.map(() => new Set());
data.edges.forEach((edge) => { neighbours[edge.from].add(edge.to); neighbours[edge.to].add(edge.from); });

// --- where one looks
const LEAST = 0.02, MOST = 4;
function paint() {
  scene.setAttribute('transform', `translate(${state.x} ${state.y}) scale(${state.zoom})`);
  view.classList.toggle('far', state.zoom < 0.42);
}
function zoomAt(factor, px, py) {
  const zoom = Math.min(MOST, Math.max(LEAST, state.zoom * factor));
  state.x = px - (px - state.x) * zoom / state.zoom;
  state.y = py - (py - state.y) * zoom / state.zoom;
  state.zoom = zoom;
  paint();
}
function zoomMiddle(factor) {
  const at = view.getBoundingClientRect();
  zoomAt(factor, at.width / 2, at.height / 2);
}
function show(boxes, most) {
  if (!boxes.length) return;
  const at = view.getBoundingClientRect();
  const width = at.width - (panel.hidden ? 0 : panel.getBoundingClientRect().width);
  const left = Math.min(...boxes.map((b) => b[0])), top = Math.min(...boxes.map((b) => b[1]));
  const right = Math.max(...boxes.map((b) => b[0] + b[2])), bottom = Math.max(...boxes.map((b) => b[1] + b[3]));
  const zoom = Math.min(most, Math.max(LEAST, 0.94 * Math.min(width / (right - left + 60), at.height / (bottom - top + 60))));
  state.zoom = zoom;
  state.x = width / 2 - zoom * (left + right) / 2;
  state.y = at.height / 2 - zoom * (top + bottom) / 2;
  paint();
}
function fit() {
  const kept = entities.map((_, at) => at).filter((at) => !entities[at].classList.contains('away'));
  show((kept.length && state.near ? kept : data.nodes.map((_, at) => at)).map((at) => data.nodes[at].box), 1.2);
}

// --- what is seen
function within(start, depth) {
  let kept = new Set(start);
  for (let step = 0; step < depth; step++) {
    const next = new Set(kept);
    kept.forEach((at) => neighbours[at].forEach((other) => next.add(other)));
    kept = next;
  }
  return kept;
}
function refresh() {
  let kept = null;
  if (state.changes) {
    kept = within(data.nodes.map((_, at) => at).filter((at) => data.nodes[at].changed), 1);
  } else if (state.chosen >= 0 && state.near > 0) {
    kept = within([state.chosen], state.near);
  }
  const folded = (at) => data.nodes[at].group !== null && state.folded.has(data.nodes[at].group);
  entities.forEach((entity, at) => {
    entity.classList.toggle('away', kept !== null && !kept.has(at));
    entity.classList.toggle('chosen', at === state.chosen);
    entity.classList.toggle('folded', folded(at));
  });
  edges.forEach((element, at) => {
    const edge = data.edges[at];
    element.classList.toggle('away', kept !== null && !(kept.has(edge.from) && kept.has(edge.to)));
    element.classList.toggle('lit', state.chosen >= 0 && (edge.from === state.chosen || edge.to === state.chosen));
    element.classList.toggle('folded', folded(edge.from) && folded(edge.to) && data.nodes[edge.from].group === data.nodes[edge.to].group);
  });
  frames.forEach((frame) => {
    const group = Number(frame.dataset.group), is = state.folded.has(group);
    frame.classList.toggle('folded', is);
    frame.setAttribute('aria-expanded', String(!is));
    const count = data.nodes.filter((node) => node.group === group).length;
    frame.querySelector('text').textContent = data.groups[group] + (is ? ` (${count} entities)` : '');
  });
  document.querySelectorAll('[data-near]').forEach((button) =>
    button.setAttribute('aria-pressed', String(Number(button.dataset.near) === state.near)));
  if ($('changes')) $('changes').setAttribute('aria-pressed', String(state.changes));
}
function say(text) { $('status').textContent = text; }

function choose(at, look) {
  state.chosen = at;
  if (at < 0) { panel.hidden = true; state.near = 0; } else { fill(at); panel.hidden = false; state.folded.delete(data.nodes[at].group); }
  refresh();
  if (at >= 0 && look) {
    const zoom = Math.max(state.zoom, 0.75);
    if (state.near) fit(); else show([data.nodes[at].box], zoom > 1.1 ? 1.1 : zoom);
  }
  if (at >= 0) say(`${data.nodes[at].name} chosen`);
  remember();
}
function near(depth) {
  if (state.chosen < 0 && depth) { say('Choose an entity first.'); return; }
  state.near = state.near === depth ? 0 : depth;
  state.changes = false;
  refresh();
  if (state.near) fit();
  remember();
}
function fold(group) {
  if (state.folded.has(group)) state.folded.delete(group); else state.folded.add(group);
  refresh();
  remember();
}

// --- links to what is seen
let quiet = false;
function remember() {
  const words = new URLSearchParams();
  if (state.chosen >= 0) words.set('entity', data.nodes[state.chosen].name);
  if (state.near) words.set('near', state.near);
  if (state.changes) words.set('changes', '1');
  state.folded.forEach((group) => words.append('folded', data.groups[group]));
  const hash = words.toString();
  if (hash !== location.hash.slice(1)) {
    quiet = true;
    try { history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search); } catch { location.hash = hash; }
    quiet = false;
  }
}
function recall() {
  const words = new URLSearchParams(location.hash.slice(1));
  state.near = Math.min(3, Math.max(0, Number(words.get('near')) || 0));
  state.changes = words.has('changes');
  state.folded = new Set(words.getAll('folded').map((name) => data.groups.indexOf(name)).filter((at) => at >= 0));
  const name = words.get('entity');
  const at = name === null ? -1 : data.nodes.findIndex((node) => node.name === name);
  if (at >= 0) choose(at, true); else { state.chosen = -1; panel.hidden = true; refresh(); fit(); }
}

// --- beside an entity
function make(tag, text, cls) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (cls) element.className = cls;
  return element;
}
function link(at, text) {
  const a = make('a', text);
  a.href = '#' + new URLSearchParams({ entity: data.nodes[at].name });
  a.addEventListener('click', (event) => { event.preventDefault(); choose(at, true); });
  return a;
}
function section(title, items, each) {
  if (!items.length) return;
  panel.append(make('h3', title));
  const list = make('ul');
  items.forEach((item) => { const line = make('li'); each(line, item); list.append(line); });
  panel.append(list);
}
function fill(at) {
  const node = data.nodes[at];
  panel.replaceChildren();
  const close = make('button', '✕', 'close');
  close.setAttribute('aria-label', 'Close');
  close.addEventListener('click', () => choose(-1));
  panel.append(close, make('h2', node.name));
  if (node.change) panel.append(make('p', node.change + (node.before ? ` (was ${node.before})` : '')));
  if (node.comment) panel.append(make('p', node.comment));
  if (node.badges.length) panel.append(make('p', node.badges.join(' · ')));
  const table = make('table'), head = make('tr');
  ['', 'attribute', 'type'].forEach((word) => head.append(make('th', word)));
  table.append(head);
  node.rows.forEach((row) => {
    const line = make('tr'), name = make('td', row.name);
    [row.value, row.comment, row.change && row.change + (row.before ? ` (was ${row.before})` : '')]
      .filter(Boolean).forEach((text) => { name.append(make('br'), make('small', text)); });
    line.append(make('td', row.keys.join(' ')), name, make('td', row.type + (row.nullable ? '?' : '')));
    table.append(line);
  });
  panel.append(make('h3', 'Attributes'), table);
  section('Indexes and rules', node.lines, (line, text) => { line.textContent = text; });
  section('Findings', node.marks, (line, mark) => { line.textContent = `${mark.level} ${mark.code}: ${mark.message}`; });
  const out = data.edges.filter((edge) => edge.from === at), into = data.edges.filter((edge) => edge.to === at);
  section('Refers to', out, (line, edge) => line.append(link(edge.to, data.nodes[edge.to].name), make('small', ` ${edge.label}`)));
  section('Referred to by', into, (line, edge) => line.append(link(edge.from, data.nodes[edge.from].name), make('small', ` ${edge.label}`)));
  if (node.advice.length) {
    panel.append(make('h3', 'Advice'));
    node.advice.forEach((note) => panel.append(make('p', note.title), make('pre', note.text)));
  }
  if (node.queries.length) {
    panel.append(make('h3', 'Queries'));
    node.queries.forEach((note) => panel.append(make('p', note.title), make('pre', note.text)));
  }
  panel.scrollTop = 0;
}

// --- search: entities, then attributes, then comments
function score(text, words) {
  const low = text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const at = low.indexOf(word);
    if (at >= 0) { sum += at === 0 ? (low === word ? 100 : 60) : /[^a-z0-9]/.test(low[at - 1]) ? 40 : 25; continue; }
    let place = 0;
    for (const letter of word) { place = low.indexOf(letter, place) + 1; if (!place) return 0; }
    if (word.length < 3) return 0;
    sum += 4;
  }
  return sum;
}
let hits = [], marked = 0;
function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  hits = [];
  data.nodes.forEach((node, at) => {
    if (!words.length) { hits.push({ at, points: 1, why: '' }); return; }
    const points = score(node.name, words);
    if (points) hits.push({ at, points: points + 50, why: '' });
    node.rows.forEach((row) => {
      const points = score(row.name, words);
      if (points > 20) hits.push({ at, points, why: row.name });
    });
    if (!points && node.comment && node.comment.toLowerCase().includes(words.join(' '))) hits.push({ at, points: 10, why: node.comment });
  });
  if (words.length) hits.sort((a, b) => b.points - a.points || a.at - b.at);
  const count = hits.length;
  hits = hits.slice(0, words.length ? 50 : 2000);
  marked = 0;
  found.replaceChildren(...hits.map((hit, place) => {
    const line = make('li', data.nodes[hit.at].name);
    line.id = 'hit' + place;
    line.setAttribute('role', 'option');
    if (hit.why) line.append(make('small', hit.why));
    line.addEventListener('mousedown', (event) => { event.preventDefault(); take(place); });
    return line;
  }));
  found.hidden = !hits.length;
  input.setAttribute('aria-expanded', String(!found.hidden));
  mark(0);
  if (words.length) say(`${count} found`);
}
function mark(place) {
  marked = Math.max(0, Math.min(hits.length - 1, place));
  [...found.children].forEach((line, at) => line.setAttribute('aria-selected', String(at === marked)));
  if (hits.length) { input.setAttribute('aria-activedescendant', 'hit' + marked); found.children[marked].scrollIntoView({ block: 'nearest' }); }
}
function take(place) {
  const hit = hits[place];
  shut();
  if (hit) choose(hit.at, true);
}
function shut() { found.hidden = true; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); }
input.addEventListener('input', search);
input.addEventListener('focus', search);
input.addEventListener('blur', shut);
input.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') mark(marked + 1);
  else if (event.key === 'ArrowUp') mark(marked - 1);
  else if (event.key === 'Enter') { take(marked); view.focus(); }
  else if (event.key === 'Escape') { input.value = ''; shut(); view.focus(); }
  else return;
  event.preventDefault();
});

// --- theme, help, export
function theme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
}
function seen() {
  const at = view.getBoundingClientRect();
  const width = Math.round(at.width), height = Math.round(at.height);
  const copy = view.cloneNode(true);
  // Looks that the page's style sheet gives are set on the elements themselves: the file stands alone.
  const names = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'opacity', 'display',
    'font-family', 'font-size', 'font-weight', 'text-decoration-line', 'text-anchor'];
  const from = [view, ...view.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((element, place) => {
    if (!(element instanceof SVGGraphicsElement)) return;
    const looks = getComputedStyle(element);
    names.forEach((name) => { const value = looks.getPropertyValue(name); if (value) to[place].setAttribute(name, value); });
  });
  [...copy.querySelectorAll('.folded')].filter((element) => !element.classList.contains('frame')).forEach((element) => element.remove());
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}
function save(blob, ending) {
  const a = make('a');
  a.href = URL.createObjectURL(blob);
  a.download = (data.title.replace(/[^\w-]+/g, '_') || 'diagram') + ending;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1000);
}
function saveSvg() { save(new Blob([seen().text], { type: 'image/svg+xml' }), '.svg'); }
function savePng() {
  const { text, width, height } = seen(), image = new Image(), canvas = document.createElement('canvas');
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  canvas.width = width * 2; canvas.height = height * 2;
  image.onload = () => {
    const ink = canvas.getContext('2d');
    ink.fillStyle = getComputedStyle(document.body).backgroundColor;
    ink.fillRect(0, 0, canvas.width, canvas.height);
    ink.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob((blob) => { save(blob, '.png'); say('PNG saved'); });
  };
  image.onerror = () => say('The browser cannot draw this picture.');
  image.src = url;
}
const step = (by) => {
  const changed = data.nodes.map((_, at) => at).filter((at) => data.nodes[at].changed);
  if (!changed.length) return;
  const here = changed.indexOf(state.chosen);
  choose(changed[(here + by + changed.length) % changed.length], true);
};
const help = $('help');
const actions = {
  in: () => zoomMiddle(1.25), out: () => zoomMiddle(0.8), fit, theme, svg: saveSvg, png: savePng,
  help: () => (help.open ? help.close() : help.showModal()), near1: () => near(1), near2: () => near(2), near3: () => near(3),
  changes: () => { state.changes = !state.changes; state.near = 0; refresh(); remember(); },
  fold: () => { const open = data.groups.some((_, group) => !state.folded.has(group)); state.folded = new Set(open ? data.groups.map((_, group) => group) : []); refresh(); remember(); },
};
document.querySelectorAll('[data-do]').forEach((button) => button.addEventListener('click', () => actions[button.dataset.do]()));

// --- mouse, touch, keys
const held = new Map();
let moved = 0, apart = 0;
view.addEventListener('pointerdown', (event) => {
  held.set(event.pointerId, [event.clientX, event.clientY]);
  moved = 0;
  view.classList.add('moving');
});
addEventListener('pointermove', (event) => {
  const before = held.get(event.pointerId);
  if (!before) return;
  const here = [event.clientX, event.clientY];
  held.set(event.pointerId, here);
  if (held.size === 1) {
    moved += Math.abs(here[0] - before[0]) + Math.abs(here[1] - before[1]);
    if (moved < 4) return;
    state.x += here[0] - before[0];
    state.y += here[1] - before[1];
    paint();
  } else if (held.size === 2) {
    const [a, b] = [...held.values()], now = Math.hypot(a[0] - b[0], a[1] - b[1]);
    const at = view.getBoundingClientRect();
    if (apart) zoomAt(now / apart, (a[0] + b[0]) / 2 - at.left, (a[1] + b[1]) / 2 - at.top);
    apart = now;
    moved = 9;
  }
});
const release = (event) => { held.delete(event.pointerId); apart = 0; if (!held.size) view.classList.remove('moving'); };
addEventListener('pointerup', release);
addEventListener('pointercancel', release);
view.addEventListener('wheel', (event) => {
  event.preventDefault();
  const at = view.getBoundingClientRect();
  zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.clientX - at.left, event.clientY - at.top);
}, { passive: false });
view.addEventListener('click', (event) => {
  if (moved > 4) return;
  const entity = event.target.closest('.entity'), frame = event.target.closest('.frame');
  if (entity) choose(Number(entity.dataset.entity), false);
  else if (frame) fold(Number(frame.dataset.group));
  else choose(-1);
});
view.addEventListener('dblclick', (event) => {
  const entity = event.target.closest('.entity');
  if (entity) { state.near = 0; choose(Number(entity.dataset.entity), false); near(1); }
});
const edgeOf = (event) => event.target.closest && event.target.closest('.edge');
view.addEventListener('pointerover', (event) => { const edge = edgeOf(event); if (edge) edge.classList.add('lit'); });
view.addEventListener('pointerout', (event) => { if (edgeOf(event)) refresh(); });
frames.forEach((frame) => { frame.setAttribute('role', 'button'); frame.setAttribute('tabindex', '0');
  frame.addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); fold(Number(frame.dataset.group)); } }); });
addEventListener('keydown', (event) => {
  if (event.target === input || event.altKey || help.open) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); input.focus(); return; }
  if (event.ctrlKey || event.metaKey) return;
  const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  const onButton = event.target instanceof HTMLButtonElement || panel.contains(event.target);
  if (pan && !onButton) { state.x += pan[0]; state.y += pan[1]; paint(); event.preventDefault(); return; }
  const run = { '/': () => { input.focus(); input.select(); }, '+': actions.in, '=': actions.in, '-': actions.out, f: fit, t: theme,
    '?': actions.help, 1: () => near(1), 2: () => near(2), 3: () => near(3), 0: () => near(0), c: actions.fold, d: data.changed ? actions.changes : undefined,
    n: () => step(1), p: () => step(-1), Escape: () => choose(-1) }[event.key];
  if (run) { event.preventDefault(); run(); }
});
addEventListener('hashchange', () => { if (!quiet) recall(); });
recall();
document.documentElement.dataset.ready = 'true';
})();
