import type { Bounds } from './api';
import { kindOf, titleOf, type Found } from './details';
import { formatNumber, layerName, t } from './i18n';
import { inView, type Layer } from './layers';

const mostRows = 100;
const degree_m = 111_195;

interface Placed extends Found {
  east: number;
  north: number;
}

/** The map's twin for those who do not see it: what is in view, layer by layer from the top, each given a fair share. */
export function renderHere(layers: Layer[], view: Bounds, choose: (found: Found) => void): void {
  const middle = [(view[0] + view[2]) / 2, (view[1] + view[3]) / 2] as const;
  const shrink = Math.cos((middle[1] * Math.PI) / 180);
  const nearestFirst = (layer: Layer): Placed[] =>
    inView(layer, view)
      .map((i) => {
        const [w, s, e, n] = layer.boxes[i]!;
        const east = ((w + e) / 2 - middle[0]) * shrink * degree_m;
        const north = ((s + n) / 2 - middle[1]) * degree_m;
        return { layer, feature: layer.features[i]!, east, north };
      })
      .sort((a, b) => Math.hypot(a.east, a.north) - Math.hypot(b.east, b.north));
  const present = layers.filter((layer) => layer.on).map(nearestFirst);
  const all = present.reduce((sum, placed) => sum + placed.length, 0);
  const rows = shares(present.map((placed) => placed.length)).flatMap((share, k) => present[k]!.slice(0, share));

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

/** Where it lies from the middle of the map: "120 m NE". */
function bearing({ east, north }: Placed): string {
  const points = t('compass').split(' ');
  const eighth = Math.round((Math.atan2(east, north) / Math.PI) * 4 + 8) % 8;
  const metres = Math.hypot(east, north);
  return metres < 1000
    ? `${formatNumber(Math.round(metres / 10) * 10)} m ${points[eighth]}`
    : `${formatNumber(Math.round(metres / 100) / 10)} km ${points[eighth]}`;
}

function row(found: Placed, choose: (found: Found) => void): HTMLElement {
  const line = document.createElement('tr');
  line.dataset.layer = found.layer.id;
  const heading = document.createElement('th');
  heading.scope = 'row';
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: titleOf(found) });
  button.addEventListener('click', () => choose(found));
  heading.append(button);
  const kind = kindOf(found);
  if (kind && kind !== button.textContent)
    heading.append(Object.assign(document.createElement('small'), { textContent: kind }));
  const layer = Object.assign(document.createElement('td'), { textContent: layerName(found.layer.id, found.layer.title) });
  const where = Object.assign(document.createElement('td'), { textContent: bearing(found) });
  line.append(heading, layer, where);
  return line;
}
