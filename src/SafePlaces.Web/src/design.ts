import type { Feature, Geometry } from 'geojson';
import type { Bounds } from './api';

type Shape = 'circle' | 'square' | 'diamond' | 'triangle' | 'tip';
type Hatch = 'none' | 'rising' | 'falling' | 'crossed';

/** How one class of features is drawn, on the map and in the legend alike. */
export interface Look {
  colour: string;
  /** The colour on a dark background, where it must differ to be seen. */
  night?: string;
  radius?: number;
  shape?: Shape;
  /** Only the ring of a point is coloured. */
  hollow?: boolean;
  /** A dark ring instead of the halo, for pale points on a pale background. */
  ringed?: boolean;
  width?: number;
  dash?: number[];
  fill?: number;
  hatch?: Hatch;
}

/** The heading a layer stands under. */
export type Theme = 'safety' | 'light' | 'plan' | 'reference';
export const themes: readonly Theme[] = ['safety', 'light', 'plan', 'reference'];

export interface Design {
  theme: Theme;
  /** A map of all layers begins with it. */
  isShown: boolean;
  /** The smallest scale at which single features are drawn: 1 to this. */
  leastScale?: number;
  /** The column whose code picks the look. */
  by?: string;
  looks: Record<string, Look>;
  other: Look;
  /** The radius of a point by a column of whole numbers from 1. */
  sizes?: { column: string; radii: number[] };
  /** Points whose matter is closed are drawn hollow. */
  closed?: { column: string; codes: string[] };
  label?: string;
}

export type Family = 'point' | 'line' | 'polygon';

/** The designs of the layers, topmost first: the order of the legend, and within points, lines and areas that on the map. */
let designs: Record<string, Design> = {};

/** What the server draws its layers with, in QGIS too. */
export function useDesigns(served: Record<string, Design>): void {
  designs = served;
}

// A layer that appeared since the styles were asked for.
const plain: Design = { theme: 'reference', isShown: false, looks: {}, other: { colour: '#5b6b7b', night: '#a9b8c6', radius: 4.5, width: 1.8, fill: 0.15 } };

export const designFor = (id: string): Design => designs[id] ?? plain;

/** The columns that can colour a layer, the served one first. */
const colourings: Record<string, string[]> = {
  'risk-cells': ['dark_level', 'day_level'],
  'walk-stretches': ['verdict', 'dark_level', 'day_level'],
};

export const coloursOf = (id: string): string[] => colourings[id] ?? [];

export const isLevel = (column: string | undefined): boolean => column === 'dark_level' || column === 'day_level';

/** The layer's design coloured by one of its other columns: levels look the same in every layer. */
export function colouredBy(id: string, column: string | undefined): Design {
  const served = designFor(id);
  const levels = designs['risk-cells'];
  if (!column || column === served.by || !levels || !coloursOf(id).includes(column)) return served;
  if (id === 'risk-cells') return { ...served, by: column };
  const looks = Object.fromEntries(Object.entries(levels.looks).map(([code, look]) => [code, asLine(code, look)]));
  return { ...served, by: column, looks, other: asLine('', levels.other) };
}

// Near white does for a square with a border, not for a line.
const usualLine: Look = { colour: '#a9a59b', night: '#6f747b', width: 2.4 };

/** A look of areas for lines: what is hatched is dashed. */
function asLine(code: string, { colour, night, hatch = 'none' }: Look): Look {
  if (code === 'usual') return usualLine;
  return {
    colour,
    ...(night && { night }),
    ...(hatch === 'none' ? { width: 4 } : { width: 2, dash: [1.4, 1.2] }),
  };
}

/** Where the layer comes from the top; reference layers last. */
export function rank(id: string): number {
  const order = Object.keys(designs);
  return order.includes(id) ? order.indexOf(id) : order.length;
}

/** The code that picks the look of a feature; '' for all that have none. */
export function classOf(design: Design, properties: Record<string, unknown>): string {
  const code = design.by ? String(properties[design.by] ?? '') : '';
  return code in design.looks ? code : '';
}

export const isClosed = ({ closed }: Design, properties: Record<string, unknown>): boolean =>
  closed !== undefined && closed.codes.includes(String(properties[closed.column]));

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

/** Colours of the background: land, hairlines round areas, grid lines, halo and ring of points, and labels. */
export const ground = () =>
  isDark()
    ? { land: '#1a1e23', edge: '#565d66', grid: '#2b3138', halo: '#f2f2ee', ring: '#14171b', text: '#f2f2ee', textHalo: '#14171b' }
    : { land: '#f4f2ed', edge: '#b3aea2', grid: '#e3dfd6', halo: '#ffffff', ring: '#3a3222', text: '#20262c', textHalo: '#ffffff' };

