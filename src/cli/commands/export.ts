/** `export`: the credentials in another tool's format, to a file or a pipe, never to a screen by accident. */

import { type Command, Option } from '@commander-js/extra-typings';
import { unwritableValue } from '../../credentials/dotenv-text.ts';
import { readersText } from '../../credentials/env-file.ts';
import {
  type Exported,
  type ExportFormat,
  exportFormats,
  exportNames,
} from '../../credentials/export-formats.ts';
import { lacking } from '../../credentials/lacking.ts';
import { type LoadedCredentials, loadCredentials, withChanges } from '../../credentials/load.ts';
import { writeOutput } from '../../credentials/output-file.ts';
import { readAccountId } from '../../credentials/pasted-values.ts';
import { addDays, dayOf } from '../../days.ts';
import { Exit, type ExitCode, fault } from '../../faults/fault.ts';
import { again, own } from '../../faults/fix.ts';
import { currentVersion } from '../../linkedin/versions.ts';
import { done } from '../../screen/layout.ts';
import { variables } from '../../variables.ts';
import type { World } from '../../world.ts';
import { aliasFlag } from '../aliases.ts';
import { commonFlags, type OptionsOf } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) =>
  aliasFlag(commonFlags(command))
    .addOption(
      new Option('--format <target>', 'the tool that reads it')
        .choices(exportNames)
        .makeOptionMandatory(),
    )
    .option('--output <path>', 'the file, readable by you alone')
    .option('--force', 'replace the file that is there', false)
    .option('--yes', 'print the secrets on a terminal', false)
    .argument('[command...]', 'what starts the server, for mcp and vscode')
    .passThroughOptions();

type ExportOptions = OptionsOf<typeof flags>;

export async function run(
  options: ExportOptions,
  world: World,
  server: readonly string[] = [],
): Promise<ExitCode> {
  const { output = '-' } = options;
  const format: ExportFormat = exportFormats[options.format];
  assertServer(options, server);
  const loaded = await loadCredentials(options.envFile, world);
  assertUsable(loaded, format);
  const command = serverCommand(options, server, world);
  const exported = { ...exportedOf(loaded, world.clock.now()), command };
  const text = format.write(exported);
  if (output === '-') print(text, options, world);
  else await write(text, { ...options, output, copyOf: exported.values }, world);
  return Exit.ok;
}

const fileNameOf = ({ format }: ExportOptions) => `linkedin-ads.${format}`;
const answerOf = ({ format }: ExportOptions) => ({ outcome: 'ok', exitCode: Exit.ok, format });

async function write(
  text: string,
  options: ExportOptions & { readonly output: string; readonly copyOf: Exported['values'] },
  world: World,
): Promise<void> {
  const { terminal } = world;
  const run = again({ '--output': fileNameOf(options), '--force': false });
  const another = { say: 'Name another file', run };
  const place = { ...options, path: options.output, isPrivate: true, another };
  const shown = await writeOutput(place, text, world);
  if (options.json) printJson({ ...answerOf(options), path: shown }, terminal);
  const readers = readersText(await world.files.readers(options.output));
  terminal.say(done(`${shown} (${readers})`, terminal));
  const { consumed } = exportFormats[options.format];
  terminal.say(`     ${consumed.replaceAll('FILE', shown)}`);
}

function print(text: string, options: ExportOptions, { terminal }: World): void {
  const { startsServer }: ExportFormat = exportFormats[options.format];
  if (terminal.resultIsShown && !options.yes && !startsServer) {
    throw fault('input-needed', {
      refusal: 'Refusing to print secrets to a terminal. Use --output or --yes.',
      answeredBy: [
        { say: 'Print them anyway', run: again({ '--yes': true }) },
        { say: 'Write them to a file', run: again({ '--output': fileNameOf(options) }) },
      ],
    });
  }
  if (options.json) printJson({ ...answerOf(options), content: text }, terminal);
  else terminal.result(text.replace(/\n$/, ''));
}

/** The program that takes the values is named for those formats that start it, and for no other. */
function assertServer({ format, as: aliases }: ExportOptions, [server]: readonly string[]): void {
  const { startsServer }: ExportFormat = exportFormats[format];
  const help = { say: 'See how it is called', run: own('export', { '--help': true }) };
  if (startsServer && !server) {
    const refusal = `${format} starts a server, and there is no command that does.`;
    throw fault('input-needed', {
      refusal,
      answeredBy: [{ ...help, say: 'Put it after two dashes' }],
    });
  }
  if (!startsServer && (server !== undefined || aliases !== undefined)) {
    const refusal = `${format} starts nothing: a command and --as are for mcp and vscode.`;
    throw fault('input-needed', { refusal, answeredBy: [help] });
  }
}

/** From any folder: an assistant starts its servers where it likes. */
function serverCommand(
  { as: aliases = [], envFile }: ExportOptions,
  server: readonly string[],
  { machine }: World,
): readonly string[] {
  const names = aliases.flatMap(({ name, variable }) => ['--as', `${name}=${variable}`]);
  const file = ['--file', machine.fullPath(envFile)];
  return [...machine.program, 'run', '--no-input', ...file, ...names, '--', ...server];
}

function assertUsable(loaded: LoadedCredentials, { needs }: ExportFormat): void {
  const { values } = loaded;
  const malformed = loaded.unusable.find(({ kind }) => kind === 'malformed');
  if (malformed !== undefined) throw lacking(loaded, [malformed.variable]);
  const missing = needs.filter((name) => values[name] === undefined);
  if (missing.length > 0) throw lacking(loaded, missing);
  for (const [key, value] of Object.entries(values)) {
    // Written as a list with commas, however it stands here.
    if (key === variables.scopes) continue;
    const why = unwritableValue(value.trim());
    if (why !== undefined) throw fault('env-value-unwritable', { key, why });
  }
}

const historyDays = 180;

/** Half a year: as far back as daily numbers are certain to be kept. */
function exportedOf(loaded: LoadedCredentials, now: Date): Omit<Exported, 'command'> {
  const { adAccountId, scopes } = loaded.credentials;
  // The file may name the account by its URN or address, and have scopes in brackets; other tools want it plain.
  const { values } = withChanges(loaded, {
    ...(adAccountId && { [variables.adAccountId]: readAccountId(adAccountId) }),
    [variables.scopes]: scopes?.join(','),
  });
  const startDate = addDays(dayOf(now), -historyDays);
  return { values, startDate, apiVersion: values[variables.apiVersion] ?? currentVersion };
}
