/*
 * SWEREF 99 TM (EPSG:3006) on GRS 80: Gauss-Krüger as Krüger's series, Lantmäteriet's "Gauss Conformal Projection",
 * to a millimetre in Sweden.
 */

const axis_m = 6_378_137;
const f = 1 / 298.257222101;
const centralMeridian = (15 * Math.PI) / 180;
const scale = 0.9996;
const falseEasting_m = 500_000;

const n = f / (2 - f);
const e2 = f * (2 - f);
const radius_m = (scale * axis_m * (1 + n ** 2 / 4 + n ** 4 / 64)) / (1 + n);

const forward = [n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16, (13 * n ** 2) / 48 - (3 * n ** 3) / 5, (61 * n ** 3) / 240];
const backward = [n / 2 - (2 * n ** 2) / 3 + (37 * n ** 3) / 96, n ** 2 / 48 + n ** 3 / 15, (17 * n ** 3) / 480];

// From geodetic to conformal latitude and back, by powers of the sine squared.
const toConformal = [e2, (5 * e2 ** 2 - e2 ** 3) / 6, (104 * e2 ** 3 - 45 * e2 ** 4) / 120, (1237 * e2 ** 4) / 1260];
const toGeodetic = [
  e2 + e2 ** 2 + e2 ** 3 + e2 ** 4,
  -(7 * e2 ** 2 + 17 * e2 ** 3 + 30 * e2 ** 4) / 6,
  (224 * e2 ** 3 + 889 * e2 ** 4) / 120,
  -(4279 * e2 ** 4) / 1260,
];

const shift = (latitude: number, powers: number[]): number => {
  const sine = Math.sin(latitude);
  return sine * Math.cos(latitude) * powers.reduceRight((sum, power) => sum * sine ** 2 + power, 0);
};

const series = (terms: number[], of: (k: number) => number): number =>
  terms.reduce((sum, term, i) => sum + term * of(2 * (i + 1)), 0);

/** Easting and northing in metres of a place in degrees. */
export function toSweref(longitude: number, latitude: number): [east: number, north: number] {
  const φ = (latitude * Math.PI) / 180;
  const λ = (longitude * Math.PI) / 180 - centralMeridian;
  const conformal = φ - shift(φ, toConformal);
  const ξ = Math.atan2(Math.tan(conformal), Math.cos(λ));
  const η = Math.atanh(Math.cos(conformal) * Math.sin(λ));
  return [
    falseEasting_m + radius_m * (η + series(forward, (k) => Math.cos(k * ξ) * Math.sinh(k * η))),
    radius_m * (ξ + series(forward, (k) => Math.sin(k * ξ) * Math.cosh(k * η))),
  ];
}

/** Longitude and latitude in degrees of a place in metres. */
export function fromSweref(east: number, north: number): [longitude: number, latitude: number] {
  const [x, y] = [north / radius_m, (east - falseEasting_m) / radius_m];
  const ξ = x - series(backward, (k) => Math.sin(k * x) * Math.cosh(k * y));
  const η = y - series(backward, (k) => Math.cos(k * x) * Math.sinh(k * y));
  const conformal = Math.asin(Math.sin(ξ) / Math.cosh(η));
  const λ = Math.atan2(Math.sinh(η), Math.cos(ξ));
  return [((centralMeridian + λ) * 180) / Math.PI, ((conformal + shift(conformal, toGeodetic)) * 180) / Math.PI];
}
