import { MercatorCoordinate, type LngLatBounds } from 'maplibre-gl';
import { language } from './i18n';
import { before, interval, quarters, spans, spanUntil, type Period } from './periods';
import type { HeatmapState } from './state';
import { fromSweref, toSweref } from './sweref';

/** The forms a heatmap is kept in. */
export type FileForm = 'png' | 'geotiff' | 'cells';

type Pair = [number, number];
interface Size {
  width: number;
  height: number;
}

const crs = (code: number): string => `http://www.opengis.net/def/crs/EPSG/0/${code}`;
const worldWidth_m = 40_075_016.685_578_49;

/** What a change compares; undefined where nothing is compared. */
export function comparison({ measure, span }: HeatmapState, day: string): { shown: Period; other: Period } | undefined {
  if (measure !== 'change' || span === 'all' || span === 'quarters') return undefined;
  const shown = spanUntil(day, spans[span]);
  return { shown, other: before(shown, spans[span]) };
}

/** The view as the box a picture is asked for (metres, easting first) and the four corners an image source wants. */
export function frame(state: HeatmapState, bounds: LngLatBounds): { box: number[]; corners: [Pair, Pair, Pair, Pair] } {
  const views: Pair[] = [
    bounds.getNorthWest().toArray(),
    bounds.getNorthEast().toArray(),
    bounds.getSouthEast().toArray(),
    bounds.getSouthWest().toArray(),
  ];
  if (!isSweref(state)) {
    const [w, n] = mercator(views[0]!);
    const [e, s] = mercator(views[2]!);
    return { box: [w, s, e, n], corners: views as [Pair, Pair, Pair, Pair] };
  }
  const metres = views.map(([longitude, latitude]) => toSweref(longitude, latitude));
  const [w, e] = [Math.min(...metres.map(([x]) => x)), Math.max(...metres.map(([x]) => x))];
  const [s, n] = [Math.min(...metres.map(([, y]) => y)), Math.max(...metres.map(([, y]) => y))];
  return { box: [w, s, e, n], corners: [fromSweref(w, n), fromSweref(e, n), fromSweref(e, s), fromSweref(w, s)] };
}

/** The picture alone, over exactly the box. */
export function picture(
  state: HeatmapState,
  box: number[],
  size: Size,
  day: string,
  quarter: number,
  maximum?: number,
): URLSearchParams {
  const query = counted(state, day, quarters(day)[quarter]);
  over(query, state, box, size);
  if (!isSweref(state)) query.set('crs', crs(3857));
  if (maximum) query.set('maximum', maximum.toPrecision(4));
  query.set('f', 'png');
  query.set('legend', 'false');
  return query;
}

/** All quarters at once, coarsely: how far the colours must reach to hold for each of them. */
export function widest(state: HeatmapState, box: number[], { width, height }: Size, day: string): URLSearchParams {
  const query = counted(state, day);
  query.set('periods', quarters(day).map(interval).join(','));
  const shrink = Math.min(1, 256 / Math.max(width, height));
  over(query, state, box, { width: Math.ceil(width * shrink), height: Math.ceil(height * shrink) });
  query.set('f', 'json');
  query.set('chance', '0');
  return query;
}

/** What is shown, as a file of its own; quarters make a sheet of one map each. */
export function file(
  state: HeatmapState,
  form: FileForm,
  bounds: LngLatBounds,
  day: string,
  quarter: number,
): URLSearchParams {
  const several = state.span === 'quarters' && form !== 'cells';
  const query = counted(state, day, several ? undefined : quarters(day)[quarter]);
  if (several) query.set('periods', quarters(day).map(interval).join(','));
  query.set('bbox', bounds.toArray().flat().map((degrees) => degrees.toFixed(6)).join(','));
  query.set('lang', language());
  query.set('f', form);
  return query;
}

/** Which reports count and against what; where and in what form is for the caller to add. */
function counted(state: HeatmapState, day: string, quarter?: Period): URLSearchParams {
  const query = new URLSearchParams({ bandwidth: String(state.bandwidth) });
  const compared = comparison(state, day);
  if (compared) {
    query.set('datetime', interval(compared.shown));
    query.set('compare', interval(compared.other));
  } else if (state.span === 'quarters') {
    if (quarter) query.set('datetime', interval(quarter));
  } else if (state.span !== 'all') query.set('datetime', interval(spanUntil(day, spans[state.span])));
  if (state.measure === 'rate') query.set('per', 'walk-routes');
  if (state.light !== 'both') query.set('after_dark', String(state.light === 'dark'));
  if (state.hours) query.set('hours', state.hours);
  return query;
}

/** Rates are made in EPSG:3006 only, and so are the coarse ones that several periods share a scale by. */
const isSweref = ({ measure, span }: HeatmapState): boolean => measure === 'rate' || span === 'quarters';

function over(query: URLSearchParams, state: HeatmapState, box: number[], { width, height }: Size): void {
  const [w, s, e, n] = box.map((metres) => metres.toFixed(2));
  // EPSG:3006 is north before east
  query.set('bbox', (isSweref(state) ? [s, w, n, e] : [w, s, e, n]).join(','));
  query.set('bbox-crs', crs(isSweref(state) ? 3006 : 3857));
  query.set('width', String(width));
  query.set('height', String(height));
}

function mercator([longitude, latitude]: Pair): Pair {
  const { x, y } = MercatorCoordinate.fromLngLat({ lng: longitude, lat: latitude });
  return [(x - 0.5) * worldWidth_m, (0.5 - y) * worldWidth_m];
}
