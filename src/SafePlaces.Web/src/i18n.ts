export type Language = 'sv' | 'en';
type Pair = [sv: string, en: string];

const texts = {
  subtitle: ['Trygga platser, innan det byggs', 'Safe places, before we build'],
  panel: ['Kartans innehåll', 'Map contents'],
  showPanel: ['Visa panelen', 'Show panel'],
  hidePanel: ['Dölj panelen', 'Hide panel'],
  switchLanguage: ['English', 'Svenska'],
  skipToList: ['Hoppa till listan över det som syns i kartan', 'Skip to the list of what the map shows'],
  map: ['Karta. Piltangenter flyttar, plus och minus zoomar.', 'Map. Arrow keys pan, plus and minus zoom.'],
  layers: ['Lager', 'Layers'],
  noLayers: ['Inga lager att visa.', 'No layers to show.'],
  inView: ['{n} i vyn', '{n} in view'],
  loading: ['Hämtar…', 'Loading…'],
  truncated: ['Visar {n} av {all}. Zooma in för att se alla.', 'Showing {n} of {all}. Zoom in to see all.'],
  truncatedUnknown: ['Visar {n}, det finns fler. Zooma in för att se alla.', 'Showing {n}, there are more. Zoom in to see all.'],
  notLoaded: ['Kunde inte hämtas: {why}', 'Could not be loaded: {why}'],
  size: ['Storlek efter allvar', 'Size by severity'],
  closed: ['Ring: åtgärdad, avvisad eller dubblett', 'Ring: resolved, rejected or duplicate'],
  otherClass: ['Övrigt', 'Other'],
  allOfThem: ['Alla', 'All'],
  heatmap: ['Täthet av rapporter', 'Density of reports'],
  heatmapShow: ['Visa täthetskarta', 'Show heatmap'],
  bandwidth: ['Radie', 'Radius'],
  period: ['Period', 'Period'],
  opacity: ['Synlighet', 'Opacity'],
  darkOnly: ['Bara efter mörkrets inbrott', 'After dark only'],
  low: ['0', '0'],
  perKm2: ['{n} rapporter per km²', '{n} reports per km²'],
  high: ['högt', 'high'],
  needsStaff: [
    'Täthetskartan är för kommunens och polisens handläggare. Logga in nedan med en personlig nyckel som har den behörigheten.',
    'The heatmap is for municipal and police staff. Sign in below with a personal token that has that role.',
  ],
  'period.all': ['Alla år', 'All years'],
  'period.3m': ['Senaste 3 månaderna', 'Last 3 months'],
  'period.1y': ['Senaste året', 'Last year'],
  'period.3y': ['Senaste 3 åren', 'Last 3 years'],
  'period.5y': ['Senaste 5 åren', 'Last 5 years'],
  here: ['Vad finns här?', 'What is here?'],
  hereCaption: [
    '{n} av {all} objekt i vyn, närmast kartans mitt först inom varje lager.',
    '{n} of {all} features in view, nearest to the middle of the map first within each layer.',
  ],
  hereNothing: ['Inget i vyn.', 'Nothing in view.'],
  place: ['Plats', 'Place'],
  distance: ['Avstånd', 'Distance'],
  compass: ['N NO O SO S SV V NV', 'N NE E SE S SW W NW'],
  layer: ['Lager', 'Layer'],
  signIn: ['Logga in', 'Sign in'],
  signedIn: ['Inloggad', 'Signed in'],
  signOut: ['Logga ut', 'Sign out'],
  token: ['Personlig nyckel', 'Personal token'],
  tokenHint: [
    'Nyckeln sparas bara i den här fliken och glöms när den stängs.',
    'The token is kept in this tab only and forgotten when it closes.',
  ],
  tokenRefused: ['Nyckeln godtogs inte.', 'The token was not accepted.'],
  nowSignedIn: ['Du är inloggad. Lagren är hämtade på nytt.', 'You are signed in. The layers have been reloaded.'],
  nowSignedOut: ['Du är utloggad.', 'You are signed out.'],
  caveat: [
    'Rapporter visar var människor har rapporterat, inte hur farlig en plats är. Personer visas aldrig.',
    'Reports show where people reported, not how dangerous a place is. Persons are never shown.',
  ],
  landing: ['Om tjänsten', 'About the service'],
  api: ['Öppet API', 'Open API'],
  close: ['Stäng', 'Close'],
  featuresHere: ['{n} objekt här', '{n} features here'],
  zoomForMore: ['Zooma in för att se {n} till.', 'Zoom in to see {n} more.'],
  ownPage: ['Öppna objektets sida', 'Open the feature’s page'],
  noData: ['uppgift saknas', 'no data'],
  open: ['tills vidare', 'until further notice'],
  yes: ['Ja', 'Yes'],
  no: ['Nej', 'No'],
  grid: ['Rutnät {step}°', 'Grid {step}°'],
  noServer: ['Tjänsten svarar inte: {why}', 'The service does not answer: {why}'],
  noWebGl: [
    'Webbläsaren kan inte rita kartan (WebGL saknas). Listan ”Vad finns här?” kräver kartan.',
    'This browser cannot draw the map (no WebGL). The list “What is here?” needs the map.',
  ],
} satisfies Record<string, Pair>;

