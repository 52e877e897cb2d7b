import type { Language } from './i18n';
import { spans, type Span } from './periods';

export const bandwidths = [100, 200, 400] as const;
export const measures = ['density', 'change', 'rate'] as const;
export const lights = ['both', 'dark', 'day'] as const;
/** By the clock in Sweden. */
export const hours = ['06-09', '09-16', '16-18', '18-22', '22-06'] as const;
export const timespans = [...(Object.keys(spans) as Span[]), 'quarters'] as const;

export type Timespan = (typeof timespans)[number];

export interface HeatmapState {
  on: boolean;
  bandwidth: number;
  span: Timespan;
  measure: (typeof measures)[number];
  light: (typeof lights)[number];
  /** Absent: all day. */
  hours?: (typeof hours)[number];
}

/** What a link to this page carries: never a token. Layers are named where the choice is not the page's own. */
export interface State {
  view?: { zoom: number; latitude: number; longitude: number };
  on: Set<string>;
  off: Set<string>;
  /** The column that colours a layer, where it is not the first. */
  colours: Map<string, string>;
  language?: Language;
  heat: HeatmapState;
}

export function readState(): State {
  const hash = new URLSearchParams(location.hash.slice(1));
  const [zoom, latitude, longitude] = (hash.get('view') ?? '').split('/').map(Number.parseFloat);
  const language = hash.get('lang');
  const list = (name: string): string[] => (hash.get(name) ?? '').split(',').filter(Boolean);
  return {
    ...(Number.isFinite(zoom) &&
      Math.abs(latitude ?? NaN) <= 85 &&
      Math.abs(longitude ?? NaN) <= 180 && {
        view: { zoom: zoom!, latitude: latitude!, longitude: longitude! },
      }),
    on: new Set(list('on')),
    off: new Set(list('off')),
    colours: new Map(list('colour').map((pair) => pair.split(':', 2) as [string, string])),
    ...((language === 'sv' || language === 'en') && { language }),
    heat: readHeat(hash.get('heat')),
  };
}

// The choices have no word in common, so their order does not matter.
function readHeat(text: string | null): HeatmapState {
  const words = (text ?? '').split('/');
  const chosen = <T extends string>(among: readonly T[]): T | undefined => among.find((one) => words.includes(one));
  const clock = chosen(hours);
  const measure = chosen(measures) ?? 'density';
  const span = chosen(timespans) ?? 'all';
  return {
    on: text !== null,
    bandwidth: bandwidths.find((metres) => words.includes(String(metres))) ?? 200,
    span: measure === 'change' && !(span in spans && span !== 'all') ? '1y' : span,
    measure,
    light: chosen(lights) ?? 'both',
    ...(clock && { hours: clock }),
  };
}

export function writeState({ view, on, off, colours, language, heat }: State): void {
  const list = (values: Iterable<string>): string => [...values].map(encodeURIComponent).join(',');
  const hash = [
    view && `view=${view.zoom.toFixed(2)}/${view.latitude.toFixed(5)}/${view.longitude.toFixed(5)}`,
    on.size > 0 && `on=${list(on)}`,
    off.size > 0 && `off=${list(off)}`,
    colours.size > 0 && `colour=${[...colours].map((pair) => pair.map(encodeURIComponent).join(':')).join(',')}`,
    language && `lang=${language}`,
    heat.on &&
      `heat=${[
        heat.bandwidth,
        heat.span,
        heat.measure !== 'density' && heat.measure,
        heat.light !== 'both' && heat.light,
        heat.hours,
      ]
        .filter(Boolean)
        .join('/')}`,
  ];
  history.replaceState(null, '', `#${hash.filter(Boolean).join('&')}`);
}
