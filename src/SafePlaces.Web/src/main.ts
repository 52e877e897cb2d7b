import 'maplibre-gl/dist/maplibre-gl.css';
import './style.css';
import {
  AttributionControl,
  GeolocateControl,
  Map,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { collections, configuration, designs, Problem, session, type Bounds, type Collection, type SignedIn } from './api';
import { graticule, style } from './background';
import { hideDetails, showDetails, type Found } from './details';
import { colouredBy, coloursOf, isLevel, onSchemeChange, picture, useDesigns } from './design';
import { heatmapControls } from './heatmap';
import { renderHere } from './here';
import { chooseLanguage, fillTexts, language, t } from './i18n';
import { boundsOf, draw, featuresAt, isShownAtFirst, load, place, recede, show, toLayers, type Layer } from './layers';
import { renderLegend } from './legend';
import { readState, writeState } from './state';

declare global {
  interface Window {
    /** Settles when the first view is drawn; after that `document.body.dataset.state` is `loading` or `idle`. */
    safeplacesReady: Promise<void>;
  }
}

const find = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector)!;
const moveSettles_ms = 250;
const newsStays_ms = 8000;
let newsFades = 0;

setWorkerUrl(workerUrl);
const state = readState();
chooseLanguage(state.language);
fillTexts(document);
panel();

/** Errors stay until what failed works again; news fades. */
function say(text: string, isError = false): void {
  const status = find('#status');
  status.textContent = text;
  status.dataset.kind = isError ? 'error' : 'info';
  clearTimeout(newsFades);
  if (!isError) newsFades = window.setTimeout(() => (status.textContent = ''), newsStays_ms);
}

function tell(error: unknown): void {
  say(error instanceof Problem ? error.message : t('noServer', { why: (error as Error).message }), true);
}

window.safeplacesReady = start().catch((error: unknown) => {
  tell(error);
  document.body.dataset.state = 'idle';
});