export type Text = keyof typeof texts;

const layers: Record<string, Pair> = {
  'unsafe-spots': ['Otrygga platser', 'Unsafe spots'],
  lighting: ['Belysning', 'Lighting'],
  'walk-routes': ['Gångstråk', 'Walk routes'],
  'planned-construction': ['Planerat byggande', 'Planned construction'],
  'focus-areas': ['Fokusområden', 'Focus areas'],
  presence: ['Närvaro', 'Presence'],
  'safety-walks': ['Trygghetsvandringar', 'Safety walks'],
  measures: ['Åtgärder', 'Measures'],
  'public-release': ['Rapporterade platser i rutor', 'Reported places in squares'],
  'hot-spots': ['Anhopningar', 'Hot spots'],
};

const columns: Record<string, Pair> = {
  id: ['Id', 'Id'],
  source: ['Källa', 'Source'],
  source_id: ['Källans id', 'Id at source'],
  valid_from: ['Gäller från', 'Valid from'],
  valid_to: ['Gäller till', 'Valid to'],
  observed_at: ['Iakttaget', 'Observed'],
  reported_on: ['Rapporterat', 'Reported'],
  reported_at: ['Rapporterat', 'Reported'],
  category: ['Slag', 'Category'],
  severity: ['Allvar (1–4)', 'Severity (1–4)'],
  after_dark: ['Efter mörkrets inbrott', 'After dark'],
  status: ['Läge', 'Status'],
  resolved_on: ['Åtgärdat', 'Resolved'],
  resolved_at: ['Åtgärdat', 'Resolved'],
  via: ['Rapporterat genom', 'Reported via'],
  accuracy_m: ['Lägesnoggrannhet', 'Positional accuracy'],
  luminous_flux_lm: ['Ljusflöde', 'Luminous flux'],
  height_m: ['Höjd', 'Height'],
  light_source: ['Ljuskälla', 'Light source'],
  broken_since: ['Trasig sedan', 'Broken since'],
  maintenance_factor: ['Bibehållningsfaktor', 'Maintenance factor'],
  owner: ['Ägare', 'Owner'],
  lamp_type: ['Lamptyp', 'Lamp type'],
  facing_degrees: ['Riktning', 'Facing'],
  kind: ['Slag', 'Kind'],
  lit: ['Belyst', 'Lit'],
  surface: ['Ytskikt', 'Surface'],
  width_m: ['Bredd', 'Width'],
  required_class: ['Krav på belysningsklass', 'Required lighting class'],
  name: ['Namn', 'Name'],
  case_number: ['Diarienummer', 'Case number'],
  use: ['Användning', 'Use'],
  step: ['Planskede', 'Planning step'],
  starts_on: ['Börjar', 'Starts'],
  ends_on: ['Slutar', 'Ends'],
  developer: ['Byggherre', 'Developer'],
  closes_routes: ['Stänger gångstråk', 'Closes walk routes'],
  lamps_removed: ['Lampor som tas bort', 'Lamps removed'],
  lamps_added: ['Lampor som tillkommer', 'Lamps added'],
  hours: ['Tider', 'Hours'],
  held_on: ['Hölls', 'Held on'],
  dark: ['I mörker', 'In the dark'],
  participants: ['Antal deltagare', 'Number of participants'],
  cause: ['Orsak', 'Cause'],
  responsible: ['Ansvarig', 'Responsible'],
  due_on: ['Klart senast', 'Due'],
  cost_sek: ['Kostnad', 'Cost'],
  answers: ['Svarar på rapporter', 'Answers reports'],
  effect: ['Effekt', 'Effect'],
  description: ['Beskrivning', 'Description'],
  contact: ['Kontakt', 'Contact'],
  class: ['Säkerhet', 'Certainty'],
  reports: ['Rapporter', 'Reports'],
  cells_in_reach: ['Rutor inom räckhåll', 'Squares in reach'],
  as_of: ['Per', 'As of'],
};

