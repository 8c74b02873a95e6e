// Makes the help of the program and of each command as text, and their manual pages in dist/man, of the same data.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { bundles, root } from './bundle.mjs';

const program = 'pectus-linkedin';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

export async function makeHelpPages() {
  const [help, manual] = ['dist/program/help', 'dist/man'].map((path) => join(root, path));
  for (const target of [help, manual]) mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'pectus-manual-'));
  try {
    const source = await loadSources(folder);
    const described = await source.describeProgram();
    const heading = `1 ${day()} "${program} ${version}" "User Commands"`;
    for (const command of [described, ...described.commands]) {
      const text = pageText(command, { ...source, heading });
      writeFileSync(join(manual, `${pageOf(command)}.1`), text);
      writeFileSync(join(help, `${command.name()}.txt`), command.helpInformation());
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What these parts of src/cli export is in no bundle. */
async function loadSources(folder) {
  const names = ['program', 'manual', 'examples', 'help'];
  const input = Object.fromEntries(names.map((name) => [name, `src/cli/${name}.ts`]));
  const files = { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' };
  await build({ ...bundles.at(-1), input, output: { dir: folder, format: 'esm', ...files } });
  const parts = names.map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href));
  return Object.assign({}, ...(await Promise.all(parts)));
}

/** The day of the sources, so that the same sources make the same pages. */
function day() {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch !== undefined) return new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
  try {
    const git = ['log', '-1', '--format=%cs'];
    return execFileSync('git', git, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return new Date().toISOString().slice(0, 10);
  }
}

function pageOf(command) {
  return command.parent === null ? program : `${program}-${command.name()}`;
}

function pageText(command, facts) {
  const isProgram = command.parent === null;
  const words = isProgram ? program : `${program} ${command.name()}`;
  const name = pageOf(command);
  const summary = command.description();
  const sections = [
    ['NAME', `${roff(name)} \\-\n${paragraph(small(summary).replace(/\.$/, ''))}`],
    ['SYNOPSIS', `.B ${roff(words)}\n${roff(command.usage())}`],
    [
      'DESCRIPTION',
      paragraph(`${summary[0].toUpperCase()}${summary.slice(1)}`.replace(/\.?$/, '.')),
    ],
    ['COMMANDS', isProgram ? commandsText(command) : ''],
    ['ARGUMENTS', rowsText(argumentsOf(command))],
    ['OPTIONS', optionsText(command, facts)],
    ['EXAMPLES', examplesText(facts.examples[command.name()] ?? [], facts)],
    ['EXIT STATUS', rowsText([...facts.exitCodes, ...(facts.moreExitCodes[command.name()] ?? [])])],
    ['ENVIRONMENT', rowsText(facts.environment)],
    ['FILES', rowsText(facts.files)],
    ['SEE ALSO', seeAlso(command)],
  ];
  const text = sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => `.SH ${title}\n${body}`);
  return `.TH ${name.toUpperCase()} ${facts.heading}\n.nh\n.ad l\n${text.join('\n')}\n`;
}

function commandsText({ commands }) {
  return groupsText(
    commands,
    (one) => one.helpGroup(),
    (one) => [`.BR ${roff(pageOf(one))} (1)`, paragraph(one.description())],
  );
}

function argumentsOf({ registeredArguments }) {
  return registeredArguments
    .filter((one) => one.description)
    .map((one) => [one.name(), one.description]);
}

function optionsText(command, { describeOption }) {
  const help = command.createHelp();
  const options = help.visibleOptions(command);
  const groups = help.groupItems(options, options, (one) => one.helpGroupHeading ?? 'Options:');
  return groupsText(
    [...groups.values()].flat(),
    (one) => one.helpGroupHeading ?? 'Options:',
    (one) => [optionTerm(one), paragraph(withChoices(one, describeOption(one)))],
  );
}

/** Help leaves out what is listed elsewhere; here is the place. */
function withChoices({ optional, argChoices }, text) {
  return optional && argChoices ? `${text}. One of: ${argChoices.join(', ')}.` : text;
}

/** A flag in bold, and what follows it in italics. */
function optionTerm({ flags }) {
  return flags
    .split(' ')
    .map((word) => {
      const inner = /^([<[])(.*)[>\]]$/.exec(word);
      if (inner === null)
        return `\\fB${roff(word.replace(/,$/, ''))}\\fR${word.endsWith(',') ? ',' : ''}`;
      return inner[1] === '[' ? `[\\fI${roff(inner[2])}\\fR]` : `\\fI${roff(inner[2])}\\fR`;
    })
    .join(' ');
}

function groupsText(items, groupOf, textOf) {
  const lines = [];
  let group;
  for (const item of items) {
    if (groupOf(item) !== group) {
      group = groupOf(item);
      lines.push(`.SS ${roff(group.replace(/:$/, ''))}`);
    }
    lines.push('.TP', ...textOf(item));
  }
  return lines.join('\n');
}

function examplesText(list, { exampleLine }) {
  return list
    .map(
      (one) => `${paragraph(`${one.says}:`)}\n.PP\n.RS 4\n.EX\n${roff(exampleLine(one))}\n.EE\n.RE`,
    )
    .join('\n.PP\n');
}

function rowsText(rows) {
  return rows.map(([name, says]) => `.TP\n.B ${roff(name)}\n${paragraph(says)}`).join('\n');
}

function seeAlso(command) {
  const others =
    command.parent === null ? command.commands : [command.parent, ...command.parent.commands];
  return others
    .filter((one) => one !== command)
    .map(pageOf)
    .map((name, index, all) => `.BR \\%${roff(name)} (1)${index < all.length - 1 ? ' ,' : ''}`)
    .join('\n');
}

function small(text) {
  return text[0].toLowerCase() + text.slice(1);
}

/** A paragraph, in lines of the source that are not too long. */
function paragraph(text) {
  return text
    .replace(/(.{1,70})(?: +|$)/g, '$1\n')
    .trimEnd()
    .split('\n')
    .map(roff)
    .join('\n');
}

/** One line as text. */
function roff(text) {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq');
  return escaped
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replace(/^(?=\.)/, '\\&');
}
