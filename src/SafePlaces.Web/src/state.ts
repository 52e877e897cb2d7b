import type { Language } from './i18n';

export const bandwidths = [100, 200, 400] as const;
export const periods = ['all', '3m', '1y', '3y', '5y'] as const;
export type Period = (typeof periods)[number];

export interface HeatmapState {
  on: boolean;
  bandwidth: number;
  period: Period;
  dark: boolean;
}

/** What a link to this page carries: never a token. Layers are listed when off, so that a new layer is seen. */
export interface State {
  view?: { zoom: number; latitude: number; longitude: number };
  off: Set<string>;
  language?: Language;
  heat: HeatmapState;
}

export function readState(): State {
  const hash = new URLSearchParams(location.hash.slice(1));
  const [zoom, latitude, longitude] = (hash.get('view') ?? '').split('/').map(Number.parseFloat);
  const language = hash.get('lang');
  const [bandwidth, period, dark] = (hash.get('heat') ?? '').split('/');
  return {
    ...(Number.isFinite(zoom) &&
      Math.abs(latitude ?? NaN) <= 85 &&
      Math.abs(longitude ?? NaN) <= 180 && {
        view: { zoom: zoom!, latitude: latitude!, longitude: longitude! },
      }),
    off: new Set((hash.get('off') ?? '').split(',').filter(Boolean)),
    ...((language === 'sv' || language === 'en') && { language }),
    heat: {
      on: hash.has('heat'),
      bandwidth: bandwidths.find((metres) => String(metres) === bandwidth) ?? 200,
      period: periods.find((p) => p === period) ?? 'all',
      dark: dark === 'dark',
    },
  };
}

export function writeState({ view, off, language, heat }: State): void {
  const hash = [
    view && `view=${view.zoom.toFixed(2)}/${view.latitude.toFixed(5)}/${view.longitude.toFixed(5)}`,
    off.size > 0 && `off=${[...off].map(encodeURIComponent).join(',')}`,
    language && `lang=${language}`,
    heat.on && `heat=${heat.bandwidth}/${heat.period}${heat.dark ? '/dark' : ''}`,
  ];
  history.replaceState(null, '', `#${hash.filter(Boolean).join('&')}`);
}
