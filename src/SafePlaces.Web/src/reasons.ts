import { indexTests } from './api';
import { designFor, lookOf, swatch } from './design';
import { element } from './html';
import { factorName, formatDate, formatFixed, formatNumber, t, type Text } from './i18n';

type Properties = Record<string, unknown>;

/** What a risk model says of a place under one light. */
interface Profile {
  name: 'dark' | 'day';
  level: string;
  ratio?: number;
  low?: number;
  high?: number;
  /** Logarithm of the index: what the contributions add up to. */
  log?: number;
  contributions: Map<string, number>;
  /** Factors left out, each with the code of the reason. */
  missing: [factor: string, why: string][];
  thin: boolean;
}

/** A contribution that would be written × 1,00 says nothing. */
const leastShown = Math.log(1.005);

/** The columns told here, so that the list of all others leaves them out. */
export const told = (column: string): boolean =>
  /^(dark|day)_(level|ratio|low|high|log|contributions|unknown|thin)$/.test(column) ||
  ['reports_nearby', 'walked', 'model', 'as_of', 'reference'].includes(column);

/** The reasons for unease at a place, dark and day side by side: never summed. */
export function reasons(properties: Properties): HTMLElement {
  const profiles = [profile(properties, 'dark'), profile(properties, 'day')] as const;
  const box = element('section', 'reasons', element('h3', '', t('reasons')));
  box.append(element('div', 'verdicts', ...profiles.map(verdict)));
  for (const text of explanations(profiles)) box.append(element('p', 'hint', text));
  if (profiles.some(({ level }) => level === 'withheld')) box.append(note(t('levelsWithheld')));
  if (profiles.some(({ log }) => log !== undefined)) box.append(...contributions(profiles));
  const unknown = profiles.flatMap(({ missing }) => missing);
  if (unknown.length > 0) box.append(...notKnown(unknown));
  if (profiles.some(({ thin }) => thin)) box.append(note(t('thinTold')));
  box.append(...evidence(properties), element('p', 'hint caveat', t('riskCaveat')), tests());
  return box;
}

function profile(properties: Properties, name: 'dark' | 'day'): Profile {
  const of = (part: string): unknown => properties[`${name}_${part}`];
  const number = (part: string): object => (typeof of(part) === 'number' ? { [part]: of(part) } : {});
  return {
    name,
    level: String(of('level') ?? 'not-assessed'),
    ...number('ratio'),
    ...number('low'),
    ...number('high'),
    ...number('log'),
    contributions: new Map(Object.entries(JSON.parse(String(of('contributions') ?? '{}')) as Record<string, number>)),
    missing: [...String(of('unknown') ?? '').matchAll(/([\w-]+) \(([\w-]+)\)/g)].map(([, factor, why]) => [factor!, why!]),
    thin: of('thin') === true,
  };
}

function verdict({ name, level, ratio, low, high, thin }: Profile): HTMLElement {
  const box = element('div', 'verdict', element('p', 'hint', t(name === 'dark' ? 'afterDark' : 'byDay')));
  box.dataset.profile = name;
  const head = element('p', 'level');
  head.innerHTML = swatch(lookOf(designFor('risk-cells'), level), 'polygon');
  head.append(t(`level.${level}` as Text));
  box.append(head);
  if (ratio !== undefined && low !== undefined && high !== undefined) {
    // a narrow band needs a decimal more to be one
    const [n, from, to] = [ratio, low, high].map((value) => formatFixed(value, high - low < 0.2 ? 2 : 1));
    const told = element('p', 'ratio', t('ratio', { n: n! }));
    if (from !== to) told.append(' ', element('span', 'count', t('band', { low: from!, high: to! })));
    box.append(told);
  }
  if (thin) box.append(element('p', 'badge', t('thin')));
  return box;
}

function explanations(profiles: readonly Profile[]): string[] {
  const has = (level: string): boolean => profiles.some((one) => one.level === level);
  return [
    ...(profiles.some(({ ratio }) => ratio !== undefined) ? [t('bandTold')] : []),
    ...(has('uncertain') ? [t('uncertainTold')] : []),
    ...(has('not-assessed') ? [t('notAssessedTold')] : []),
  ];
}

