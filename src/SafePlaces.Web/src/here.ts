import type { Bounds } from './api';
import { kindOf, titleOf, type Found } from './details';
import { layerName, t } from './i18n';
import { inView, type Layer } from './layers';

const mostRows = 100;

/** The map's twin for those who do not see it: what is in view, layer by layer from the top, each given a fair share. */
export function renderHere(layers: Layer[], view: Bounds, choose: (found: Found) => void): void {
  const middle = [(view[0] + view[2]) / 2, (view[1] + view[3]) / 2] as const;
  const shrink = Math.cos((middle[1] * Math.PI) / 180);
  const nearestFirst = (layer: Layer): number[] => {
    const distance = inView(layer, view).map((i) => {
      const box = layer.boxes[i]!;
      return [i, Math.hypot(((box[0] + box[2]) / 2 - middle[0]) * shrink, (box[1] + box[3]) / 2 - middle[1])] as const;
    });
    return distance.sort((a, b) => a[1] - b[1]).map(([i]) => i);
  };
  const present = layers
    .filter((layer) => layer.on)
    .map((layer) => ({ layer, indices: nearestFirst(layer) }))
    .filter(({ indices }) => indices.length > 0);
  const all = present.reduce((sum, { indices }) => sum + indices.length, 0);
  const rows = shares(present.map(({ indices }) => indices.length)).flatMap((share, k) => {
    const { layer, indices } = present[k]!;
    return indices.slice(0, share).map((i): Found => ({ layer, feature: layer.features[i]! }));
  });

  document.querySelector('#here-caption')!.textContent =
    all === 0 ? t('hereNothing') : t('hereCaption', { n: rows.length, all });
  document.querySelector('#here-rows')!.replaceChildren(...rows.map((found) => row(found, choose)));
}

/** Splits the rows over the layers evenly; what small layers leave goes to the rest. */
function shares(counts: number[]): number[] {
  const given = counts.map(() => 0);
  let left = mostRows;
  for (;;) {
    const wanting = counts.flatMap((count, k) => (count > given[k]! ? [k] : []));
    if (left === 0 || wanting.length === 0) return given;
    const share = Math.max(1, Math.floor(left / wanting.length));
    for (const k of wanting) {
      const more = Math.min(share, counts[k]! - given[k]!, left);
      given[k]! += more;
      left -= more;
    }
  }
}

function row(found: Found, choose: (found: Found) => void): HTMLElement {
  const line = document.createElement('tr');
  line.dataset.layer = found.layer.id;
  const heading = document.createElement('th');
  heading.scope = 'row';
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: titleOf(found) });
  button.addEventListener('click', () => choose(found));
  heading.append(button);
  const kind = Object.assign(document.createElement('td'), { textContent: kindOf(found) });
  const layer = Object.assign(document.createElement('td'), { textContent: layerName(found.layer.id, found.layer.title) });
  line.append(heading, kind, layer);
  return line;
}
