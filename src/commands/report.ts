/** `report`: daily spend, impressions, clicks and leads per campaign, exact and complete, or said to be not. */

import { fileTrouble } from '../credentials/file-trouble.ts';
import { isEmpty, loadStored } from '../credentials/stored.ts';
import { Exit, type ExitCode, fault } from '../errors.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { type Asking, readAsking } from '../reporting/asking.ts';
import { csvWriter, jsonWriter, ndjsonWriter } from '../reporting/delimited.ts';
import { htmlWriter } from '../reporting/html.ts';
import { pullReport } from '../reporting/pull.ts';
import type { Gap, PulledReport, ReportProgress, ReportRequest } from '../reporting/report.ts';
import { tableWriter } from '../reporting/table.ts';
import { leadText, missingText, rangeText } from '../reporting/wording.ts';
import type { ReportFormat, ReportWriter } from '../reporting/writer.ts';
import { assertTokens } from '../upkeep/fresh-access.ts';
import { verifyCredentials } from '../upkeep/verification.ts';
import { paragraph } from '../wizard/layout.ts';
import type { FileDraft, Terminal, World } from '../world.ts';
import { type CommonOptions, linkedInFor } from './options.ts';

export interface ReportOptions extends CommonOptions, Omit<Asking, 'campaignIds'> {
  readonly campaign: readonly string[];
  readonly format: ReportFormat;
  readonly output?: string;
  /** Replaces the output that is there. */
  readonly force: boolean;
}

