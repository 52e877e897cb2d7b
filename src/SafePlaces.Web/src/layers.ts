import type { ExpressionSpecification, FilterSpecification, LayerSpecification, Map } from 'maplibre-gl';
import type { GeoJSONSource } from 'maplibre-gl';
import type { Feature, Geometry, Position } from 'geojson';
import { items, type Bounds, type Collection } from './api';
import { colouredBy, designFor, drawable, familyOf, ground, rank, type Design, type Family } from './design';
import type { State } from './state';

/** The most features of one layer held at once; past it the legend says so. */
export const mostFeatures = 20_000;

export interface Layer extends Collection {
  design: Design;
  on: boolean;
  features: Feature<Geometry | null>[];
  boxes: Bounds[];
  /** The box the features were asked for; absent until an answer came. */
  asked?: Bounds;
  matched?: number;
  truncated: boolean;
  /** The view is at too small a scale for single features, or holds too many: none is shown. */
  far: boolean;
  loading: boolean;
  problem?: string;
}

export function toLayers(collections: Collection[], { on, off, colours }: State): Layer[] {
  return collections
    .map(({ id, ...c }): Layer => ({
      id,
      ...c,
      design: colouredBy(id, colours.get(id)),
      on: on.has(id) || (isShownAtFirst(id, collections) && !off.has(id)),
      features: [],
      boxes: [],
      truncated: false,
      far: false,
      loading: false,
    }))
    .sort((a, b) => rank(a.id) - rank(b.id));
}

/** Protected counts stand in for the reports where those are not to be seen. */
export const isShownAtFirst = (id: string, collections: Collection[]): boolean =>
  designFor(id).isShown || (id === 'public-release' && !collections.some((c) => c.id === 'unsafe-spots'));

export const isInside = (inner: Bounds, outer: Bounds): boolean =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];

const extent = ([w, s, e, n]: Bounds): number => (e - w) * (n - s);

const touches = (a: Bounds, b: Bounds): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

export function boundsOf(geometry: Geometry | null): Bounds {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (coordinates: unknown): void => {
    if (typeof (coordinates as Position)[0] === 'number') {
      const [x, y] = coordinates as [number, number];
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else for (const part of coordinates as unknown[]) visit(part);
  };
  if (geometry?.type === 'GeometryCollection') geometry.geometries.forEach((g) => visitGeometry(g, visit));
  else if (geometry) visitGeometry(geometry, visit);
  return box;
}

function visitGeometry(geometry: Geometry, visit: (coordinates: unknown) => void): void {
  if (geometry.type === 'GeometryCollection') geometry.geometries.forEach((g) => visitGeometry(g, visit));
  else visit(geometry.coordinates);
}

/** The layer's features whose box touches the view, as positions in `features`. */
export function inView(layer: Layer, view: Bounds): number[] {
  return layer.boxes.flatMap((box, i) => (touches(box, view) ? [i] : []));
}

export const familiesOf = (layer: Layer): Set<Family> =>
  new Set(layer.features.flatMap((f) => familyOf(f.geometry) ?? []));

/** Fetches what the view needs of a layer. What is held already and covers the view is kept. */
export async function load(layer: Layer, view: Bounds, signal: AbortSignal, changed: () => void): Promise<void> {
  if (layer.asked && !layer.truncated && !layer.far && !layer.problem && isInside(view, layer.asked)) return;
  layer.loading = true;
  layer.far = false;
  changed();
  const features: Feature<Geometry | null>[] = [];
  let more = false;
  try {
    let matched: number | undefined;
    for await (const page of items(layer.id, view, signal)) {
      features.push(...page.features);
      matched = page.matched;
      more = page.more;
      // a patch of what is many by nature would look like all there is
      layer.far = layer.design.leastScale !== undefined && (matched ?? 0) > mostFeatures;
      if (layer.far) features.length = 0;
      if (layer.far || features.length >= mostFeatures) break;
    }
    layer.features = features.slice(0, mostFeatures);
    layer.truncated = !layer.far && (more || features.length > mostFeatures);
    layer.boxes = layer.features.map((f) => boundsOf(f.geometry));
    layer.asked = view;
    delete layer.matched;
    if (matched !== undefined) layer.matched = matched;
    delete layer.problem;
  } catch (error) {
    if (!signal.aborted) layer.problem = (error as Error).message;
    throw error;
  } finally {
    layer.loading = false;
    if (!signal.aborted) changed();
  }
}

/** What the screen shows of the layer's features is let go of, for the view is too far away. */
export function recede(layer: Layer): void {
  layer.features = [];
  layer.boxes = [];
  layer.truncated = false;
  layer.far = true;
  delete layer.asked;
  delete layer.problem;
}

const source = (layer: Layer): string => `layer-${layer.id}`;

const get = (name: string): ExpressionSpecification => ['get', name];
const zoomed = (size: ExpressionSpecification): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  ...[11, ['*', 0.25, size], 13, ['*', 0.55, size], 14, ['*', 0.8, size], 16, size, 19, ['*', 1.7, size]],
] as ExpressionSpecification;
const ofType = (...types: string[]): FilterSpecification =>
  ['in', ['geometry-type'], ['literal', types]] as unknown as FilterSpecification;
const isCircle: ExpressionSpecification = ['==', get('shape'), 'circle'];
const isLabel: ExpressionSpecification = ['==', get('shape'), 'label'];
const points = ofType('Point', 'MultiPoint');

function dashes(design: Design): ExpressionSpecification | undefined {
  const solid = [1, 0];
  const dashed = Object.entries(design.looks).filter(([, look]) => look.dash);
  const other = ['literal', design.other.dash ?? solid];
  if (dashed.length === 0) return design.other.dash ? (other as ExpressionSpecification) : undefined;
  return [
    'match',
    get('code'),
    ...Object.entries(design.looks).flatMap(([code, look]) => [code, ['literal', look.dash ?? solid]]),
    other,
  ] as unknown as ExpressionSpecification;
}

