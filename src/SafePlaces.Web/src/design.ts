import type { Feature, Geometry } from 'geojson';
import type { Bounds } from './api';

/** How one class of features is drawn, on the map and in the legend alike. */
export interface Look {
  colour: string;
  /** The colour on a dark background, where it must differ to be seen. */
  night?: string;
  radius?: number;
  shape?: 'circle' | 'square' | 'diamond';
  /** Only the ring of a point is coloured. */
  hollow?: boolean;
  /** A dark ring instead of the halo, for pale points on a pale background. */
  ringed?: boolean;
  width?: number;
  dash?: [number, number];
  fill?: number;
}

export interface Design {
  /** The column whose code picks the look. */
  by?: string;
  looks: Record<string, Look>;
  other: Look;
  /** The radius of a point by severity 1-4. */
  radii?: [number, number, number, number];
  /** Points whose matter is closed are drawn hollow. */
  closed?: (properties: Record<string, unknown>) => boolean;
  label?: string;
}

export type Family = 'point' | 'line' | 'polygon';

const planned: Look = { colour: '', width: 2, dash: [3, 2], fill: 0.3 };
const binding: Look = { colour: '', width: 2.5, fill: 0.4 };

// Categories: Paul Tol's "muted" scheme; other qualitative colours: Okabe and Ito. Both are told apart by colour-blind
// people. Planning steps are ordered, so theirs is a ramp in lightness (viridis reversed), dashed until legally binding.
const designs: Record<string, Design> = {
  'unsafe-spots': {
    by: 'category',
    radii: [5, 6.5, 8.5, 11],
    closed: ({ status }) => status === 'resolved' || status === 'rejected' || status === 'duplicate',
    looks: {
      lighting: { colour: '#ddcc77', ringed: true },
      isolation: { colour: '#332288', night: '#8c80e0' },
      visibility: { colour: '#117733', night: '#3fae66' },
      maintenance: { colour: '#999933' },
      harassment: { colour: '#882255', night: '#cf5f97' },
      disorder: { colour: '#cc6677' },
      traffic: { colour: '#88ccee', ringed: true },
      construction: { colour: '#44aa99' },
    },
    other: { colour: '#8a8f98' },
  },
  measures: {
    by: 'status',
    looks: {
      proposed: { colour: '#cc79a7', shape: 'diamond', radius: 8, hollow: true, width: 4, dash: [1.5, 1], fill: 0.15 },
      decided: { colour: '#cc79a7', shape: 'diamond', radius: 8, width: 4, fill: 0.25 },
      ongoing: { colour: '#93346b', night: '#e78cc0', shape: 'diamond', radius: 8, width: 5, fill: 0.35 },
      done: { colour: '#009e73', shape: 'diamond', radius: 8, width: 5, fill: 0.3 },
      rejected: { colour: '#8a8f98', shape: 'diamond', radius: 7, hollow: true, width: 2, fill: 0.15 },
    },
    other: { colour: '#8a8f98', shape: 'diamond', radius: 8, width: 2.5, fill: 0.2 },
  },
  presence: {
    by: 'kind',
    looks: {
      'meeting-place': { colour: '#009e73', shape: 'square', radius: 7, width: 3, fill: 0.25 },
      'host-round': { colour: '#00735a', night: '#3fc9a0', shape: 'square', radius: 7, width: 3.5, dash: [4, 2], fill: 0.2 },
      'neighbourhood-watch': { colour: '#6a8f2f', night: '#a9cf6a', shape: 'square', radius: 7, width: 2, dash: [1, 1.5], fill: 0.15 },
    },
    other: { colour: '#8a8f98', shape: 'square', radius: 7, width: 2, fill: 0.2 },
  },
  lighting: {
    by: 'status',
    looks: {
      working: { colour: '#f0e442', radius: 3.2, ringed: true },
      broken: { colour: '#c4410c', night: '#ff8a4c', radius: 5.5 },
      planned: { colour: '#0072b2', night: '#56b4e9', radius: 4.5, hollow: true },
      removed: { colour: '#7a7f87', radius: 3, hollow: true },
    },
    other: { colour: '#8a8f98', radius: 3.2 },
  },
  'safety-walks': {
    looks: {},
    other: { colour: '#3a3a8c', night: '#b3b3ff', width: 4, dash: [4, 1.5] },
  },
  'walk-routes': {
    by: 'lit',
    looks: {
      yes: { colour: '#0072b2', night: '#56b4e9', width: 2.2 },
      no: { colour: '#b2450a', night: '#ff9d5c', width: 2.8, dash: [2.5, 1.5] },
      unknown: { colour: '#6b6f76', night: '#a7adb5', width: 2, dash: [0.8, 1.6] },
    },
    other: { colour: '#6b6f76', night: '#a7adb5', width: 2, dash: [0.8, 1.6] },
  },
  'planned-construction': {
    by: 'step',
    label: 'case_number',
    looks: {
      planbesked: { ...planned, colour: '#c9b400', night: '#fde725' },
      samrad: { ...planned, colour: '#86b832', night: '#addc30' },
      granskning: { ...planned, colour: '#4aa84f', night: '#6cce5a' },
      antagande: { ...planned, colour: '#28ae80', night: '#3fc98f' },
      'laga-kraft': { ...binding, colour: '#1f9e89', night: '#35b7a0' },
      bygglov: { ...binding, colour: '#26828e', night: '#4ba3b0' },
      startbesked: { ...binding, colour: '#31688e', night: '#6a9fcb' },
      slutbesked: { ...binding, colour: '#3e4989', night: '#8a94d6' },
      forvaltning: { ...binding, colour: '#440154', night: '#b58ac7' },
    },
    other: { ...planned, colour: '#6b6f76', night: '#a7adb5' },
  },
  'focus-areas': {
    label: 'name',
    looks: {},
    other: { colour: '#7a5c99', night: '#b9a0d6', width: 2, dash: [6, 3], fill: 0.1 },
  },
};

