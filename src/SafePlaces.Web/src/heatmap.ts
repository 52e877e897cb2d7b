import { MercatorCoordinate, type ImageSource, type Map } from 'maplibre-gl';
import { heatmap, Problem } from './api';
import { isDark } from './design';
import { formatNumber, t } from './i18n';
import { heatSlot } from './layers';
import { bandwidths, periods, type HeatmapState, type Period } from './state';

const id = 'heat';
const worldWidth_m = 40_075_016.685_578_49;
const months: Record<Period, number> = { all: 0, '3m': 3, '1y': 12, '3y': 36, '5y': 60 };

const find = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector)!;

/** Puts the heatmap's controls to work. The returned function draws the picture for the view anew. */
export function heatmapControls(map: Map, state: HeatmapState, changed: () => void): () => void {
  const toggle = find<HTMLInputElement>('#heatmap-toggle');
  const dark = find<HTMLInputElement>('#heatmap-dark');
  const bandwidth = find<HTMLSelectElement>('#heatmap-bandwidth');
  const period = find<HTMLSelectElement>('#heatmap-period');
  const opacity = find<HTMLInputElement>('#heatmap-opacity');
  bandwidth.replaceChildren(...bandwidths.map((metres) => new Option(`${metres} m`, String(metres))));
  period.replaceChildren(...periods.map((p) => new Option(t(`period.${p}`), p)));
  toggle.checked = state.on;
  dark.checked = state.dark;
  bandwidth.value = String(state.bandwidth);
  period.value = state.period;
  opacity.value = '70';

  find<HTMLFormElement>('#heatmap').addEventListener('submit', (event) => event.preventDefault());
  opacity.addEventListener('input', () => {
    if (map.getLayer(id)) map.setPaintProperty(id, 'raster-opacity', opacity.valueAsNumber / 100);
  });
  for (const control of [toggle, dark, bandwidth, period])
    control.addEventListener('change', () => {
      state.on = toggle.checked;
      state.dark = dark.checked;
      state.bandwidth = Number(bandwidth.value);
      state.period = period.value as Period;
      changed();
    });

  let pending: AbortController | undefined;
  let url: string | undefined;

  function remove(): void {
    if (map.getLayer(id)) map.removeLayer(id);
    if (map.getSource(id)) map.removeSource(id);
    if (url) URL.revokeObjectURL(url);
    url = undefined;
    find('#heatmap-legend').hidden = true;
  }

  async function draw(): Promise<void> {
    pending?.abort();
    find('#heatmap-options').hidden = !state.on;
    say('');
    if (!state.on) return remove();
    const { signal } = (pending = new AbortController());
    const { box, corners } = pictureFrame(map);
    const { clientWidth, clientHeight } = map.getCanvas();
    find('#heatmap').ariaBusy = 'true';
    try {
      const since = sinceMonths(months[state.period]);
      const heat = await heatmap(
        box,
        { width: clientWidth, height: clientHeight },
        { bandwidth: state.bandwidth, dark: state.dark, ...(since && { since }) },
        signal,
      );
      const old = url;
      url = URL.createObjectURL(heat.picture);
      const source = map.getSource<ImageSource>(id);
      if (source) source.updateImage({ url, coordinates: corners });
      else {
        map.addSource(id, { type: 'image', url, coordinates: corners });
        const paint = {
          'raster-opacity': opacity.valueAsNumber / 100,
          'raster-fade-duration': 0,
          // The ramp darkens upwards, which dark land would swallow: turned light side up there, hues kept.
          ...(isDark() && { 'raster-hue-rotate': 180, 'raster-brightness-min': 1, 'raster-brightness-max': 0 }),
        };
        map.addLayer({ id, type: 'raster', source: id, paint }, heatSlot);
      }
      if (old) URL.revokeObjectURL(old);
      find('#heatmap-legend').hidden = false;
      find('#heatmap-maximum').textContent =
        heat.maximum === undefined ? t('high') : t('perKm2', { n: formatNumber(heat.maximum) });
    } catch (error) {
      if (signal.aborted) return;
      remove();
      say(error instanceof Problem && error.needsToken ? t('needsStaff') : (error as Error).message);
    } finally {
      if (!signal.aborted) find('#heatmap').ariaBusy = null;
    }
  }

  return () => void draw();
}

function say(text: string): void {
  find('#heatmap-message').textContent = text;
}

/** The canvas as a box in EPSG:3857 metres and as the four corners an image source wants. */
function pictureFrame(map: Map): { box: number[]; corners: [Pair, Pair, Pair, Pair] } {
  const bounds = map.getBounds();
  const metres = (corner: { lng: number; lat: number }): number[] => {
    const { x, y } = MercatorCoordinate.fromLngLat(corner);
    return [(x - 0.5) * worldWidth_m, (0.5 - y) * worldWidth_m];
  };
  return {
    box: [...metres(bounds.getSouthWest()), ...metres(bounds.getNorthEast())],
    corners: [
      bounds.getNorthWest().toArray(),
      bounds.getNorthEast().toArray(),
      bounds.getSouthEast().toArray(),
      bounds.getSouthWest().toArray(),
    ],
  };
}

type Pair = [number, number];

function sinceMonths(n: number): string | undefined {
  if (n === 0) return undefined;
  const day = new Date();
  day.setUTCMonth(day.getUTCMonth() - n);
  return `${day.toISOString().slice(0, 10)}T00:00:00Z`;
}