async function start(): Promise<void> {
  const config = await configuration();
  let layers: Layer[] = [];
  let map: Map;
  try {
    map = new Map({
      container: 'map',
      style: style(config),
      center: state.view ? [state.view.longitude, state.view.latitude] : config.centre,
      zoom: state.view?.zoom ?? config.zoom,
      maxZoom: 20,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
      locale: { 'Map.Title': t('map') },
    });
  } catch {
    return say(t('noWebGl'), true);
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true } }), 'top-right');
  map.addControl(new ScaleControl({ maxWidth: 140 }), 'bottom-left');
  if (config.attribution) map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
  map.on('error', ({ error }) => say(error.message, true));
  map.setMissingStyleImageResolver((id) => {
    const found = picture(id);
    if (found) map.addImage(id, found, { pixelRatio: 2 });
  });
  await map.once('load');

  const view = (): Bounds => {
    const bounds = map.getBounds();
    const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value));
    return [
      clamp(bounds.getWest(), 180),
      clamp(bounds.getSouth(), 90),
      clamp(bounds.getEast(), 180),
      clamp(bounds.getNorth(), 90),
    ];
  };

  const remember = (): void => {
    const { lng, lat } = map.getCenter();
    writeState({ ...state, view: { zoom: map.getZoom(), latitude: lat, longitude: lng } });
  };

  const renderPanel = (): void => {
    renderLegend(find('#legend'), layers, view(), { toggle, colour });
    find('#no-layers').hidden = layers.length > 0;
    if (find<HTMLDetailsElement>('#here').open) renderHere(layers, view(), (found) => choose([found]));
  };

  const choose = (found: Found[]): void => {
    map.getSource<GeoJSONSource>('selected')!.setData({
      type: 'FeatureCollection',
      features: found.slice(0, 1).flatMap(({ feature }) =>
        feature.geometry ? [{ type: 'Feature', properties: {}, geometry: feature.geometry }] : [],
      ),
    });
    showDetails(found);
    if (found[0]?.feature.geometry) uncover(boundsOf(found[0].feature.geometry));
  };

  /** Moves the map when the details would lie over what they tell of, or it is out of the picture. */
  const uncover = ([w, s, e, n]: Bounds): void => {
    const centre: [number, number] = [(w + e) / 2, (s + n) / 2];
    const frame = map.getContainer().getBoundingClientRect();
    const card = find('#details').getBoundingClientRect();
    const at = map.project(centre);
    const [x, y] = [frame.left + at.x, frame.top + at.y];
    const isCovered = x > card.left && x < card.right && y > card.top && y < card.bottom;
    const isOutside = x < frame.left || x > frame.right || y < frame.top || y > frame.bottom;
    if (!isCovered && !isOutside) return;
    const isSheet = card.width >= frame.width;
    const offset: [number, number] = isSheet
      ? [0, -Math.max(0, frame.bottom - card.top) / 2]
      : [-(frame.right - card.left) / 2, 0];
    map.easeTo({ center: centre, offset, duration: 400 });
  };

  const unselect = (): void => {
    map.getSource<GeoJSONSource>('selected')!.setData({ type: 'FeatureCollection', features: [] });
    hideDetails();
  };

  const toggle = (layer: Layer): void => {
    layer.on = !layer.on;
    state.on.delete(layer.id);
    state.off.delete(layer.id);
    if (layer.on !== isShownAtFirst(layer.id, layers)) (layer.on ? state.on : state.off).add(layer.id);
    show(map, layer);
    remember();
    renderPanel();
    void refresh();
  };

  /** Layers that show levels of unease show them of the same light. */
  const colour = (layer: Layer, column: string): void => {
    for (const other of layers) {
      const follows = isLevel(column) && isLevel(other.design.by) && coloursOf(other.id).includes(column);
      if (other !== layer && !follows) continue;
      state.colours.delete(other.id);
      if (column !== coloursOf(other.id)[0]) state.colours.set(other.id, column);
      other.design = colouredBy(other.id, column);
    }
    place(map, layers);
    remember();
    renderPanel();
  };

  /** 1 to this: the scale of the middle of the map, in CSS pixels of 1/96 inch. */
  const scale = (): number => {
    const metresPerPixel =
      (78_271.517 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom();
    return metresPerPixel / (0.0254 / 96);
  };

  let pending: AbortController | undefined;

  /** Fetches what the view lacks, draws it, and says when the picture is complete. */
  const refresh = async (): Promise<void> => {
    pending?.abort();
    const { signal } = (pending = new AbortController());
    document.body.dataset.state = 'loading';
    const grid = graticule(view());
    map.getSource<GeoJSONSource>('grid')!.setData(grid.lines);
    find('#grid-step').textContent = config.basemap ? '' : t('grid', { step: grid.step.toLocaleString(language()) });

    const answers = await Promise.allSettled(
      layers
        .filter((layer) => layer.on)
        .map(async (layer) => {
          const held = layer.features;
          if (scale() > (layer.design.leastScale ?? Infinity)) recede(layer);
          else await load(layer, view(), signal, renderPanel);
          if (layer.features !== held) draw(map, layer);
        }),
    );
    if (signal.aborted) return;
    const failed = answers.find((answer) => answer.status === 'rejected');
    renderPanel();
    if (failed) tell(failed.reason);
    else if (find('#status').dataset.kind === 'error') say('');
    map.triggerRepaint();
    await map.once('idle');
    if (!signal.aborted) document.body.dataset.state = 'idle';
  };

  const drawHeat = heatmapControls(map, state.heat, () => {
    remember();
    drawHeat();
  });

  /** Asks anew which layers there are: at the start, and when the caller becomes someone else. */
  const reload = async (): Promise<void> => {
    unselect();
    layers = toLayers(await published(), state);
    place(map, layers);
    renderPanel();
    drawHeat();
    await refresh();
  };

  let timer = 0;
  map.on('move', () => pending?.abort());
  map.on('movestart', () => (document.body.dataset.state = 'loading'));
  map.on('moveend', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      remember();
      renderPanel();
      drawHeat();
      void refresh();
    }, moveSettles_ms);
  });
  map.on('click', ({ point, originalEvent }) => {
    const reach = (originalEvent as PointerEvent).pointerType === 'touch' ? 12 : 4;
    const found = featuresAt(map, layers, point, reach);
    if (found.length > 0) choose(found);
    else unselect();
  });
  map.on('mousemove', ({ point }) => {
    map.getCanvas().style.cursor = featuresAt(map, layers, point, 3).length > 0 ? 'pointer' : '';
  });
  find('#details-close').addEventListener('click', unselect);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') unselect();
  });
  find('#here').addEventListener('toggle', renderPanel);
  onSchemeChange(() => {
    map.setStyle(style(config), { diff: false });
    void map.once('style.load').then(() => {
      place(map, layers);
      drawHeat();
      renderPanel();
      void refresh();
    });
  });
  find('#language').addEventListener('click', () => {
    state.language = language() === 'sv' ? 'en' : 'sv';
    remember();
    location.reload();
  });
  signIn(await session.read(), reload);

  layers = toLayers(await published(), state);
  const shown = layers.filter(({ on, bounds }) => on && bounds);
  const extents = (shown.length > 0 ? shown : layers).flatMap(({ bounds }) => (bounds ? [bounds] : []));
  if (!state.view && extents.length > 0) {
    const [w, s] = [0, 1].map((i) => Math.min(...extents.map((b) => b[i]!)));
    const [e, n] = [2, 3].map((i) => Math.max(...extents.map((b) => b[i]!)));
    map.fitBounds([w!, s!, e!, n!], { padding: 24, animate: false });
  }
  clearTimeout(timer);
  remember();
  place(map, layers);
  renderPanel();
  drawHeat();
  await refresh();
}

