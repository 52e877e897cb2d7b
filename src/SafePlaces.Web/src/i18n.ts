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
  'theme.safety': ['Trygghet', 'Safety'],
  'theme.light': ['Ljus och stråk', 'Light and routes'],
  'theme.plan': ['Plan', 'Plan'],
  'theme.reference': ['Referenslager', 'Reference'],
  noLayers: ['Inga lager att visa.', 'No layers to show.'],
  inView: ['{n} i vyn', '{n} in view'],
  loading: ['Hämtar…', 'Loading…'],
  truncated: ['Visar {n} av {all}. Zooma in för att se alla.', 'Showing {n} of {all}. Zoom in to see all.'],
  truncatedUnknown: ['Visar {n}, det finns fler. Zooma in för att se alla.', 'Showing {n}, there are more. Zoom in to see all.'],
  tooFar: ['Zooma in: lagret visas från skala 1:{scale}.', 'Zoom in: this layer is shown from scale 1:{scale}.'],
  tooMany: ['{n} i vyn. Zooma in för att se dem.', '{n} in view. Zoom in to see them.'],
  colourBy: ['Färg efter', 'Colour by'],
  'colourBy.verdict': ['Ljus mot klassen', 'Light and class'],
  'colourBy.dark_level': ['Efter mörkret', 'After dark'],
  'colourBy.day_level': ['På dagen', 'By day'],
  levels: [
    'Skäl till otrygghet mot kommunens median. Streckat: för osäkert eller inte bedömt, varken högt eller lågt.',
    'Reasons for unease against the municipality’s median. Hatched: too uncertain or not assessed, neither high nor low.',
  ],
  levelsWithheld: [
    'Indexet hålls inne: det är inte visat att det säger mer än var gångstråken går. Bara fakta visas.',
    'The index is withheld: it has not been shown to tell more than where the paths are. Facts only.',
  ],
  notLoaded: ['Kunde inte hämtas: {why}', 'Could not be loaded: {why}'],
  size: ['Storlek efter allvar', 'Size by severity'],
  closed: ['Ring: åtgärdad, avvisad eller dubblett', 'Ring: resolved, rejected or duplicate'],
  otherClass: ['Övrigt', 'Other'],
  allOfThem: ['Alla', 'All'],
  heatmap: ['Täthet av rapporter', 'Density of reports'],
  heatmapShow: ['Visa täthetskarta', 'Show heatmap'],
  measure: ['Visa', 'Show'],
  'measure.density': ['Täthet', 'Density'],
  'measure.change': ['Förändring', 'Change'],
  'measure.rate': ['Per km stråk', 'Per km of path'],
  lightOf: ['Ljus', 'Light'],
  'light.both': ['Dag och mörker', 'Day and dark'],
  'light.dark': ['Efter mörkret', 'After dark'],
  'light.day': ['På dagen', 'By day'],
  clock: ['Klockan', 'Time of day'],
  allDay: ['Hela dygnet', 'All day'],
  quarter: ['kvartal {n} {year}', 'quarter {n} {year}'],
  quarterSlider: ['Kvartal', 'Quarter'],
  sameScale: ['Samma färgskala för alla kvartal.', 'One colour scale for all quarters.'],
  compared: ['{shown}, mot {other}.', '{shown}, against {other}.'],
  download: ['Hämta det som visas', 'Download what is shown'],
  'download.png': ['Kartblad (PNG)', 'Map sheet (PNG)'],
  'download.geotiff': ['GeoTIFF', 'GeoTIFF'],
  'download.cells': ['Rutor (GeoJSON)', 'Cells (GeoJSON)'],
  bandwidth: ['Radie', 'Radius'],
  period: ['Period', 'Period'],
  opacity: ['Synlighet', 'Opacity'],
  low: ['0', '0'],
  perKm2: ['{n} rapporter per km²', '{n} reports per km²'],
  perKm: ['{n} rapporter per km stråk', '{n} reports per km of path'],
  high: ['högt', 'high'],
  fewer: ['färre', 'fewer'],
  more: ['fler', 'more'],
  unchanged: ['oförändrat', 'unchanged'],
  needsStaff: [
    'Täthetskartan är för kommunens och polisens handläggare. Logga in nedan med en personlig nyckel som har den behörigheten.',
    'The heatmap is for municipal and police staff. Sign in below with a personal token that has that role.',
  ],
  'period.all': ['Alla år', 'All years'],
  'period.quarters': ['Kvartalsvis', 'By quarter'],
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
  signedInAs: ['Inloggad: {name}', 'Signed in: {name}'],
  signOut: ['Logga ut', 'Sign out'],
  token: ['Personlig nyckel', 'Personal token'],
  tokenHint: [
    'Nyckeln skickas en gång. Du är inloggad på alla sidor här, tills du loggar ut eller stänger webbläsaren, som mest i tolv timmar.',
    'The token is sent once. You are signed in on all pages here until you sign out or close the browser, twelve hours at most.',
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
  reasons: ['Skäl till otrygghet', 'Reasons for unease'],
  afterDark: ['Efter mörkrets inbrott', 'After dark'],
  byDay: ['På dagen', 'By day'],
  'level.lower': ['Lägre än vanligt', 'Lower than usual'],
  'level.usual': ['Som vanligt', 'As usual'],
  'level.raised': ['Förhöjt', 'Raised'],
  'level.high': ['Högt', 'High'],
  'level.highest': ['Mycket högt', 'Very high'],
  'level.uncertain': ['För osäkert att säga', 'Too uncertain to say'],
  'level.withheld': ['Indexet hålls inne', 'Index withheld'],
  'level.not-assessed': ['Inte bedömt', 'Not assessed'],
  ratio: ['{n} × kommunens median', '{n} × the municipality’s median'],
  band: ['({low}–{high})', '({low}–{high})'],
  bandTold: ['Inom parentes: band om 90 %.', 'In brackets: a band of 90 %.'],
  uncertainTold: [
    'För osäkert: bandet rymmer tre nivåer eller fler, så ingen av dem anges.',
    'Too uncertain: the band reaches over three levels or more, so none of them is named.',
  ],
  notAssessedTold: [
    'Inte bedömt: för lite är känt här. Det betyder varken tryggt eller otryggt.',
    'Not assessed: too little is known here. That means neither safe nor unsafe.',
  ],
  contributions: ['Vad som bidrar', 'What contributes'],
  contributionsTold: [
    'Åt höger ökar skälen till otrygghet, åt vänster minskar de. Talen multipliceras.',
    'To the right reasons for unease grow, to the left they shrink. The numbers multiply.',
  ],
  factor: ['Faktor', 'Factor'],
  product: ['Tillsammans', 'Together'],
  medianPlace: ['Kommunens median', 'Municipal median'],
  noContribution: ['Ingen faktor bidrar här.', 'No factor contributes here.'],
  notKnown: ['Vad som inte är känt', 'What is not known'],
  notKnownTold: [
    'Det okända är utelämnat, och platsen jämförs bara med platser där samma faktorer är kända.',
    'What is not known is left out, and the place compared only with places that know the same factors.',
  ],
  'missing.not-loaded': ['lagret finns inte i databasen', 'the layer is not in the database'],
  'missing.not-covered': ['lagret täcker inte platsen', 'the layer does not cover the place'],
  'missing.no-value': ['uppgift saknas här', 'no value here'],
  'missing.core-unknown': ['inget av det viktigaste är känt här', 'none of what matters most is known here'],
  'missing.reference-too-small': [
    'för få platser att jämföra med vet samma saker',
    'too few places to compare with know the same things',
  ],
  'missing.not-in-reference': ['jämförelsen görs vid nästa hela omräkning', 'the next full rebuild makes the comparison'],
  thin: ['Tunt underlag', 'Thin evidence'],
  thinTold: [
    'Tunt underlag: få rapporter nära och ingen trygghetsvandring här, eller en faktor som inte är känd. Tystnad är inte trygghet.',
    'Thin evidence: few reports near and no safety walk here, or a factor that is not known. Silence is not safety.',
  ],
  evidence: ['Underlag', 'Evidence'],
  reportsNear: ['{n} rapporter inom 200 m på 24 månader', '{n} reports within 200 m in 24 months'],
  reportNear: ['1 rapport inom 200 m på 24 månader', '1 report within 200 m in 24 months'],
  wasWalked: ['En trygghetsvandring har passerat på 24 månader', 'A safety walk passed in 24 months'],
  wasNotWalked: ['Ingen trygghetsvandring på 24 månader', 'No safety walk in 24 months'],
  model: ['Modell {model}, per {date}', 'Model {model}, as of {date}'],
  riskCaveat: [
    'Ett relativt index över omgivningen, viktat av sakkunniga; alla värden är antagna. Ingen prognos. Det gäller platser, inte människor, och kan inte jämföras mellan kommuner.',
    'A relative index of the surroundings, weighted by experts; all values are assumed. No forecast. It is about places, not people, and does not compare between municipalities.',
  ],
  aboutIndex: ['Hur indexet har prövats', 'How the index was tested'],
  noTests: ['Indexet är inte prövat än.', 'The index has not been tested yet.'],
  lightOnPath: ['Ljus på stråket', 'Light on the path'],
  average: ['Medel', 'Average'],
  leastLight: ['Mörkaste punkten', 'Darkest point'],
  luxAgainst: ['{band}\u00a0lx, klassen kräver {n}\u00a0lx', '{band}\u00a0lx, the class asks for {n}\u00a0lx'],
  classNeeded: ['Belysningsklass {class}', 'Lighting class {class}'],
  classAssumed: [
    'Klassen är antagen: ingen är beslutad, P4 används.',
    'The class is assumed: none is decided, P4 stands in.',
  ],
  lampsAssumed: [
    'Ljusflöde, höjd eller bibehållningsfaktor är antagna för någon lampa.',
    'Flux, height or maintenance factor of a lamp is assumed.',
  ],
  lampsServing: ['{n} registrerade lampor, tända eller inte', '{n} registered lamps, shining or not'],
  lampServing: ['1 registrerad lampa, tänd eller inte', '1 registered lamp, shining or not'],
  lightUnknown: [
    'Ljuset är okänt: ingen registrerad lampa nära, och stråket är inte uppgivet som obelyst. Okänt är inte mörkt.',
    'The light is not known: no registered lamp near, and the path is not stated unlit. Unknown is not dark.',
  ],
  lightCaveat: [
    'Beräknat med två antagna armaturer. En gallring, inget bevis på att klassen uppfylls.',
    'Computed with two assumed luminaires. Screening, no proof that the class is met.',
  ],
  allColumns: ['Alla uppgifter', 'All data'],
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
  'risk-cells': ['Skäl till otrygghet i rutor', 'Reasons for unease in cells'],
  'walk-stretches': ['Stråkdelar', 'Stretches of path'],
  'lighting-gaps': ['Ljusluckor', 'Lighting gaps'],
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
  z: ['z-värde', 'z-score'],
  p: ['p-värde', 'p-value'],
  q: ['q-värde', 'q-value'],
  route_id: ['Stråkets id', 'Id of the route'],
  stretch: ['Stråkdelens id', 'Id of the stretch'],
  stretches: ['Stråkdelar', 'Stretches'],
  from_m: ['Från', 'From'],
  to_m: ['Till', 'To'],
  length_m: ['Längd', 'Length'],
  verdict: ['Ljus', 'Light'],
  depth: ['Ljus som saknas, som mest', 'Light missing, at most'],
  mean_depth: ['Ljus som saknas, i medel', 'Light missing, on average'],
  class_assumed: ['Klass antagen', 'Class assumed'],
  reports_per_km: ['Rapporter per km stråk', 'Reports per km of path'],
  walk_route_m: ['Gångstråk i rutan', 'Walk route in the cell'],
  reference: ['Referens', 'Reference'],
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

// What the factors of the shipped risk models are called; a municipality's own keep their ids.
const factors: Record<string, Pair> = {
  reports: ['rapporter nära', 'reports nearby'],
  'low-light': ['svagt ljus', 'weak light'],
  underpass: ['gångtunnel', 'underpass'],
  'few-exits': ['långt till nästa avtag', 'few ways out'],
  'dense-vegetation': ['täta buskar', 'dense shrubs'],
  'no-overlook': ['inga bostäder intill', 'no homes beside'],
  derelict: ['övergivet eller eftersatt', 'derelict'],
  'construction-active': ['byggarbetsplats', 'building site'],
  'open-activity': ['öppet och folk intill', 'open places near'],
  hosts: ['värdrundor', 'host rounds'],
  'prior-incidents': ['anmälda händelser', 'recorded incidents'],
  'licensed-premises': ['utskänkning sent', 'late licensed premises'],
  'transit-stop': ['hållplats', 'transit stop'],
  'neighbourhood-watch': ['grannsamverkan', 'neighbourhood watch'],
  cap: ['modellens tak', 'the model’s cap'],
  index: ['indexet', 'the index'],
};

const units: Record<string, string> = { m: 'm', lm: 'lm', lx: 'lx', sek: 'kr' };

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
  value !== 0 && Math.abs(value) < 0.01
    ? value.toLocaleString(current, { maximumSignificantDigits: 2 })
    : value.toLocaleString(current, { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });

/** With so many decimals, zeros included: 1,0. */
export const formatFixed = (value: number, decimals: number): string =>
  value.toLocaleString(current, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export const formatDate = (day: string): string =>
  new Date(day).toLocaleDateString(current, { dateStyle: 'medium', timeZone: 'UTC' });

export const factorName = (id: string): string => (factors[id] ? capital(pick(factors[id])) : id);

export const layerName = (id: string, title: string): string => (layers[id] ? pick(layers[id]) : title);

export function columnLabel(column: string): string {
  return columns[column] ? pick(columns[column]) : capital(column.replace(/[_-]+/g, ' '));
}

export function codeLabel(column: string, code: string): string {
  const pair = codes[`${column}.${code}`] ?? codes[code];
  return pair ? capital(pick(pair)) : code;
}

const coded = new Set('category status via light_source kind lit use step class severity verdict dark_level day_level'.split(' '));

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
