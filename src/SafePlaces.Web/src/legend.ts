import { inView, familiesOf, mostFeatures, type Layer } from './layers';
import type { Bounds } from './api';
import { classOf, familyOf, isClosed, lookOf, swatch, type Family } from './design';
import { codeLabel, formatNumber, layerName, t } from './i18n';

/** The layers with their symbols, counts and switches. Only classes in view are listed. */
export function renderLegend(list: HTMLElement, layers: Layer[], view: Bounds, toggle: (layer: Layer) => void): void {
  const focused = document.activeElement?.closest<HTMLElement>('[data-layer]')?.dataset.layer;
  list.replaceChildren(...layers.map((layer) => entry(layer, view, toggle)));
  if (focused) list.querySelector<HTMLElement>(`[data-layer="${CSS.escape(focused)}"] input`)?.focus();
}

function entry(layer: Layer, view: Bounds, toggle: (layer: Layer) => void): HTMLElement {
  const visible = inView(layer, view);
  const item = document.createElement('li');
  item.dataset.layer = layer.id;
  item.dataset.count = String(visible.length);

  const label = document.createElement('label');
  label.className = 'check';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = layer.on;
  box.addEventListener('change', () => toggle(layer));
  const name = document.createElement('span');
  name.textContent = layerName(layer.id, layer.title);
  if (layer.description) label.title = layer.description;
  const count = document.createElement('span');
  count.className = 'count';
  if (layer.on)
    count.textContent = layer.loading ? t('loading') : layer.asked ? t('inView', { n: visible.length }) : '';
  label.append(box, name, count);
  item.append(label);
  if (!layer.on) return item;

  if (layer.problem) item.append(note(t('notLoaded', { why: layer.problem })));
  else if (layer.truncated)
    item.append(
      note(
        layer.matched === undefined
          ? t('truncatedUnknown', { n: mostFeatures })
          : t('truncated', { n: layer.features.length, all: layer.matched }),
      ),
    );
  const classes = symbols(layer, visible);
  if (classes) item.append(classes);
  return item;
}

function symbols(layer: Layer, visible: number[]): HTMLElement | undefined {
  const { design } = layer;
  const counts = new Map<string, Map<Family, number>>();
  for (const i of visible) {
    const feature = layer.features[i]!;
    const family = familyOf(feature.geometry);
    if (!family) continue;
    const code = classOf(design, feature.properties ?? {});
    const families = counts.get(code) ?? new Map<Family, number>();
    counts.set(code, families.set(family, (families.get(family) ?? 0) + 1));
  }
  if (counts.size === 0) return undefined;
  const list = document.createElement('ul');
  list.className = 'classes';
  for (const code of [...Object.keys(design.looks), '']) {
    const families = counts.get(code);
    if (!families) continue;
    const [commonest] = [...families].sort((a, b) => b[1] - a[1]);
    const row = document.createElement('li');
    row.dataset.class = code || 'other';
    row.innerHTML = swatch(lookOf(design, code), commonest![0]);
    const name = document.createElement('span');
    name.textContent = code ? codeLabel(design.by!, code) : t(design.by ? 'otherClass' : 'allOfThem');
    const count = document.createElement('span');
    count.className = 'count';
    count.textContent = formatNumber([...families.values()].reduce((a, b) => a + b));
    row.append(name, count);
    list.append(row);
  }
  if (design.sizes && familiesOf(layer).has('point')) {
    const row = document.createElement('li');
    row.className = 'sizes';
    row.innerHTML = design.sizes.radii
      .map((radius, i) => `<span>${swatch({ colour: 'currentColor' }, 'point', radius)}${i + 1}</span>`)
      .join('');
    row.prepend(Object.assign(document.createElement('span'), { textContent: t('size') }));
    list.append(row);
  }
  if (design.closed && visible.some((i) => isClosed(design, layer.features[i]!.properties ?? {}))) {
    const row = document.createElement('li');
    row.innerHTML = swatch({ colour: 'currentColor', hollow: true }, 'point');
    row.append(Object.assign(document.createElement('span'), { textContent: t('closed') }));
    list.append(row);
  }
  return list;
}

function note(text: string): HTMLElement {
  return Object.assign(document.createElement('p'), { className: 'note', textContent: text });
}
