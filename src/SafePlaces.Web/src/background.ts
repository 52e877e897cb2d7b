import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import type { Bounds, Configuration } from './api';
import { ground } from './design';
import { heatSlot, topSlot } from './layers';

/** Land colour and a degree grid of our own; a basemap only where the municipality configured one. */
export function style({ basemap, attribution }: Configuration): StyleSpecification {
  const { land, grid } = ground();
  const none = { type: 'FeatureCollection', features: [] } as FeatureCollection;
  return {
    version: 8,
    sources: {
      grid: { type: 'geojson', data: none },
      selected: { type: 'geojson', data: none },
      ...(basemap && {
        basemap: { type: 'raster', tiles: [basemap], tileSize: 256, ...(attribution && { attribution }) },
      }),
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': land } },
      ...(basemap
        ? [{ id: 'basemap', type: 'raster', source: 'basemap', paint: { 'raster-saturation': -0.6 } } as const]
        : [{ id: 'grid', type: 'line', source: 'grid', paint: { 'line-color': grid, 'line-width': 1 } } as const]),
      { id: heatSlot, type: 'background', layout: { visibility: 'none' } },
      { id: topSlot, type: 'background', layout: { visibility: 'none' } },
      ...selection(),
    ],
  };
}

function selection(): StyleSpecification['layers'] {
  const { text, textHalo } = ground();
  const isPoint = ['in', ['geometry-type'], ['literal', ['Point', 'MultiPoint']]] as never;
  return [
    {
      id: 'selected-casing',
      type: 'line',
      source: 'selected',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': textHalo, 'line-width': 8 },
    },
    {
      id: 'selected-line',
      type: 'line',
      source: 'selected',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': text, 'line-width': 4 },
    },
    {
      id: 'selected-point',
      type: 'circle',
      source: 'selected',
      filter: isPoint,
      paint: {
        'circle-radius': 15,
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-color': text,
        'circle-stroke-width': 3,
      },
    },
  ];
}

const steps = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];

/** Meridians and parallels for the view: about eight across it. */
export function graticule([w, s, e, n]: Bounds): { step: number; lines: FeatureCollection } {
  const step = steps.find((degrees) => (e - w) / degrees >= 6) ?? steps.at(-1)!;
  const lines: number[][][] = [];
  for (let i = Math.floor(w / step); i <= Math.ceil(e / step); i++) lines.push([[i * step, s - step], [i * step, n + step]]);
  const rise = step / 2;
  for (let i = Math.floor(s / rise); i <= Math.ceil(n / rise); i++) lines.push([[w - step, i * rise], [e + step, i * rise]]);
  return {
    step,
    lines: {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: lines } }],
    },
  };
}