// A code's name: first as `column.code`, then as the code alone.
const codes: Record<string, Pair> = {
  other: ['annat', 'other'],
  unknown: ['okänt', 'unknown'],
  yes: ['ja', 'yes'],
  no: ['nej', 'no'],
  few: ['5', '5'],
  several: ['10–20', '10–20'],
  many: ['25 eller fler', '25 or more'],
  'verdict.unknown': ['okänt ljus', 'light not known'],
  passes: ['når sin klass', 'meets its class'],
  'verdict.uncertain': ['når kanske inte sin klass', 'may miss its class'],
  fails: ['når inte sin klass', 'misses its class'],
  dark: ['mörkt', 'dark'],
  some: ['mindre än hälften saknas', 'less than half is missing'],
  much: ['hälften eller mer saknas', 'half or more is missing'],
  all: ['inget ljus', 'no light'],
  lower: ['under 0,8 × medianen', 'under 0.8 × median'],
  usual: ['0,8–1,25 × medianen', '0.8–1.25 × median'],
  raised: ['1,25–2 × medianen', '1.25–2 × median'],
  high: ['2–3 × medianen', '2–3 × median'],
  highest: ['över 3 × medianen', 'over 3 × median'],
  uncertain: ['för osäkert att säga', 'too uncertain to say'],
  withheld: ['index innehållet: inte belagt', 'index withheld: not proven'],
  'not-assessed': ['inte bedömt: för lite är känt', 'not assessed: too little known'],
  hot90: ['90 % säker', '90 % sure'],
  hot95: ['95 % säker', '95 % sure'],
  hot99: ['99 % säker', '99 % sure'],
  'lit.yes': ['belyst', 'lit'],
  'lit.no': ['obelyst', 'unlit'],
  'lit.unknown': ['okänt om belyst', 'not known if lit'],
  lighting: ['belysning', 'lighting'],
  isolation: ['ödslighet', 'isolation'],
  visibility: ['skymd sikt', 'poor visibility'],
  maintenance: ['eftersatt skötsel', 'poor maintenance'],
  harassment: ['trakasserier', 'harassment'],
  disorder: ['ordningsstörning', 'disorder'],
  traffic: ['trafik', 'traffic'],
  construction: ['byggarbetsplats', 'construction site'],
  received: ['mottagen', 'received'],
  verified: ['bekräftad', 'verified'],
  planned: ['planerad', 'planned'],
  resolved: ['åtgärdad', 'resolved'],
  rejected: ['avvisad', 'rejected'],
  duplicate: ['dubblett', 'duplicate'],
  resident: ['boende', 'resident'],
  'safety-walk': ['trygghetsvandring', 'safety walk'],
  host: ['trygghetsvärd', 'host'],
  police: ['polis', 'police'],
  'housing-company': ['bostadsbolag', 'housing company'],
  led: ['led', 'LED'],
  'high-pressure-sodium': ['högtrycksnatrium', 'high-pressure sodium'],
  'metal-halide': ['metallhalogen', 'metal halide'],
  mercury: ['kvicksilver', 'mercury'],
  fluorescent: ['lysrör', 'fluorescent'],
  working: ['fungerar', 'working'],
  broken: ['trasig', 'broken'],
  removed: ['borttagen', 'removed'],
  footway: ['gångväg', 'footway'],
  cycleway: ['cykelväg', 'cycleway'],
  steps: ['trappa', 'steps'],
  underpass: ['gångtunnel', 'underpass'],
  'school-route': ['skolväg', 'school route'],
  housing: ['bostäder', 'housing'],
  school: ['skola', 'school'],
  care: ['vård', 'care'],
  retail: ['handel', 'retail'],
  office: ['kontor', 'office'],
  industry: ['industri', 'industry'],
  transport: ['trafikanläggning', 'transport'],
  park: ['park', 'park'],
  mixed: ['blandat', 'mixed'],
  planbesked: ['planbesked', 'planning notice (planbesked)'],
  samrad: ['samråd', 'consultation (samråd)'],
  granskning: ['granskning', 'review (granskning)'],
  antagande: ['antagande', 'adoption (antagande)'],
  'laga-kraft': ['laga kraft', 'legal force (laga kraft)'],
  bygglov: ['bygglov', 'building permit (bygglov)'],
  startbesked: ['startbesked', 'start notice (startbesked)'],
  slutbesked: ['slutbesked', 'final clearance (slutbesked)'],
  forvaltning: ['förvaltning', 'in use (förvaltning)'],
  'particularly-vulnerable': ['särskilt utsatt område', 'particularly vulnerable area'],
  vulnerable: ['utsatt område', 'vulnerable area'],
  'risk-area': ['riskområde', 'risk area'],
  prioritised: ['prioriterat område', 'prioritised area'],
  'meeting-place': ['mötesplats', 'meeting place'],
  'host-round': ['värdrunda', 'host round'],
  'neighbourhood-watch': ['grannsamverkan', 'neighbourhood watch'],
  vegetation: ['växtlighet', 'vegetation'],
  sightline: ['siktlinje', 'sightline'],
  cleaning: ['städning', 'cleaning'],
  repair: ['reparation', 'repair'],
  presence: ['närvaro', 'presence'],
  design: ['utformning', 'design'],
  proposed: ['föreslagen', 'proposed'],
  decided: ['beslutad', 'decided'],
  ongoing: ['pågår', 'ongoing'],
  done: ['klar', 'done'],
};

