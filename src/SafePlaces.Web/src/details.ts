import type { Feature, Geometry } from 'geojson';
import { itemPage, token } from './api';
import { classOf, familyOf, lookOf, swatch } from './design';
import { codeLabel, columnLabel, formatValue, layerName, t } from './i18n';
import type { Layer } from './layers';

export interface Found {
  layer: Layer;
  feature: Feature<Geometry | null>;
}

// Columns that say where a row comes from, after those that say what it is.
const bookkeeping = ['valid_from', 'valid_to', 'source', 'source_id', 'id'];

const mostCards = 20;

/** The feature in a few words: its name, else its kind, else its id. */
export function titleOf(found: Found): string {
  const p = found.feature.properties ?? {};
  return String(p.name || p.namn || p.case_number || kindOf(found) || p.source_id || (found.feature.id ?? ''));
}

/** The kind of the feature in its layer, or ''. */
export function kindOf({ layer, feature }: Found): string {
  const column = layer.design.by ?? 'kind';
  const code = feature.properties?.[column];
  return code === null || code === undefined ? '' : codeLabel(column, String(code));
}

const panel = (): HTMLElement => document.querySelector<HTMLElement>('#details')!;
let opener: HTMLElement | null = null;

export function showDetails(found: Found[]): void {
  if (found.length === 0) return hideDetails();
  if (panel().hidden) opener = document.activeElement as HTMLElement | null;
  const [first] = found;
  document.querySelector('#details-title')!.textContent =
    found.length === 1 && first ? titleOf(first) : t('featuresHere', { n: found.length });
  const cards: HTMLElement[] = found.slice(0, mostCards).map((one, i) => card(one, i === 0, found.length > 1));
  if (found.length > mostCards)
    cards.push(
      Object.assign(document.createElement('p'), {
        className: 'hint',
        textContent: t('zoomForMore', { n: found.length - mostCards }),
      }),
    );
  document.querySelector('#details-body')!.replaceChildren(...cards);
  panel().hidden = false;
  panel().scrollTop = 0;
  panel().focus({ preventScroll: true });
}

export function hideDetails(): void {
  if (panel().hidden) return;
  panel().hidden = true;
  opener?.focus();
}

function card(found: Found, open: boolean, several: boolean): HTMLElement {
  const { layer, feature } = found;
  const properties = feature.properties ?? {};
  const box = document.createElement('details');
  box.open = open;
  box.dataset.layer = layer.id;
  if (feature.id !== undefined) box.dataset.feature = String(feature.id);

  const summary = document.createElement('summary');
  const family = familyOf(feature.geometry);
  summary.innerHTML = family ? swatch(lookOf(layer.design, classOf(layer.design, properties)), family) : '';
  const name = document.createElement('span');
  name.textContent = several ? titleOf(found) : layerName(layer.id, layer.title);
  summary.append(name);
  if (several)
    summary.append(
      Object.assign(document.createElement('small'), { textContent: layerName(layer.id, layer.title) }),
    );

  const list = document.createElement('dl');
  const columns = Object.keys(properties);
  for (const column of [
    ...columns.filter((c) => !bookkeeping.includes(c)),
    ...bookkeeping.filter((c) => columns.includes(c)),
  ]) {
    const term = Object.assign(document.createElement('dt'), { textContent: columnLabel(column) });
    const value = Object.assign(document.createElement('dd'), { textContent: formatValue(column, properties[column]) });
    value.dataset.column = column;
    if (properties[column] === null) value.classList.add('empty');
    list.append(term, value);
  }
  box.append(summary, list);

  // a link carries no token, so only what everybody may see has one
  if (feature.id !== undefined && token.get() === null) {
    const link = Object.assign(document.createElement('a'), {
      href: itemPage(layer.id, feature.id),
      textContent: t('ownPage'),
    });
    box.append(link);
  }
  return box;
}