/** The exit code of the first gap, or 0 when nothing is missing. */
export async function report(options: ReportOptions, world: World): Promise<ExitCode> {
  const stored = await loadStored(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  assertTokens(stored);
  const asking = { ...options, campaignIds: options.campaign };
  const request = readAsking(asking, stored, world.clock.now());
  await assertFree(options, world);
  const linkedin = await linkedInFor(options, world);
  const onProgress = progressLine(world);
  const pulled = await pullReport(request, { stored, linkedin, onProgress }, world);
  const format = formatOf(options);
  sayWhatItIs(request, format, world.terminal);
  const place = await openPlace(options, world);
  const rows = await hand(pulled, writerOf(format, world.terminal), {
    place,
    options,
    linkedin,
    world,
  });
  world.terminal.progress(undefined);
  if (rows > 0 || pulled.gaps.length === 0) sayEnd(pulled.gaps, options, world);
  return pulled.gaps[0]?.fault.exit ?? Exit.ok;
}

// --- where it goes -----------------------------------------------------------------------------------

/** Nothing is pulled that could not be written, and the credentials are nobody's output. */
async function assertFree(options: ReportOptions, world: World): Promise<void> {
  const { output, force, envFile } = options;
  if (output === undefined) return;
  const path = world.machine.shown(output);
  const refuse = (why: string) => fault('output-unwritable', { path, why, command: 'report' });
  if (path === world.machine.shown(envFile)) throw refuse('it holds the credentials');
  if (force) return;
  const there = await Promise.all(
    [output, partial(output)].map((name) => world.files.inspect(name)),
  );
  if (there.some((facts) => facts !== undefined)) {
    throw refuse('it is there already; --force would replace it');
  }
}

/** Where a report goes that has gaps. */
function partial(output: string): string {
  return `${output}.partial`;
}

function writerOf(format: ReportFormat, terminal: Terminal): ReportWriter {
  switch (format) {
    case 'csv':
      return csvWriter();
    case 'ndjson':
      return ndjsonWriter();
    case 'json':
      return jsonWriter();
    case 'html':
      return htmlWriter();
    case 'table':
      return tableWriter(terminal);
  }
}

/** Stdout, or a file that gets its name at the end: a report with gaps is `<name>.partial`. */
async function openPlace({ output }: ReportOptions, world: World): Promise<FileDraft> {
  if (output !== undefined) return await world.files.draft(output).catch(refused(output, world));
  const nothing = async () => {};
  return { write: (text) => world.terminal.write(text), finish: nothing, discard: nothing };
}

function refused(output: string, { machine }: World): (error: unknown) => never {
  return (error) => {
    const why = fileTrouble(error);
    if (why === undefined) throw error;
    const path = machine.shown(output);
    throw fault('output-unwritable', { path, why, command: 'report' }, { cause: error });
  };
}

interface Way {
  readonly place: FileDraft;
  readonly options: ReportOptions;
  readonly linkedin: LinkedIn;
  readonly world: World;
}

/** Returns the number of rows. Throws when nothing came at all, with the reason. */
async function hand(pulled: PulledReport, writer: ReportWriter, way: Way): Promise<number> {
  const { place, options, world } = way;
  const name = options.output ?? '';
  let rows = 0;
  try {
    for await (const batch of pulled.batches) {
      if (batch.length === 0) continue;
      // Not before there is something to begin with: a refusal leaves stdout empty.
      if (rows === 0) await place.write(writer.begin(pulled.head));
      rows += batch.length;
      await place.write(writer.rows(batch));
    }
    const [gap] = pulled.gaps;
    if (rows === 0 && gap !== undefined) throw gap.fault;
    const whyEmpty = rows === 0 ? await nothingCame(way) : undefined;
    // csv and ndjson have no place for a sentence.
    if (whyEmpty !== undefined && isBare(formatOf(options))) world.terminal.say(`  ${whyEmpty}`);
    if (rows === 0) await place.write(writer.begin(pulled.head));
    await place.write(writer.end(pulled.gaps, whyEmpty));
    await place.finish(gap === undefined ? name : partial(name));
    return rows;
  } catch (error) {
    await place.discard();
    return refused(name, world)(error);
  }
}

/** An empty answer is also what a member without a role gets: the checks tell the two apart. */
async function nothingCame({ options, linkedin, world }: Way): Promise<string> {
  const { fault: failed } = await verifyCredentials({ envFile: options.envFile }, linkedin, world);
  if (failed !== undefined) throw failed;
  return 'No campaign had any activity on these days; the checks say that you may read them.';
}

// --- what is said on stderr --------------------------------------------------------------------------

function formatOf({ json, format }: ReportOptions): ReportFormat {
  return json ? 'json' : format;
}

/** Rows and nothing else. */
function isBare(format: ReportFormat): boolean {
  return format === 'csv' || format === 'ndjson';
}

/** Rows cannot say it themselves in csv and ndjson; the other formats have it in their head. */
function sayWhatItIs(request: ReportRequest, format: ReportFormat, terminal: Terminal): void {
  if (!isBare(format)) return;
  terminal.say(paragraph(`${rangeText(request)}. ${leadText(request)}`, terminal));
}

function progressLine({ terminal, clock }: World): (progress: ReportProgress) => void {
  const start = clock.now().getTime();
  return ({ rows, calls, days, allDays }) => {
    const seconds = Math.max(1, (clock.now().getTime() - start) / 1_000);
    const left = days === 0 ? '' : `, ${Math.ceil((seconds / days) * (allDays - days))} s left`;
    const done = '█'.repeat(Math.round((days / allDays) * 20)).padEnd(20, '·');
    const rate = Math.round(rows / seconds).toLocaleString('en');
    terminal.progress(
      `     ${done} ${rows.toLocaleString('en')} rows, ${calls} calls, ${rate} rows/s${left}`,
    );
  };
}

function sayEnd(gaps: readonly Gap[], options: ReportOptions, { terminal, machine }: World): void {
  const { output } = options;
  const missing = missingText(gaps);
  if (output !== undefined) {
    const name = missing === undefined ? output : partial(output);
    terminal.say(`  Written: ${machine.shown(name)}`);
  }
  const [first] = gaps;
  const last = gaps.at(-1);
  if (missing === undefined || first === undefined || last === undefined) return;
  // The table and the page have said it where they were read.
  if (output !== undefined || formatOf(options) !== 'table') {
    terminal.say(paragraph(missing, terminal));
  }
  const days = `--from ${first.from} --to ${last.to}`;
  terminal.say(`  To continue, run: pectus-linkedin report ${days}${flagsOf(options)}`);
}

/** The flags that make the rest the same report. */
function flagsOf(options: ReportOptions): string {
  const { granularity, by, leads, usd, metrics = [], campaign, envFile } = options;
  const flags = [
    ['--granularity', granularity === 'daily' ? undefined : granularity],
    ['--by', by === 'campaign' ? undefined : by],
    ['--leads', leads === 'form' ? undefined : leads],
    ['--metrics', metrics.length === 0 ? undefined : metrics.join(',')],
    ...campaign.map((id) => ['--campaign', id]),
    ['--file', envFile === '.env' ? undefined : envFile],
    ['--format', formatOf(options)],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [` ${flag} ${value}`]));
  return flags.join('') + (usd === true ? ' --usd' : '');
}
