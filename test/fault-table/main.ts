/** `npm run faults`: every fault with every command it concerns, as a table; exit 1 when a row is unexplained. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectFaults } from './connect.ts';
import { envFileFaults } from './env-files.ts';
import type { Case, Fault } from './fault.ts';
import { foreignFaults } from './foreign.ts';
import type { Row } from './judge.ts';
import { lockFaults } from './locks.ts';
import { outputFaults } from './outputs.ts';
import { copyProgram } from './privileges.ts';
import { runCases } from './run.ts';
import { statusFaults } from './statuses.ts';
import { surroundingFaults } from './surroundings.ts';
import { grouped, markdownTable, summary, textTable } from './table.ts';
import { valueFaults } from './values.ts';
import { wireFaults } from './wire.ts';

const faults: readonly Fault[] = [
  ...surroundingFaults,
  ...wireFaults,
  ...statusFaults,
  ...connectFaults,
  ...envFileFaults,
  ...lockFaults,
  ...outputFaults,
  ...valueFaults,
  ...foreignFaults,
];

const usage = `npm run faults -- [options] [filter…]

A filter is a part of "area: fault: command"; a row that matches any of them is run.

  --part ci             the share that CI runs; --part 2/5 is the second fifth of everything
  --markdown            the table as markdown
  --unexplained         only the rows that need an explanation
  --out <file>          the table into a file
  --details <file>      unexplained rows with what the program said
  --program <folder>    another build than this one
  --list                names only`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    part: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    unexplained: { type: 'boolean', default: false },
    out: { type: 'string' },
    details: { type: 'string' },
    program: { type: 'string', default: '.' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const nameOf = ({ fault, command }: Case) => `${fault.area}: ${fault.name}: ${command.name}`;

function chosen(): { readonly cases: readonly Case[]; readonly impossible: readonly Fault[] } {
  const cases = faults.flatMap((fault) => fault.commands.map((command) => ({ fault, command })));
  const filtered = cases.filter(
    (one) => positionals.length === 0 || positionals.some((filter) => nameOf(one).includes(filter)),
  );
  const wanted = shareOf(filtered, values.part);
  return {
    cases: wanted.filter(({ fault }) => fault.impossible === undefined),
    impossible: [...new Set(wanted.map(({ fault }) => fault))].filter(
      ({ impossible }) => impossible !== undefined,
    ),
  };
}

function shareOf(cases: readonly Case[], part: string | undefined): readonly Case[] {
  if (part === undefined) return cases;
  if (part === 'ci') return shareOfCi(cases);
  const [turn = Number.NaN, parts = Number.NaN] = part.split('/').map(Number);
  return cases.filter((_, index) => index % parts === turn - 1);
}

/** So many rows of each area, spread evenly over it, and those that are marked. */
const perArea = 30;

function shareOfCi(cases: readonly Case[]): readonly Case[] {
  const quick = cases.filter(({ fault }) => !fault.waits);
  return [...grouped(quick, ({ fault }) => fault.area).values()].flatMap((part) => {
    const drawn = new Set(
      Array.from({ length: perArea }, (_, index) => Math.floor((index * part.length) / perArea)),
    );
    const firsts = new Set(
      [...grouped(part, ({ fault }) => fault)]
        .filter(([fault]) => fault.ci)
        .map(([, [first]]) => first),
    );
    return part.filter((one, index) => drawn.has(index) || firsts.has(one));
  });
}

function progress(total: number) {
  let shown = 0;
  return (done: number, { complaints }: Row) => {
    void complaints;
    const step = process.stderr.isTTY ? 1 : Math.ceil(total / 20);
    if (done < shown + step && done < total) return;
    shown = done;
    process.stderr.write(
      `${process.stderr.isTTY ? '\r' : ''}${done}/${total}${process.stderr.isTTY && done < total ? '' : '\n'}`,
    );
  };
}

async function main(): Promise<number> {
  const { cases, impossible } = chosen();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.list) {
    for (const one of cases) console.log(nameOf(one));
    console.log(`${cases.length} rows`);
    return 0;
  }
  const rows = await runCases(copyProgram(values.program), cases, progress(cases.length));
  const unexplained = rows.filter(({ complaints }) => complaints.length > 0);
  const shown = values.unexplained ? unexplained : rows;
  const skipped = impossible.map(({ name, impossible: why }) => `not run here: ${name} (${why})\n`);
  const table = values.markdown ? markdownTable(shown) : textTable(shown);
  const text = `${table}\n${skipped.join('')}${summary(rows)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else {
    writeFileSync(values.out, text);
    console.log(summary(rows));
  }
  if (values.details !== undefined) writeDetails(values.details, unexplained);
  return unexplained.length > 0 || cases.length === 0 ? 1 : 0;
}

function writeDetails(path: string, rows: readonly Row[]): void {
  writeFileSync(path, '');
  for (const row of rows) {
    const name = `${row.area}: ${row.fault}: ${row.command}`;
    const facts = `${row.outcome}, exit ${row.exit}, ${row.seconds.toFixed(1)} s, .env ${row.file}`;
    const complaints = row.complaints.map((complaint) => `  ! ${complaint}`).join('\n');
    const said = row.said.replaceAll(/^/gm, '  | ');
    appendFileSync(path, `${name}\n  ${facts}\n${complaints}\n${said}\n\n`);
  }
}

process.exitCode = await main();
// What a row left open must not keep the suite alive.
setTimeout(() => process.exit(), 1000).unref();