/** A border thinner than a pixel would not be seen in the colour of a pale area. */
const edgeOf = (look: Look): string => ((look.width ?? 2) < 1 ? ground().edge : colourOf(look));

/** What the map's worker gets of a feature: its place, and how to draw it. */
export function drawable(feature: Feature<Geometry | null>, id: number, box: Bounds, design: Design): Feature[] {
  const properties = feature.properties ?? {};
  const code = classOf(design, properties);
  const look = lookOf(design, code);
  const slim = {
    code,
    colour: colourOf(look),
    edge: edgeOf(look),
    radius: (design.sizes && design.sizes.radii[Number(properties[design.sizes.column]) - 1]) ?? look.radius ?? 6,
    width: look.width ?? 2,
    fill: look.fill ?? 0.2,
    hollow: look.hollow === true || isClosed(design, properties),
    ringed: look.ringed === true,
    shape: look.shape ?? 'circle',
    hatch: look.hatch && look.hatch !== 'none' ? `hatch|${look.hatch}|${colourOf(look)}` : '',
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

const outlines: Record<Shape, (r: number) => string> = {
  circle: (r: number) => `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`,
  square: (r: number) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  diamond: (r: number) => `M0 ${-r}L${r} 0L0 ${r}L${-r} 0Z`,
  triangle: (r: number) => `M0 ${-r}L${r} ${r}H${-r}Z`,
  tip: (r: number) => `M0 ${r}L${r} ${-r}H${-r}Z`,
};

const crossing: Record<Hatch, string> = {
  none: '',
  rising: 'M-2 10L10 -2M-2 2L2 -2M6 10L10 6',
  falling: 'M-2 -2L10 10M6 -2L10 2M-2 6L2 10',
  crossed: 'M-2 10L10 -2M-2 -2L10 10',
};

/** A picture the map asks for by name, at twice its size for sharp screens: a point that is not a circle, or a hatching. */
export function picture(name: string): ImageData | undefined {
  const parts = name.split('|');
  return parts[0] === 'hatch' ? hatchPicture(parts[1] as Hatch, parts[2]!) : pointPicture(parts);
}

function hatchPicture(hatch: Hatch, colour: string): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 16;
  const pen = canvas.getContext('2d')!;
  pen.scale(2, 2);
  pen.strokeStyle = colour;
  pen.stroke(new Path2D(crossing[hatch]));
  return pen.getImageData(0, 0, 16, 16);
}

function pointPicture([shape, colour, hollow, radius]: string[]): ImageData | undefined {
  if (!shape || !(shape in outlines)) return undefined;
  const r = Number(radius) * (shape === 'square' ? 0.85 : 1);
  const side = Math.ceil(2 * (r + 3)) * 2;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const pen = canvas.getContext('2d')!;
  pen.translate(side / 2, side / 2);
  pen.scale(2, 2);
  const path = new Path2D(outlines[shape as Shape](r));
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

function crossings(hatch: Hatch = 'none'): string[] {
  const all: string[] = [];
  if (hatch === 'rising' || hatch === 'crossed') all.push('M-12 3L-2 -7M-10 7L4 -7M-2 7L12 -7M6 7L12 1');
  if (hatch === 'falling' || hatch === 'crossed') all.push('M12 3L2 -7M10 7L-4 -7M2 7L-12 -7M-6 7L-12 1');
  return all;
}

/** The legend's picture of a look. */
export function swatch(look: Look, family: Family, radius = look.radius ?? 6): string {
  const colour = colourOf(look);
  const { land, halo, ring } = ground();
  const dash = look.dash && (look.width ?? 2) ? `stroke-dasharray="${look.dash.map((d) => d * (look.width ?? 2)).join(' ')}"` : '';
  const stroke = `stroke="${family === 'polygon' ? edgeOf(look) : colour}" stroke-width="${look.width ?? 2}" ${dash}`;
  const shape =
    family === 'point'
      ? `<path d="${outlines[look.shape ?? 'circle'](look.shape === 'square' ? radius * 0.85 : radius)}" ${
          look.hollow
            ? `fill="${land}" stroke="${colour}" stroke-width="2"`
            : `fill="${colour}" stroke="${look.ringed ? ring : halo}" stroke-width="1.2"`
        }/>`
      : family === 'line'
        ? `<path d="M-14 0H14" fill="none" ${stroke}/>`
        : `<path d="M-12 -7H12V7H-12Z" fill="${colour}" fill-opacity="${look.fill ?? 0.2}" ${stroke}/>${crossings(look.hatch)
            .map((d) => `<path d="${d}" stroke="${colour}"/>`)
            .join('')}`;
  return `<svg class="swatch" viewBox="-16 -12 32 24" width="32" height="24" aria-hidden="true">${shape}</svg>`;
}
