import { type ImageSource, type Map } from 'maplibre-gl';
import { heatFile, heatMaximum, heatPicture, Problem } from './api';
import { isDark } from './design';
import { comparison, file, frame, picture, widest, type FileForm } from './heatquestion';
import { formatNumber, t } from './i18n';
import { heatSlot } from './layers';
import { periodName, quarterName, quarters, today } from './periods';
import { bandwidths, hours, lights, measures, timespans, type HeatmapState } from './state';

const id = 'heat';
const fileNames: Record<FileForm, string> = { png: 'png', geotiff: 'tif', cells: 'geojson' };

const find = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector)!;

/** Puts the heatmap's controls to work. The returned function draws the picture for the view anew. */
export function heatmapControls(map: Map, state: HeatmapState, changed: () => void): () => void {
  const toggle = find<HTMLInputElement>('#heatmap-toggle');
  const measure = find<HTMLSelectElement>('#heatmap-measure');
  const light = find<HTMLSelectElement>('#heatmap-light');
  const clock = find<HTMLSelectElement>('#heatmap-hours');
  const bandwidth = find<HTMLSelectElement>('#heatmap-bandwidth');
  const period = find<HTMLSelectElement>('#heatmap-period');
  const quarter = find<HTMLInputElement>('#heatmap-quarter');
  const opacity = find<HTMLInputElement>('#heatmap-opacity');
  const all = quarters(today());
  bandwidth.replaceChildren(...bandwidths.map((metres) => new Option(`${metres} m`, String(metres))));
  period.replaceChildren(...timespans.map((span) => new Option(t(`period.${span}`), span)));
  measure.replaceChildren(...measures.map((kind) => new Option(t(`measure.${kind}`), kind)));
  light.replaceChildren(...lights.map((kind) => new Option(t(`light.${kind}`), kind)));
  clock.replaceChildren(new Option(t('allDay'), ''), ...hours.map((part) => new Option(part.replace('-', '–'), part)));
  quarter.max = String(all.length - 1);
  // the current quarter has only begun
  quarter.value = String(all.length - 2);
  opacity.value = '70';

  const show = (): void => {
    toggle.checked = state.on;
    measure.value = state.measure;
    light.value = state.light;
    clock.value = state.hours ?? '';
    bandwidth.value = String(state.bandwidth);
    period.value = state.span;
    for (const option of period.options)
      option.disabled = state.measure === 'change' && (option.value === 'all' || option.value === 'quarters');
    find('#heatmap-options').hidden = !state.on;
    find('#heatmap-quarters').hidden = state.span !== 'quarters';
    const name = quarterName(all[quarter.valueAsNumber]!);
    find('#heatmap-quarter-name').textContent = name;
    quarter.ariaValueText = name;
    const compared = comparison(state, today());
    find('#heatmap-compared').textContent = compared
      ? t('compared', { shown: periodName(compared.shown), other: periodName(compared.other) })
      : '';
  };

  find<HTMLFormElement>('#heatmap').addEventListener('submit', (event) => event.preventDefault());
  opacity.addEventListener('input', () => {
    if (map.getLayer(id)) map.setPaintProperty(id, 'raster-opacity', opacity.valueAsNumber / 100);
  });
  for (const control of [toggle, measure, light, clock, bandwidth, period])
    control.addEventListener('change', () => {
      state.on = toggle.checked;
      state.measure = measure.value as HeatmapState['measure'];
      state.light = light.value as HeatmapState['light'];
      state.bandwidth = Number(bandwidth.value);
      state.span = period.value as HeatmapState['span'];
      if (state.measure === 'change' && (state.span === 'all' || state.span === 'quarters')) state.span = '1y';
      if (clock.value) state.hours = clock.value as NonNullable<HeatmapState['hours']>;
      else delete state.hours;
      changed();
    });
  quarter.addEventListener('input', () => void draw());

  let pending: AbortController | undefined;
  let url: string | undefined;
  /** Where the colours of all quarters end, for the question it was asked for. */
  let shared: { of: string; maximum: number } | undefined;

  for (const button of document.querySelectorAll<HTMLButtonElement>('#heatmap-downloads button'))
    button.addEventListener('click', () => {
      const form = button.dataset.form as FileForm;
      button.disabled = true;
      heatFile(file(state, form, map.getBounds(), today(), quarter.valueAsNumber))
        .then((blob) => save(blob, `SafePlaces-${today()}.${fileNames[form]}`), tell)
        .finally(() => (button.disabled = false));
    });

  function remove(): void {
    if (map.getLayer(id)) map.removeLayer(id);
    if (map.getSource(id)) map.removeSource(id);
    if (url) URL.revokeObjectURL(url);
    url = undefined;
    find('#heatmap-legend').hidden = true;
  }

  async function draw(): Promise<void> {
    pending?.abort();
    show();
    say('');
    if (!state.on) return remove();
    const { signal } = (pending = new AbortController());
    const { box, corners } = frame(state, map.getBounds());
    const { clientWidth: width, clientHeight: height } = map.getCanvas();
    find('#heatmap').ariaBusy = 'true';
    try {
      let maximum: number | undefined;
      if (state.span === 'quarters') {
        const question = widest(state, box, { width, height }, today());
        if (shared?.of !== question.toString())
          shared = { of: question.toString(), maximum: await heatMaximum(question, signal) };
        maximum = shared.maximum;
      }
      const heat = await heatPicture(
        picture(state, box, { width, height }, today(), quarter.valueAsNumber, maximum),
        signal,
      );
      const old = url;
      url = URL.createObjectURL(heat.picture);
      const source = map.getSource<ImageSource>(id);
      if (source) source.updateImage({ url, coordinates: corners });
      else {
        map.addSource(id, { type: 'image', url, coordinates: corners });
        const paint = { 'raster-opacity': opacity.valueAsNumber / 100, 'raster-fade-duration': 0 };
        map.addLayer({ id, type: 'raster', source: id, paint }, heatSlot);
      }
      // The ramp darkens upwards, which dark land would swallow: turned light side up there, hues kept.
      const turned = isDark();
      map.setPaintProperty(id, 'raster-hue-rotate', turned ? 180 : 0);
      map.setPaintProperty(id, 'raster-brightness-min', turned ? 1 : 0);
      map.setPaintProperty(id, 'raster-brightness-max', turned ? 0 : 1);
      if (old) URL.revokeObjectURL(old);
      legend(state, maximum ?? heat.maximum);
    } catch (error) {
      if (signal.aborted) return;
      remove();
      tell(error);
    } finally {
      if (!signal.aborted) find('#heatmap').ariaBusy = null;
    }
  }

  return () => void draw();
}

function legend({ measure }: HeatmapState, maximum: number | undefined): void {
  const isChange = measure === 'change';
  find('#heatmap-legend').hidden = false;
  find('#heatmap-legend .ramp').classList.toggle('diverging', isChange);
  find('#heatmap-minimum').textContent = t(isChange ? 'fewer' : 'low');
  find('#heatmap-middle').textContent = isChange ? t('unchanged') : '';
  find('#heatmap-maximum').textContent = isChange
    ? t('more')
    : maximum === undefined
      ? t('high')
      : t(measure === 'rate' ? 'perKm' : 'perKm2', { n: formatNumber(maximum) });
}

function save(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  // the download has begun by then
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function tell(error: unknown): void {
  say(error instanceof Problem && error.needsToken ? t('needsStaff') : (error as Error).message);
}

function say(text: string): void {
  find('#heatmap-message').textContent = text;
}