/** A row a factor and a column a profile: bars of logarithms on one scale, numbers as what they multiply by. */
function contributions(profiles: readonly Profile[]): HTMLElement[] {
  const size = (factor: string): number => Math.max(...profiles.map((one) => Math.abs(one.contributions.get(factor) ?? 0)));
  const factors = [...new Set(profiles.flatMap((one) => [...one.contributions.keys()]))]
    .filter((factor) => size(factor) >= leastShown)
    .sort((a, b) => size(b) - size(a));
  const title = element('h4', '', t('contributions'));
  if (factors.length === 0) return [title, element('p', 'hint', t('noContribution'))];
  const most = size(factors[0]!);
  const table = element('table', 'contributions');
  table.append(
    element(
      'thead',
      '',
      element('tr', '', heading('col', t('factor')), heading('col', t('colourBy.dark_level')), heading('col', t('byDay'))),
    ),
    element(
      'tbody',
      '',
      ...factors.map((factor) =>
        element(
          'tr',
          '',
          heading('row', factorName(factor)),
          ...profiles.map((one) => barCell(one.contributions.get(factor), most)),
        ),
      ),
    ),
    element(
      'tfoot',
      '',
      element('tr', '', heading('row', t('product')), ...profiles.map(({ log }) => timesCell(log))),
      element(
        'tr',
        '',
        heading('row', t('medianPlace')),
        ...profiles.map(({ log, ratio }) => timesCell(log !== undefined && ratio ? log - Math.log(ratio) : undefined)),
      ),
    ),
  );
  return [title, table, element('p', 'hint', t('contributionsTold'))];
}

function heading(scope: 'col' | 'row', text: string): HTMLElement {
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}

const times = (log: number): string => `× ${formatFixed(Math.exp(log), 2)}`;

const timesCell = (log: number | undefined): HTMLElement => element('td', 'times', log === undefined ? '–' : times(log));

function barCell(log: number | undefined, most: number): HTMLElement {
  if (log === undefined) return element('td', 'times', '–');
  const bar = element('span', log > 0 ? 'bar harmful' : 'bar protective');
  bar.ariaHidden = 'true';
  bar.style.setProperty('--share', String(Math.abs(log) / most));
  return element('td', 'times', bar, times(log));
}

function notKnown(missing: [string, string][]): HTMLElement[] {
  const lines = new Set(missing.map(([factor, why]) => `${factorName(factor)}: ${reasonFor(why)}`));
  return [
    element('h4', '', t('notKnown')),
    element('ul', 'plain', ...[...lines].map((line) => element('li', '', line))),
    element('p', 'hint', t('notKnownTold')),
  ];
}

const reasonsWhy = new Set(
  'not-loaded not-covered no-value core-unknown reference-too-small not-in-reference'.split(' '),
);
const reasonFor = (why: string): string => (reasonsWhy.has(why) ? t(`missing.${why}` as Text) : why);

function evidence(properties: Properties): HTMLElement[] {
  const near = Number(properties.reports_nearby ?? 0);
  const list = element(
    'ul',
    'plain',
    element('li', '', near === 1 ? t('reportNear') : t('reportsNear', { n: formatNumber(near) })),
    element('li', '', t(properties.walked === true ? 'wasWalked' : 'wasNotWalked')),
  );
  if (properties.model)
    list.append(
      element('li', '', t('model', { model: String(properties.model), date: formatDate(String(properties.as_of)) })),
    );
  return [element('h4', '', t('evidence')), list];
}

function note(text: string): HTMLElement {
  return element('p', 'note', text);
}

/** What the back-tests said of the index, asked for when it is opened. */
function tests(): HTMLElement {
  const answer = element('div', '');
  answer.ariaLive = 'polite';
  const box = element('details', 'tests', element('summary', '', t('aboutIndex')), answer);
  box.addEventListener('toggle', () => {
    if (!box.open || answer.hasChildNodes()) return;
    answer.append(element('p', 'hint', t('loading')));
    const say = (...texts: string[]): void => answer.replaceChildren(...texts.map((text) => element('p', '', text)));
    indexTests().then(
      (sentences) => say(...(sentences.length > 0 ? sentences : [t('noTests')])),
      (error: Error) => say(t('notLoaded', { why: error.message })),
    );
  });
  return box;
}
