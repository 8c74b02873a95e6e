/** The one line that moves while a report comes. */

import { daysBetween } from '../../days.ts';
import { countText, periodText } from '../../report/formats/wording.ts';
import type { ReportProgress, ReportRequest } from '../../report/report.ts';
import type { Terminal, World } from '../../world.ts';

const indent = '     ';
const barWidth = 20;
/** Below this the numbers have the line for themselves. */
const narrow = 60;

/** Before the first answer, which takes seconds. */
export function sayAsking({ from, to }: ReportRequest, terminal: Pick<Terminal, 'progress'>): void {
  const days = daysBetween(from, to);
  terminal.progress(`${indent}Asking LinkedIn for ${countText(days, periodText('daily', days))} …`);
}

export function openProgress(
  request: ReportRequest,
  { terminal, clock }: Pick<World, 'terminal' | 'clock'>,
): (progress: ReportProgress) => void {
  const start = clock.now().getTime();
  sayAsking(request, terminal);
  return (progress) => {
    const seconds = (clock.now().getTime() - start) / 1_000;
    const { columns } = terminal;
    const bar = columns < narrow ? '' : `${barOf(progress)} `;
    terminal.progress(indent + bar + fitting(partsOf(progress, seconds), columns - bar.length));
  };
}

function barOf({ days, allDays }: ReportProgress): string {
  return '█'.repeat(Math.round((days / allDays) * barWidth)).padEnd(barWidth, '·');
}

/** The last ones are the first to go where there is no room. */
function partsOf(
  { rows, calls, days, allDays }: ReportProgress,
  seconds: number,
): readonly string[] {
  const rate = Math.round(rows / Math.max(1, seconds));
  const left = Math.ceil((seconds / days) * (allDays - days));
  return [
    countText(rows, rows === 1 ? 'row' : 'rows'),
    countText(calls, calls === 1 ? 'call' : 'calls'),
    ...(rate === 0 ? [] : [countText(rate, rate === 1 ? 'row/s' : 'rows/s')]),
    ...(days === 0 ? [] : [`${countText(left, 's')} left`]),
  ];
}

/** One column stays free: a full line would move the next one. */
function fitting(parts: readonly string[], columns: number): string {
  const room = columns - indent.length - 1;
  const fits = (count: number) => parts.slice(0, count).join(', ').length <= room;
  const count = parts.map((_, index) => parts.length - index).find(fits) ?? 0;
  return parts.slice(0, count).join(', ');
}