// Topmost first: the order of the legend, and within points, lines and areas the order on the map.
const order = Object.keys(designs);

// Reference layers: a quiet look each, by the order they come in.
const neutral = ['#5b6b7b', '#7b6a58', '#5f7a63', '#7a5f76', '#6b6b4f', '#4f7278'];
const neutralNight = ['#a9b8c6', '#c9b7a4', '#aac6ae', '#c5aac1', '#bdbd9c', '#9bc0c6'];

export function designFor(id: string, serial: number): Design {
  const i = serial % neutral.length;
  return (
    designs[id] ?? {
      looks: {},
      other: { colour: neutral[i]!, night: neutralNight[i]!, radius: 4.5, width: 1.8, fill: 0.15 },
    }
  );
}

/** Where the layer comes from the top; reference layers last. */
export const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);

/** The code that picks the look of a feature; '' for all that have none. */
export function classOf(design: Design, properties: Record<string, unknown>): string {
  const code = design.by ? String(properties[design.by] ?? '') : '';
  return code in design.looks ? code : '';
}

export const lookOf = (design: Design, code: string): Look => design.looks[code] ?? design.other;

export function familyOf(geometry: Geometry | null): Family | undefined {
  if (!geometry) return undefined;
  if (geometry.type === 'GeometryCollection') return familyOf(geometry.geometries[0] ?? null);
  return geometry.type.endsWith('Point') ? 'point' : geometry.type.endsWith('Polygon') ? 'polygon' : 'line';
}

const darkScheme = matchMedia('(prefers-color-scheme: dark)');
export const isDark = (): boolean => darkScheme.matches;
export const onSchemeChange = (act: () => void): void => darkScheme.addEventListener('change', act);

export const colourOf = (look: Look): string => (isDark() && look.night) || look.colour;

/** Colours of the background: land, grid lines, halo and ring of points, and labels. */
export const ground = () =>
  isDark()
    ? { land: '#1a1e23', grid: '#2b3138', halo: '#f2f2ee', ring: '#14171b', text: '#f2f2ee', textHalo: '#14171b' }
    : { land: '#f4f2ed', grid: '#e3dfd6', halo: '#ffffff', ring: '#3a3222', text: '#20262c', textHalo: '#ffffff' };