function drawings(layer: Layer): Record<'area' | 'line' | 'point' | 'label', LayerSpecification[]> {
  const { halo, ring, text, textHalo } = ground();
  const base = { source: source(layer), layout: { visibility: layer.on ? 'visible' : 'none' } as const };
  const id = (part: string): string => `${layer.id}|${part}`;
  const dash = dashes(layer.design);
  const line = {
    'line-color': get('colour'),
    'line-width': zoomed(get('width')),
    ...(dash && { 'line-dasharray': dash }),
  };
  return {
    area: [
      {
        ...base,
        id: id('area'),
        type: 'fill',
        filter: ofType('Polygon', 'MultiPolygon'),
        paint: { 'fill-color': get('colour'), 'fill-opacity': get('fill') },
      },
      {
        ...base,
        id: id('hatch'),
        type: 'fill',
        filter: ['all', ofType('Polygon', 'MultiPolygon'), ['!=', get('hatch'), '']] as FilterSpecification,
        paint: { 'fill-pattern': get('hatch') },
      },
      {
        ...base,
        id: id('outline'),
        type: 'line',
        filter: ofType('Polygon', 'MultiPolygon'),
        paint: { ...line, 'line-color': get('edge') },
      },
    ],
    line: [
      {
        ...base,
        id: id('line'),
        type: 'line',
        filter: ofType('LineString', 'MultiLineString'),
        layout: { ...base.layout, 'line-join': 'round' },
        paint: line,
      },
    ],
    point: [
      {
        ...base,
        id: id('point'),
        type: 'circle',
        filter: ['all', points, isCircle] as FilterSpecification,
        paint: {
          'circle-radius': zoomed(get('radius')),
          'circle-color': ['case', get('hollow'), ground().land, get('colour')],
          'circle-stroke-color': ['case', get('hollow'), get('colour'), ['case', get('ringed'), ring, halo]],
          'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 12, 0.3, 15, ['case', get('hollow'), 2, 1.1]],
        },
      },
      {
        ...base,
        id: id('symbol'),
        type: 'symbol',
        filter: ['all', points, ['!', isCircle], ['!', isLabel]] as FilterSpecification,
        layout: {
          ...base.layout,
          'icon-image': ['concat', get('shape'), '|', get('colour'), '|', ['case', get('hollow'), '1', ''], '|', get('radius')],
          'icon-size': zoomed(['literal', 1] as unknown as ExpressionSpecification),
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
      },
    ],
    label: layer.design.label
      ? [
          {
            ...base,
            id: id('label'),
            type: 'symbol',
            minzoom: 13,
            filter: isLabel as FilterSpecification,
            layout: {
              ...base.layout,
              'text-field': get('label'),
              // No glyph server: the letters are drawn from the reader's own fonts.
              'text-font': ['system-ui', 'sans-serif'],
              'text-size': 12,
              'text-max-width': 9,
            },
            paint: { 'text-color': text, 'text-halo-color': textHalo, 'text-halo-width': 1.6 },
          },
        ]
      : [],
  };
}

/** Anything is drawn above this layer or below it: heat lies over areas and under lines and points. */
export const heatSlot = 'heat-slot';
export const topSlot = 'top-slot';

/** Puts the layers on the map afresh: points over lines over areas, and in each the legend's order. */
export function place(map: Map, layers: Layer[]): void {
  for (const { id } of map.getStyle().layers)
    if (id.includes('|')) map.removeLayer(id);
  for (const id of Object.keys(map.getStyle().sources))
    if (id.startsWith('layer-')) map.removeSource(id);
  for (const layer of layers)
    map.addSource(source(layer), { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, tolerance: 0.2 });
  const drawn = [...layers].reverse().map(drawings);
  for (const d of drawn) for (const l of d.area) map.addLayer(l, heatSlot);
  for (const part of ['line', 'label', 'point'] as const)
    for (const d of drawn) for (const l of d[part]) map.addLayer(l, topSlot);
  for (const layer of layers) draw(map, layer);
}

export function draw(map: Map, layer: Layer): void {
  map.getSource<GeoJSONSource>(source(layer))?.setData({
    type: 'FeatureCollection',
    features: layer.features.flatMap((feature, i) => drawable(feature, i, layer.boxes[i]!, layer.design)),
  });
}

export function show(map: Map, layer: Layer): void {
  for (const { id } of map.getStyle().layers)
    if (id.startsWith(`${layer.id}|`)) map.setLayoutProperty(id, 'visibility', layer.on ? 'visible' : 'none');
}

/** The features drawn at a point of the screen, each once: topmost first, and of areas the smallest. */
export function featuresAt(
  map: Map,
  layers: Layer[],
  { x, y }: { x: number; y: number },
  reach: number,
): { layer: Layer; feature: Feature<Geometry | null> }[] {
  const seen = new Set<string>();
  const drawn = map.getStyle().layers.flatMap(({ id }) => (id.includes('|') && !id.endsWith('|label') ? [id] : []));
  return map
    .queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: drawn })
    .flatMap((hit) => {
      const key = `${hit.source}/${hit.id}`;
      const layer = layers.find((l) => source(l) === hit.source);
      const feature = layer?.features[Number(hit.id)];
      if (!layer || !feature || seen.has(key)) return [];
      seen.add(key);
      return [{ layer, feature, size: familyOf(feature.geometry) === 'polygon' ? extent(layer.boxes[Number(hit.id)]!) : 0 }];
    })
    .sort((a, b) => a.size - b.size);
}