const units: Record<string, string> = { m: 'm', lm: 'lm', sek: 'kr' };

let current: Language = 'sv';

export const language = (): Language => current;

/** The language asked for, else the browser's first that we speak, else English. */
export function chooseLanguage(asked?: Language): void {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'sv' || tag === 'en');
  current = asked ?? (spoken as Language | undefined) ?? 'en';
  document.documentElement.lang = current;
}

const pick = (pair: Pair): string => pair[current === 'sv' ? 0 : 1];
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(current) + text.slice(1);

export function t(text: Text, values: Record<string, string | number> = {}): string {
  return pick(texts[text]).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

export const formatNumber = (value: number): string =>
  value.toLocaleString(current, { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });

export const layerName = (id: string, title: string): string => (layers[id] ? pick(layers[id]) : title);

export function columnLabel(column: string): string {
  return columns[column] ? pick(columns[column]) : capital(column.replace(/[_-]+/g, ' '));
}

export function codeLabel(column: string, code: string): string {
  const pair = codes[`${column}.${code}`] ?? codes[code];
  return pair ? capital(pick(pair)) : code;
}

const coded = new Set('category status via light_source kind lit use step class'.split(' '));

/** A property as a person reads it: codes named, dates and numbers in the language, unit from the column's name. */
export function formatValue(column: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return t(column === 'valid_to' ? 'open' : 'noData');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') {
    const unit = units[column.split('_').at(-1) ?? ''];
    return unit && column.includes('_') ? `${formatNumber(value)} ${unit}` : formatNumber(value);
  }
  if (Array.isArray(value)) return value.map((part) => formatValue(column, part)).join(', ') || t('noData');
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value))
    return new Date(value).toLocaleDateString(current, { dateStyle: 'long', timeZone: 'UTC' });
  if (/^\d{4}-\d\d-\d\dT/.test(value)) {
    const time = new Date(value);
    if (!Number.isNaN(time.valueOf()))
      return time.toLocaleString(current, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Stockholm' });
  }
  return coded.has(column) ? codeLabel(column, value) : value;
}

/** Fills every element that names its text. */
export function fillTexts(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-text]'))
    element.textContent = t(element.dataset.text as Text);
  for (const element of root.querySelectorAll<HTMLElement>('[data-label]'))
    element.setAttribute('aria-label', t(element.dataset.label as Text));
}
