import { inView, familiesOf, mostFeatures, type Layer } from './layers';
import type { Bounds } from './api';
import {
  classOf,
  coloursOf,
  designFor,
  familyOf,
  isClosed,
  isLevel,
  lookOf,
  swatch,
  themes,
  type Family,
  type Theme,
} from './design';
import { element } from './html';
import { codeLabel, formatNumber, layerName, t, type Text } from './i18n';

/** What a reader does in the legend. */
export interface Choices {
  toggle(layer: Layer): void;
  colour(layer: Layer, column: string): void;
}

/** The layers by theme with their symbols, counts and switches. Only classes in view are listed. */
export function renderLegend(box: HTMLElement, layers: Layer[], view: Bounds, choices: Choices): void {
  const focused = document.activeElement;
  const focusedLayer = focused?.closest<HTMLElement>('[data-layer]')?.dataset.layer;
  const focusedColour = focused?.closest<HTMLElement>('[data-colour]')?.dataset.colour;
  const isReferenceOpen = box.querySelector<HTMLDetailsElement>('details[data-theme]')?.open ?? false;
  const groups = themes.flatMap((theme) => {
    const own = layers.filter((layer) => layer.design.theme === theme);
    return own.length === 0 ? [] : [group(theme, own.map((layer) => entry(layer, view, choices)), isReferenceOpen)];
  });
  const isFoldFocused = focused?.matches('#legend summary') ?? false;
  box.replaceChildren(...groups);
  if (isFoldFocused) box.querySelector<HTMLElement>('summary')?.focus();
  if (!focusedLayer) return;
  const own = box.querySelector<HTMLElement>(`[data-layer="${CSS.escape(focusedLayer)}"]`);
  own?.querySelector<HTMLElement>(focusedColour ? `[data-colour="${focusedColour}"] input` : 'input')?.focus();
}

/** What a municipality loaded besides is folded away: there may be much of it. */
function group(theme: Theme, entries: HTMLElement[], isOpen: boolean): HTMLElement {
  const title = element('h3', '', t(`theme.${theme}`));
  const list = element('ul', '', ...entries);
  if (theme !== 'reference') {
    const section = element('section', 'theme', title, list);
    section.dataset.theme = theme;
    return section;
  }
  const folded = element('details', 'theme', element('summary', '', title), list);
  folded.dataset.theme = theme;
  folded.open = isOpen;
  return folded;
}

function entry(layer: Layer, view: Bounds, choices: Choices): HTMLElement {
  const visible = inView(layer, view);
  const item = document.createElement('li');
  item.dataset.layer = layer.id;
  item.dataset.count = String(visible.length);

  const label = document.createElement('label');
  label.className = 'check';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = layer.on;
  box.addEventListener('change', () => choices.toggle(layer));
  const name = document.createElement('span');
  name.textContent = layerName(layer.id, layer.title);
  if (layer.description) label.title = layer.description;
  const count = document.createElement('span');
  count.className = 'count';
  if (layer.on && !layer.far)
    count.textContent = layer.loading ? t('loading') : layer.asked ? t('inView', { n: visible.length }) : '';
  label.append(box, name, count);
  item.append(label);
  if (!layer.on) return item;

  if (layer.problem) item.append(note(t('notLoaded', { why: layer.problem })));
  else if (layer.far)
    item.append(
      note(
        layer.asked
          ? t('tooMany', { n: layer.matched ?? mostFeatures })
          : t('tooFar', { scale: (layer.design.leastScale ?? 0).toLocaleString('sv') }),
      ),
    );
  else if (layer.truncated)
    item.append(
      note(
        layer.matched === undefined
          ? t('truncatedUnknown', { n: mostFeatures })
          : t('truncated', { n: layer.features.length, all: layer.matched }),
      ),
    );
  if (coloursOf(layer.id).length > 1) item.append(colours(layer, choices));
  const classes = symbols(layer, visible);
  if (classes) item.append(classes);
  if (isLevel(layer.design.by)) {
    const levels = new Set(visible.map((i) => String(layer.features[i]!.properties?.[layer.design.by!])));
    if (levels.delete('withheld')) item.append(note(t('levelsWithheld')));
    if (levels.size > 0) item.append(element('p', 'hint told', t('levels')));
  }
  return item;
}

/** Which of its columns colours the layer. */
function colours(layer: Layer, choices: Choices): HTMLElement {
  const current = layer.design.by ?? designFor(layer.id).by;
  const box = element('fieldset', 'segments', element('legend', '', t('colourBy')));
  for (const column of coloursOf(layer.id)) {
    const radio = document.createElement('input');
    radio.type = 'radio';
    radio.name = `colour-${layer.id}`;
    radio.value = column;
    radio.checked = column === current;
    radio.addEventListener('change', () => choices.colour(layer, column));
    const label = element('label', '', radio, element('span', '', t(`colourBy.${column}` as Text)));
    label.dataset.colour = column;
    box.append(label);
  }
  return box;
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
