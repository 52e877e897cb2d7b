import type { Feature, Geometry } from 'geojson';
import { itemPage } from './api';
import { classOf, familyOf, lookOf, swatch } from './design';
import { element } from './html';
import { codeLabel, columnLabel, formatValue, layerName, t } from './i18n';
import type { Layer } from './layers';
import { light, told as toldOfLight } from './light';
import { reasons, told as toldOfReasons } from './reasons';

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
  box.className = 'card';
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

  const parts: HTMLElement[] = [];
  if ('average_low_lx' in properties) parts.push(light(properties));
  if ('dark_level' in properties) parts.push(reasons(properties));
  const rest = Object.keys(properties).filter(
    (column) => parts.length === 0 || !(toldOfLight(column) || toldOfReasons(column)),
  );
  const list = columnList(properties, rest);
  if (parts.length === 0) parts.push(list);
  else parts.push(element('details', 'all', element('summary', '', t('allColumns')), list));
  box.append(summary, ...parts);

  if (feature.id !== undefined) {
    const link = Object.assign(document.createElement('a'), {
      href: itemPage(layer.id, feature.id),
      textContent: t('ownPage'),
    });
    box.append(link);
  }
  return box;
}

function columnList(properties: Record<string, unknown>, columns: string[]): HTMLElement {
  const list = document.createElement('dl');
  for (const column of [
    ...columns.filter((c) => !bookkeeping.includes(c)),
    ...bookkeeping.filter((c) => columns.includes(c)),
  ]) {
    const term = element('dt', '', columnLabel(column));
    const value = element('dd', '', formatValue(column, properties[column]));
    value.dataset.column = column;
    if (properties[column] === null) value.classList.add('empty');
    list.append(term, value);
  }
  return list;
}
