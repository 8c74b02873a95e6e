/** Days as LinkedIn writes them and as numbers that can be counted through; all of them UTC. */

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const millisecondsPerDay = 86_400_000;

/** Days since 1 January 1970, or undefined for a day that no calendar has. */
export function dayNumber({ year, month, day }: CalendarDay): number | undefined {
  const number = Date.UTC(year, month - 1, day) / millisecondsPerDay;
  const { year: y, month: m, day: d } = calendarDay(number);
  return y === year && m === month && d === day ? number : undefined;
}

export function calendarDay(number: number): CalendarDay {
  const date = new Date(number * millisecondsPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function dayOf(time: Date): number {
  return Math.floor(time.getTime() / millisecondsPerDay);
}