/** What the caller may see, and how it is drawn. */
async function published(): Promise<Collection[]> {
  const [found, drawn] = await Promise.all([collections(), designs()]);
  useDesigns(drawn);
  return found;
}

function signIn(who: SignedIn, reload: () => Promise<void>): void {
  const field = find<HTMLInputElement>('#token');
  const render = ({ name }: SignedIn): void => {
    const own = name !== undefined;
    find('#access-title').textContent = own ? t('signedInAs').replace('{name}', name) : t('signIn');
    find('#sign-in').hidden = own;
    find('#sign-out').hidden = !own;
  };
  /** The page says who is signed in once it shows what that one may see. */
  const become = async (who: SignedIn): Promise<void> => {
    try {
      await reload();
    } finally {
      render(who);
    }
  };
  const begin = async (token: string): Promise<void> => {
    let begun: SignedIn;
    try {
      begun = await session.begin(token);
    } catch (error) {
      field.focus();
      if (!(error instanceof Problem && error.needsToken)) throw error;
      say(t('tokenRefused'), true);
      return;
    }
    await become(begun);
    say(t('nowSignedIn'));
    find('#sign-out').focus();
  };
  const end = async (): Promise<void> => {
    await become(await session.end());
    say(t('nowSignedOut'));
  };
  find('#sign-in').addEventListener('submit', (event) => {
    event.preventDefault();
    const token = field.value.trim();
    field.value = '';
    begin(token).catch(tell);
  });
  find('#sign-out').addEventListener('click', () => void end().catch(tell));
  render(who);
}

function panel(): void {
  const other = find('#language');
  other.textContent = t('switchLanguage');
  other.lang = language() === 'sv' ? 'en' : 'sv';
  find('#details-close').ariaLabel = t('close');
  const toggle = find('#panel-toggle');
  const fold = (open: boolean): void => {
    find('#panel').dataset.open = String(open);
    toggle.ariaExpanded = String(open);
    toggle.ariaLabel = t(open ? 'hidePanel' : 'showPanel');
    toggle.title = toggle.ariaLabel;
  };
  toggle.addEventListener('click', () => fold(toggle.ariaExpanded !== 'true'));
  fold(true);
  find('.skip').addEventListener('click', () => (find<HTMLDetailsElement>('#here').open = true));
}
