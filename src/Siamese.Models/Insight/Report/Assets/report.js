'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const number = value => {
    const size = Math.abs(value);
    if (size === 0) return '0';
    if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
    return String(Number(value.toPrecision(4)));
  };

  // ---- Light and dark -------------------------------------------------------------------------------------------
  const themeChanged = [];
  const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  $('theme').addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    themeChanged.forEach(act => act());
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themeChanged.forEach(act => act()));

  // ---- Charts: the values below the pointer ---------------------------------------------------------------------
  const scale = (axis, from, to) => {
    const f = axis.log ? Math.log : v => v;
    const [low, high] = [f(axis.low), f(axis.high)];
    return value => from + Math.min(1, Math.max(0, (f(axis.log ? Math.max(value, axis.low) : value) - low) / (high - low))) * (to - from);
  };
  const told = (axis, value) => axis.share ? number(100 * value) + ' %' : number(value);

  const addTip = figure => {
    const data = JSON.parse(figure.querySelector('.chart-data').textContent);
    const [svg, tip, plot] = ['svg', '.tip', '.plot'].map(name => figure.querySelector(name));
    const [left, top, right, bottom] = data.area;
    const [atX, atY] = [scale(data.x, left, right), scale(data.y, bottom, top)];
    const cross = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    cross.setAttribute('class', 'cross');
    cross.setAttribute('y1', top);
    cross.setAttribute('y2', bottom);

    const nearest = (series, x, y) => {
      let [best, least] = [-1, Infinity];
      for (let i = 0; i < series.x.length; i++) {
        if (series.steps && atX(series.x[i]) > x) break;
        const away = series.steps ? -i : series.extra ? Math.hypot(atX(series.x[i]) - x, atY(series.y[i]) - y) : Math.abs(atX(series.x[i]) - x);
        if (away < least) [best, least] = [i, away];
      }
      return best;
    };
    const hide = () => { tip.hidden = true; cross.remove(); };
    svg.addEventListener('pointermove', event => {
      const box = svg.getBoundingClientRect();
      const unit = svg.viewBox.baseVal.width / box.width;
      const [x, y] = [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
      if (x < left - 6 || x > right + 6) return hide();
      tip.textContent = '';
      let place = null;
      for (const series of data.series) {
        const i = nearest(series, x, y);
        if (i < 0) continue;
        place ??= atX(series.x[i]);
        const line = document.createElement('div');
        const value = document.createElement('b');
        value.textContent = told(data.y, series.y[i]);
        line.append(`${series.name}: `, value, ` at ${told(data.x, series.x[i])}`);
        if (series.extra) line.append(` (${series.extra} ${number(series.z[i])})`);
        tip.append(line);
      }
      if (place === null) return hide();
      cross.setAttribute('x1', place);
      cross.setAttribute('x2', place);
      svg.append(cross);
      tip.hidden = false;
      const [room, at] = [plot.clientWidth - tip.offsetWidth, place / unit];
      tip.style.left = Math.max(0, Math.min(room, at > plot.clientWidth / 2 ? at - tip.offsetWidth - 10 : at + 10)) + 'px';
      tip.style.top = Math.max(0, Math.min(plot.clientHeight - tip.offsetHeight, y / unit - tip.offsetHeight - 10)) + 'px';
    });
    svg.addEventListener('pointerleave', hide);
  };
  document.querySelectorAll('figure.chart').forEach(addTip);

  // ---- The map --------------------------------------------------------------------------------------------------
  if (!$('map-data')) return;
  const data = JSON.parse($('map-data').textContent);
  const [canvas, card, list, sheet] = ['map-canvas', 'map-card', 'class-list', 'map-sheet'].map($);
  const pen = canvas.getContext('2d');
  const total = data.label.length;
  const counts = data.classes.map(() => 0);
  data.label.forEach(label => counts[label]++);

  // Ten colours that colour-blind people can tell apart best; beyond ten classes the hue goes round and the shape changes.
  const tenLight = ['#1f6fd1', '#d2600a', '#1b8a4b', '#c02942', '#7b4bb3', '#8a5a2b', '#c4449a', '#5c6470', '#8f8a00', '#008c9e'];
  const tenDark = ['#6ea8ff', '#ff9d4d', '#55cf8b', '#ff7a8a', '#bd97f5', '#cf9f70', '#ff8fd4', '#b5bdca', '#d6cf3f', '#46cbdc'];
  const colorOf = label => data.classes.length <= 10
    ? (isDark() ? tenDark : tenLight)[label]
    : `hsl(${(label * 137.508) % 360} ${[70, 55, 85][label % 3]}% ${(isDark() ? [68, 60, 75] : [42, 34, 50])[label % 3]}%)`;
  const shapeOf = label => Math.floor(label / 10) % 4;

  let plane = 0, hovered = -1, pinned = -1, shown = new Set();
  let view = { x: 0, y: 0, zoom: 1 };
  let [width, height, places] = [0, 0, []];

  const place = () => {
    const { x, y } = data.planes[plane];
    const [lowX, highX, lowY, highY] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
    const unit = Math.min((width - 48) / (highX - lowX || 1), (height - 48) / (highY - lowY || 1));
    const [midX, midY] = [(lowX + highX) / 2, (lowY + highY) / 2];
    places = data.label.map((_, i) => [
      width / 2 + (x[i] - midX) * unit * view.zoom + view.x,
      height / 2 - (y[i] - midY) * unit * view.zoom + view.y]);
  };
  const trace = (shape, x, y, r) => {
    pen.beginPath();
    if (shape === 0) pen.arc(x, y, r, 0, 7);
    else if (shape === 1) pen.rect(x - r * .88, y - r * .88, r * 1.76, r * 1.76);
    else if (shape === 2) { pen.moveTo(x, y - r * 1.2); pen.lineTo(x + r * 1.15, y + r * .85); pen.lineTo(x - r * 1.15, y + r * .85); pen.closePath(); }
    else { pen.moveTo(x, y - r * 1.3); pen.lineTo(x + r * 1.3, y); pen.lineTo(x, y + r * 1.3); pen.lineTo(x - r * 1.3, y); pen.closePath(); }
  };
  const source = i => [(i % data.sheet.columns) * data.sheet.width, Math.floor(i / data.sheet.columns) * data.sheet.height, data.sheet.width, data.sheet.height];
  const isShown = i => shown.size === 0 || shown.has(data.label[i]);
  const withPictures = () => data.sheet && $('map-pictures').checked;

  const drawPoint = i => {
    const [x, y] = places[i];
    if (x < -40 || y < -40 || x > width + 40 || y > height + 40) return;
    pen.globalAlpha = isShown(i) ? 1 : .1;
    if (withPictures()) {
      const side = Math.min(64, 20 * Math.sqrt(view.zoom));
      const fit = side / Math.max(data.sheet.width, data.sheet.height);
      const [w, h] = [data.sheet.width * fit, data.sheet.height * fit];
      pen.drawImage(sheet, ...source(i), x - w / 2, y - h / 2, w, h);
      pen.strokeStyle = colorOf(data.label[i]);
      pen.lineWidth = 1.5;
      pen.strokeRect(x - w / 2, y - h / 2, w, h);
      return;
    }
    trace(shapeOf(data.label[i]), x, y, total > 1200 ? 3.4 : 4.2);
    pen.fillStyle = colorOf(data.label[i]);
    pen.fill();
    pen.lineWidth = .6;
    pen.strokeStyle = isDark() ? '#12151b' : '#ffffff';
    pen.stroke();
  };
  const draw = () => {
    const ratio = window.devicePixelRatio || 1;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.imageSmoothingEnabled = !data.sheet || data.sheet.width > 16;
    for (let i = 0; i < total; i++) if (!isShown(i)) drawPoint(i);
    for (let i = 0; i < total; i++) if (isShown(i)) drawPoint(i);
    pen.globalAlpha = 1;
    const at = pinned >= 0 ? pinned : hovered;
    if (at < 0) return;
    pen.lineWidth = 1.2;
    pen.strokeStyle = isDark() ? '#e7eaf0' : '#1c2330';
    for (const other of data.near[at] ?? []) { pen.beginPath(); pen.moveTo(...places[at]); pen.lineTo(...places[other]); pen.globalAlpha = .55; pen.stroke(); }
    pen.globalAlpha = 1;
    drawPoint(at);
    pen.globalAlpha = 1;
    pen.lineWidth = 2;
    pen.strokeStyle = isDark() ? '#ffffff' : '#000000';
    trace(0, ...places[at], withPictures() ? 18 : 8);
    pen.stroke();
  };
  let waiting = false;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; place(); draw(); });
  };
  const resize = () => {
    const ratio = window.devicePixelRatio || 1;
    [width, height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    place();
    draw();
  };

  const cut = (i, className) => {
    const picture = document.createElement('canvas');
    [picture.width, picture.height] = [data.sheet.width, data.sheet.height];
    picture.className = className + (data.sheet.width <= 32 ? ' pixelated' : '');
    picture.getContext('2d').drawImage(sheet, ...source(i), 0, 0, data.sheet.width, data.sheet.height);
    return picture;
  };
  const nearOf = i => {
    const row = document.createElement('div');
    row.className = data.sheet ? 'near' : 'near words';
    for (const other of data.near[i]) {
      const item = data.sheet ? cut(other, '') : document.createElement('span');
      if (!data.sheet) item.textContent = data.classes[data.label[other]];
      item.style.borderColor = colorOf(data.label[other]);
      item.title = data.classes[data.label[other]];
      row.append(item);
    }
    return row;
  };
  const show = i => {
    card.textContent = '';
    card.hidden = i < 0;
    canvas.dataset.shown = i;
    if (i < 0) return;
    card.style.setProperty('--tone', colorOf(data.label[i]));
    if (data.sheet) card.append(cut(i, 'picture'));
    const [heading, name] = [document.createElement('strong'), document.createElement('span')];
    heading.textContent = data.classes[data.label[i]];
    name.textContent = data.name[i];
    name.className = 'names';
    card.append(heading, name);
    if (data.near.length > 0) {
      const title = document.createElement('div');
      title.className = 'near-title';
      const same = data.near[i].filter(other => data.label[other] === data.label[i]).length;
      title.textContent = `Nearest images: ${same} of ${data.near[i].length} of its class`;
      card.append(title, nearOf(i));
    }
    const [x, y] = places[i];
    const [w, h] = [card.offsetWidth, card.offsetHeight];
    card.style.left = Math.max(4, Math.min(width - w - 4, x + 16 + w > width ? x - w - 16 : x + 16)) + 'px';
    card.style.top = Math.max(4, Math.min(height - h - 4, y - h / 2)) + 'px';
  };
  const hover = i => {
    if (i === hovered) return;
    hovered = i;
    if (pinned < 0) { show(i); redraw(); }
  };
  const pin = i => { pinned = i; show(i >= 0 ? i : hovered); redraw(); };
  const nearestTo = (x, y, reach) => {
    let [best, least] = [-1, reach];
    places.forEach(([px, py], i) => {
      const away = Math.hypot(px - x, py - y);
      if (away < least && isShown(i)) [best, least] = [i, away];
    });
    return best;
  };

  let grip = null;
  const at = event => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener('pointerdown', event => { grip = { from: at(event), view: { ...view }, moved: false }; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener('pointermove', event => {
    const [x, y] = at(event);
    if (grip && Math.hypot(x - grip.from[0], y - grip.from[1]) > 4) grip.moved = true;
    if (!grip?.moved) return hover(nearestTo(x, y, 16));
    canvas.classList.add('moving');
    view = { ...view, x: grip.view.x + x - grip.from[0], y: grip.view.y + y - grip.from[1] };
    pin(-1);
    hover(-1);
    redraw();
  });
  canvas.addEventListener('pointerup', event => {
    const wasMoved = grip?.moved;
    grip = null;
    canvas.classList.remove('moving');
    if (wasMoved) return;
    const i = nearestTo(...at(event), 16);
    hover(i);
    pin(i === pinned ? -1 : i);
  });
  canvas.addEventListener('pointercancel', () => { grip = null; canvas.classList.remove('moving'); });
  canvas.addEventListener('pointerleave', () => { if (!grip) hover(-1); });

  const zoom = (factor, [x, y] = [width / 2, height / 2]) => {
    const next = Math.min(60, Math.max(1, view.zoom * factor));
    const by = next / view.zoom;
    view = next === 1 ? { x: 0, y: 0, zoom: 1 } : { x: x - width / 2 - (x - width / 2 - view.x) * by, y: y - height / 2 - (y - height / 2 - view.y) * by, zoom: next };
    card.hidden = true;
    redraw();
  };
  canvas.addEventListener('wheel', event => {
    if (!event.ctrlKey && !event.metaKey) return;     // the page scrolls on
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 200), at(event));
  }, { passive: false });
  $('zoom-in').addEventListener('click', () => zoom(1.6));
  $('zoom-out').addEventListener('click', () => zoom(1 / 1.6));
  $('zoom-all').addEventListener('click', () => zoom(0));

  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener('keydown', event => {
    const from = pinned >= 0 ? pinned : hovered;
    if (event.key === 'Escape') return pin(-1);
    if (event.key === '+' || event.key === '-') return zoom(event.key === '+' ? 1.6 : 1 / 1.6);
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    if (from < 0) return pin(nearestTo(width / 2, height / 2, Infinity));
    let [best, least] = [from, Infinity];
    places.forEach(([x, y], i) => {
      const [dx, dy] = [x - places[from][0], y - places[from][1]];
      const [along, across] = [dx * way[0] + dy * way[1], Math.abs(dx * way[1]) + Math.abs(dy * way[0])];
      const away = along + 2 * across;
      if (i !== from && isShown(i) && along > 0 && across <= along * 1.5 && away < least) [best, least] = [i, away];
    });
    pin(best);
  });

  const choosePlane = index => {
    plane = index;
    document.querySelectorAll('button.plane').forEach(button => button.setAttribute('aria-pressed', String(Number(button.dataset.plane) === index)));
    $('map-protocol').textContent = data.planes[index].protocol + '.';
    view = { x: 0, y: 0, zoom: 1 };
    place();
    draw();
    show(pinned);
  };
  document.querySelectorAll('button.plane').forEach(button => button.addEventListener('click', () => choosePlane(Number(button.dataset.plane))));
  $('map-pictures')?.addEventListener('change', redraw);

  // ---- The classes ----------------------------------------------------------------------------------------------
  const swatch = label => {
    const shapes = ['<circle cx="7" cy="7" r="5.5"/>', '<rect x="2" y="2" width="10" height="10"/>', '<path d="M7 1 13 12H1Z"/>', '<path d="M7 .5 13.5 7 7 13.5 .5 7Z"/>'];
    const box = document.createElement('template');
    box.innerHTML = `<svg viewBox="0 0 14 14" aria-hidden="true" fill="${colorOf(label)}">${shapes[shapeOf(label)]}</svg>`;
    return box.content.firstChild;
  };
  const buttons = data.classes.map((name, label) => {
    const [item, button, text, count] = ['li', 'button', 'span', 'span'].map(tag => document.createElement(tag));
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    text.className = 'name';
    text.textContent = name;
    button.title = name;
    count.className = 'count';
    count.textContent = counts[label];
    button.append(swatch(label), text, count);
    button.addEventListener('click', () => {
      if (!shown.delete(label)) shown.add(label);
      if (pinned >= 0 && !isShown(pinned)) pin(-1);
      mark();
    });
    item.append(button);
    list.append(item);
    return button;
  });
  const mark = () => {
    buttons.forEach((button, label) => button.setAttribute('aria-pressed', String(shown.has(label))));
    $('class-all').disabled = shown.size === 0;
    redraw();
  };
  $('class-all').addEventListener('click', () => { shown.clear(); mark(); });
  $('class-filter').addEventListener('input', event => {
    const wanted = event.target.value.trim().toLowerCase();
    buttons.forEach((button, label) => { button.parentElement.hidden = !data.classes[label].toLowerCase().includes(wanted); });
  });
  themeChanged.push(() => {
    buttons.forEach((button, label) => button.replaceChild(swatch(label), button.firstChild));
    show(pinned);
    redraw();
  });

  new ResizeObserver(resize).observe(canvas);
  sheet?.decode().then(redraw, () => {});
  resize();
  choosePlane(0);
})();
