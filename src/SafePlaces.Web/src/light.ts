import { classOf, designFor, lookOf, swatch } from './design';
import { element } from './html';
import { codeLabel, formatFixed, formatNumber, t } from './i18n';

type Properties = Record<string, unknown>;

/** The least average and the least minimum of a lighting class, lx: EN 13201-2:2015 table 3. */
const classes: Record<string, [average_lx: number, minimum_lx: number]> = {
  P1: [15, 3],
  P2: [10, 2],
  P3: [7.5, 1.5],
  P4: [5, 1],
  P5: [3, 0.6],
  P6: [2, 0.4],
};

/** The columns told here, so that the list of all others leaves them out. */
export const told = (column: string): boolean =>
  /^(average|minimum)_(low|high)_lx$/.test(column) ||
  ['verdict', 'required_class', 'class_assumed', 'e_min_lx', 'lamps', 'lamps_assumed'].includes(column);

/** The computed light on a stretch against its class: a band between two assumed luminaires, and the mark to reach. */
export function light(properties: Properties): HTMLElement {
  const design = designFor('walk-stretches');
  const head = element('p', 'level');
  head.innerHTML = swatch(lookOf(design, classOf(design, properties)), 'line');
  head.append(codeLabel('verdict', String(properties.verdict)));
  const box = element('section', 'light', element('h3', '', t('lightOnPath')), head);
  const name = String(properties.required_class);
  box.append(element('p', '', t('classNeeded', { class: name })));
  const [average, minimum] = classes[name] ?? [];
  if (properties.verdict === 'unknown') box.append(element('p', 'hint', t('lightUnknown')));
  box.append(
    ...band(t('average'), properties.average_low_lx, properties.average_high_lx, average),
    ...band(t('leastLight'), properties.minimum_low_lx, properties.minimum_high_lx, minimum),
  );
  const lamps = Number(properties.lamps ?? 0);
  const facts = [lamps === 1 ? t('lampServing') : t('lampsServing', { n: formatNumber(lamps) })];
  if (properties.class_assumed === true) facts.push(t('classAssumed'));
  if (properties.lamps_assumed === true) facts.push(t('lampsAssumed'));
  box.append(element('ul', 'plain', ...facts.map((fact) => element('li', '', fact))));
  box.append(element('p', 'hint', t('lightCaveat')));
  return box;
}

function band(title: string, low: unknown, high: unknown, least: number | undefined): HTMLElement[] {
  if (typeof low !== 'number' || typeof high !== 'number' || least === undefined) return [];
  const lux = (value: number): string => formatFixed(value, 1);
  const told = lux(low) === lux(high) ? lux(low) : `${lux(low)}–${lux(high)}`;
  const end = Math.max(2 * least, high);
  const gauge = element('span', 'gauge', element('span', 'reach'), element('span', 'mark'));
  gauge.ariaHidden = 'true';
  gauge.style.setProperty('--low', String(low / end));
  gauge.style.setProperty('--high', String(high / end));
  gauge.style.setProperty('--least', String(least / end));
  return [
    element('p', 'lux', element('strong', '', title), ' ', t('luxAgainst', { band: told, n: formatNumber(least) })),
    gauge,
  ];
}