/** What the map's worker gets of a feature: its place, and how to draw it. */
export function drawable(feature: Feature<Geometry | null>, id: number, box: Bounds, design: Design): Feature[] {
  const properties = feature.properties ?? {};
  const code = classOf(design, properties);
  const look = lookOf(design, code);
  const severity = Number(properties.severity);
  const slim = {
    code,
    colour: colourOf(look),
    radius: design.radii?.[severity - 1] ?? look.radius ?? 6,
    width: look.width ?? 2,
    fill: look.fill ?? 0.2,
    hollow: look.hollow === true || design.closed?.(properties) === true,
    ringed: look.ringed === true,
    shape: look.shape ?? 'circle',
  };
  const drawn: Feature[] = parts(feature.geometry).map((geometry) => ({ type: 'Feature', id, geometry, properties: slim }));
  const text = design.label && properties[design.label];
  // One label a feature, at its middle: the map would write one in each tile it touches.
  if (text && drawn.length > 0)
    drawn.push({
      type: 'Feature',
      id,
      geometry: { type: 'Point', coordinates: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] },
      properties: { shape: 'label', label: String(text) },
    });
  return drawn;
}

function parts(geometry: Geometry | null): Geometry[] {
  if (!geometry) return [];
  return geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(parts) : [geometry];
}

const outlines = {
  circle: (r: number) => `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`,
  square: (r: number) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  diamond: (r: number) => `M0 ${-r}L${r} 0L0 ${r}L${-r} 0Z`,
};

/** A picture of a point that is not a circle, at twice its size for sharp screens. */
export function pointPicture(name: string): ImageData | undefined {
  const [shape, colour, hollow, radius] = name.split('|');
  if (shape !== 'square' && shape !== 'diamond') return undefined;
  const r = Number(radius) * (shape === 'square' ? 0.85 : 1);
  const side = Math.ceil(2 * (r + 3)) * 2;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const pen = canvas.getContext('2d')!;
  pen.translate(side / 2, side / 2);
  pen.scale(2, 2);
  const path = new Path2D(outlines[shape](r));
  pen.lineJoin = 'round';
  pen.lineWidth = hollow ? 5 : 3;
  pen.strokeStyle = ground().halo;
  pen.stroke(path);
  pen.fillStyle = hollow ? ground().land : colour!;
  pen.fill(path);
  if (hollow) {
    pen.lineWidth = 2.4;
    pen.strokeStyle = colour!;
    pen.stroke(path);
  }
  return pen.getImageData(0, 0, side, side);
}

/** The legend's picture of a look. */
export function swatch(look: Look, family: Family, radius = look.radius ?? 6): string {
  const colour = colourOf(look);
  const { land, halo, ring } = ground();
  const dash = look.dash && (look.width ?? 2) ? `stroke-dasharray="${look.dash.map((d) => d * (look.width ?? 2)).join(' ')}"` : '';
  const stroke = `stroke="${colour}" stroke-width="${look.width ?? 2}" ${dash}`;
  const shape =
    family === 'point'
      ? `<path d="${outlines[look.shape ?? 'circle'](look.shape === 'square' ? radius * 0.85 : radius)}" ${
          look.hollow
            ? `fill="${land}" stroke="${colour}" stroke-width="2"`
            : `fill="${colour}" stroke="${look.ringed ? ring : halo}" stroke-width="1.2"`
        }/>`
      : family === 'line'
        ? `<path d="M-14 0H14" fill="none" ${stroke}/>`
        : `<path d="M-12 -7H12V7H-12Z" fill="${colour}" fill-opacity="${look.fill ?? 0.2}" ${stroke}/>`;
  return `<svg class="swatch" viewBox="-16 -12 32 24" width="32" height="24" aria-hidden="true">${shape}</svg>`;
}
