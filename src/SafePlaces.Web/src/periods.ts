import { formatDate, t } from './i18n';

/** Whole days, the last one included. */
export interface Period {
  from: string;
  to: string;
}

/** Months back from today; 0 = all there is. */
export const spans = { all: 0, '3m': 3, '1y': 12, '3y': 36, '5y': 60 } as const;
export type Span = keyof typeof spans;

const quartersShown = 12;

/** Today in Sweden, as 2026-11-27. */
export const today = (): string => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });

export const interval = ({ from, to }: Period): string => `${from}/${to}`;

export function shiftMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function dayAfter(day: string, days = 1): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The months up to today. */
export const spanUntil = (day: string, months: number): Period => ({ from: dayAfter(shiftMonths(day, -months)), to: day });

/** As long a time before: the same season where that is shorter than a year. */
export function before(period: Period, months: number): Period {
  const back = -Math.max(months, 12);
  return { from: shiftMonths(period.from, back), to: shiftMonths(period.to, back) };
}

/** The quarters up to today's, the oldest first. */
export function quarters(day: string): Period[] {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const current = year * 4 + Math.floor((month - 1) / 3);
  return Array.from({ length: quartersShown }, (_, i) => {
    const quarter = current - quartersShown + 1 + i;
    const from = `${Math.floor(quarter / 4)}-${String((quarter % 4) * 3 + 1).padStart(2, '0')}-01`;
    return { from, to: dayAfter(shiftMonths(from, 3), -1) };
  });
}

export function quarterName({ from }: Period): string {
  const [year, month] = from.split('-').map(Number) as [number, number];
  return t('quarter', { n: (month + 2) / 3, year: String(year) });
}

export const periodName = ({ from, to }: Period): string => `${formatDate(from)} – ${formatDate(to)}`;
