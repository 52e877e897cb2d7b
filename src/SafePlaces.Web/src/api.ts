import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { Design } from './design';
import { language } from './i18n';

export type Bounds = [west: number, south: number, east: number, north: number];

export interface Collection {
  id: string;
  title: string;
  description?: string;
  bounds?: Bounds;
}

export interface Page {
  features: Feature<Geometry | null>[];
  /** How many there are in all, where the server counted them. */
  matched?: number;
  more: boolean;
}

export interface Configuration {
  basemap: string | null;
  attribution?: string;
  centre: [number, number];
  zoom: number;
}

export interface Heat {
  picture: Blob;
  /** The largest value in the picture: reports per km², or per km of path. */
  maximum?: number;
}

interface Link {
  rel: string;
  href: string;
}

interface CollectionDocument {
  id: string;
  title?: string;
  description?: string;
  itemType?: string;
  extent?: { spatial?: { bbox?: number[][] } };
}

const borås: Configuration = { basemap: null, centre: [12.94, 57.721], zoom: 13 };
const pageSize = 2000;

/** Who is signed in; without a name, nobody. */
export interface SignedIn {
  name?: string;
  role: string;
}

/** An answer other than 2xx, told as the server's problem document tells it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail = '',
  ) {
    super(detail ? `${title}: ${detail}` : title);
  }

  get needsToken(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** The session of the browser, the same on all pages: a cookie that no script can read, begun with a personal token. */
export const session = {
  read: async (): Promise<SignedIn> => (await get('/sign-in', 'application/json')).json(),
  begin: (token: string): Promise<SignedIn> => post('/sign-in', { token }),
  end: (): Promise<SignedIn> => post('/sign-out', {}),
};

async function post(path: string, fields: Record<string, string>): Promise<SignedIn> {
  const headers = { Accept: 'application/json', 'Accept-Language': language() };
  return (await answered(fetch(path, { method: 'POST', headers, body: new URLSearchParams(fields) }))).json();
}

function get(path: string, accept: string, signal?: AbortSignal, method = 'GET'): Promise<Response> {
  const headers = { Accept: accept, 'Accept-Language': language() };
  return answered(fetch(path, { method, headers, signal: signal ?? null, credentials: 'same-origin' }));
}

/** The answer; throws a Problem for one that is none. */
async function answered(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  if (response.ok) return response;
  const problem = response.headers.get('Content-Type')?.includes('json')
    ? ((await response.json()) as { title?: string; detail?: string })
    : {};
  throw new Problem(response.status, problem.title ?? `HTTP ${response.status} ${response.statusText}`, problem.detail);
}

/** The path of an absolute link: always asked of our own origin, so the session is always sent along. */
function onThisOrigin(href: string): string {
  const url = new URL(href, location.origin);
  return url.pathname + url.search;
}

export async function configuration(): Promise<Configuration> {
  try {
    const response = await get('/map/config.json', 'application/json');
    return { ...borås, ...((await response.json()) as Partial<Configuration>) };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return borås;
    throw error;
  }
}

export async function collections(): Promise<Collection[]> {
  const response = await get('/collections', 'application/json');
  const { collections } = (await response.json()) as { collections: CollectionDocument[] };
  return collections
    .filter((c) => (c.itemType ?? 'feature') === 'feature')
    .map((c) => {
      const box = c.extent?.spatial?.bbox?.[0];
      return {
        id: c.id,
        title: c.title ?? c.id,
        ...(c.description && { description: c.description }),
        ...(box && { bounds: (box.length === 6 ? [box[0], box[1], box[3], box[4]] : box) as Bounds }),
      };
    });
}

/** How each layer is drawn, topmost first. */
export async function designs(): Promise<Record<string, Design>> {
  const response = await get('/styles', 'application/json');
  const { styles } = (await response.json()) as { styles: { id: string; design: Design }[] };
  return Object.fromEntries(styles.map(({ id, design }) => [id, design]));
}

/** The features that touch the box (CRS84), page by page as the server links them. */
export async function* items(id: string, [w, s, e, n]: Bounds, signal: AbortSignal): AsyncGenerator<Page> {
  const box = [w, s, e, n].map((degrees) => degrees.toFixed(7)).join(',');
  let next: string | undefined = `/collections/${encodeURIComponent(id)}/items?limit=${pageSize}&bbox=${box}`;
  while (next) {
    const response = await get(next, 'application/geo+json', signal);
    const page = (await response.json()) as FeatureCollection<Geometry | null> & {
      links?: Link[];
      numberMatched?: number;
    };
    const href: string | undefined = page.links?.find((link) => link.rel === 'next')?.href;
    next = href && onThisOrigin(href);
    yield {
      features: page.features,
      more: next !== undefined,
      ...(page.numberMatched !== undefined && { matched: page.numberMatched }),
    };
  }
}

export function itemPage(collection: string, feature: string | number): string {
  return `/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(feature)}?f=html`;
}

/** What the newest back-tests said of the index after dark and by day, in a sentence each; none where there are none. */
export async function indexTests(): Promise<string[]> {
  try {
    const response = await get('/risk', 'application/json');
    const { profiles } = (await response.json()) as {
      profiles: { sentence?: { swedish: string; english: string } | null }[];
    };
    return profiles.flatMap(({ sentence }) => sentence?.[language() === 'sv' ? 'swedish' : 'english'] ?? []);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return [];
    throw error;
  }
}

const heatmapPath = (query: URLSearchParams): string => `/heatmaps/unsafe-spots?${query}`;

/** A heatmap as a picture without a legend, to be laid over a map. */
export async function heatPicture(query: URLSearchParams, signal: AbortSignal): Promise<Heat> {
  const response = await get(heatmapPath(query), 'image/png', signal);
  const maximum = Number.parseFloat(response.headers.get('X-Heatmap-Maximum') ?? '');
  return { picture: await response.blob(), ...(Number.isFinite(maximum) && { maximum }) };
}

/** The largest value of a heatmap, without the heatmap. */
export async function heatMaximum(query: URLSearchParams, signal: AbortSignal): Promise<number> {
  const response = await get(heatmapPath(query), 'application/json', signal, 'HEAD');
  return Number.parseFloat(response.headers.get('X-Heatmap-Maximum') ?? '');
}

/** A heatmap as a file to keep. */
export async function heatFile(query: URLSearchParams): Promise<Blob> {
  return (await get(heatmapPath(query), '*/*')).blob();
}
