/** Runs cases side by side: those that work on as many cores as there are, those that wait all at once. */

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate } from './certificates.ts';
import { type Case, expectedOf } from './fault.ts';
import { judge, type Row } from './judge.ts';
import { openPlace } from './place.ts';
import { giveToNobody, openToAll } from './privileges.ts';
import { runProgram } from './program.ts';
import { namesIn, snapshot } from './snapshot.ts';

// Most of the time of a row is the pause between two tries.
const working = availableParallelism() * 5;
const waiting = 24;

export async function runCases(
  program: string,
  cases: readonly Case[],
  progress: (done: number, row: Row) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const finish = (index: number) => (row: Row) => {
    rows[index] = row;
    progress(Object.keys(rows).length, row);
  };
  const jobs = cases.map((one, index) => ({
    one,
    work: async () => finish(index)(await runCase(program, one)),
  }));
  await Promise.all([
    drain(
      jobs.filter(({ one }) => !one.fault.waits).map(({ work }) => work),
      working,
    ),
    drain(
      jobs.filter(({ one }) => one.fault.waits).map(({ work }) => work),
      waiting,
    ),
  ]);
  return rows;
}

async function drain(jobs: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  const queue = jobs.values();
  const worker = async () => {
    for (const job of queue) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function runCase(program: string, one: Case): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-faults-'));
  openToAll(folder);
  const { fault, command } = one;
  const place = await openPlace({
    folder,
    command,
    program,
    linkedInClock: fault.linkedInClock ?? 0,
    ...(fault.certificate && { certificate: certificate(fault.certificate) }),
  });
  try {
    giveToNobody(folder);
    await fault.arrange?.(place);
    if (!place.start.ownersStay && !place.start.asRoot) giveToNobody(folder);
    const watched = () => snapshot(place.start.watched ?? place.envFile);
    const before = watched();
    const namesBefore = namesIn(place.folder);
    const ending = await runProgram(place, expectedOf(one).within);
    return await judge(one, { place, ending, before, after: watched(), namesBefore });
  } catch (error) {
    return broken(one, error);
  } finally {
    for (const end of place.endings.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The suite's own failure is nothing that may pass. */
function broken({ fault, command }: Case, error: unknown): Row {
  const complaints = [`the suite failed: ${error instanceof Error ? error.stack : error}`];
  const names = { area: fault.area, fault: fault.name, command: command.name };
  return { ...names, outcome: '?', exit: '?', seconds: 0, file: '?', complaints, said: '' };
}
