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
import { again } from '../../faults/fix.ts';
import { currentVersion } from '../../linkedin/versions.ts';
import { done } from '../../screen/layout.ts';
import { variables } from '../../variables.ts';
import type { World } from '../../world.ts';
import { commonFlags, type OptionsOf } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) =>
  commonFlags(command)
    .addOption(
      new Option('--format <target>', 'the tool that reads it')
        .choices(exportNames)
        .makeOptionMandatory(),
    )
    .option('--output <path>', 'the file, readable by you alone')
    .option('--force', 'replace the file that is there', false)
    .option('--yes', 'print the secrets on a terminal', false);

type ExportOptions = OptionsOf<typeof flags>;

export async function run(options: ExportOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const output = options.output === '-' ? undefined : options.output;
  const loaded = await loadCredentials(options.envFile, world);
  const format: ExportFormat = exportFormats[options.format];
  assertUsable(loaded, format);
  const exported = exportedOf(loaded, world.clock.now());
  const text = format.write(exported);
  const name = `linkedin-ads.${options.format}`;
  const answer = { outcome: 'ok', exitCode: Exit.ok, format: options.format };
  if (output !== undefined) {
    const run = again({ '--output': name, '--force': false });
    const place = {
      ...options,
      path: output,
      isPrivate: true,
      copyOf: exported.values,
      another: { say: 'Name another file', run },
    };
    const { shown, mode } = await writeOutput(place, text, world);
    if (options.json) printJson({ ...answer, path: shown }, terminal);
    const readers = readersText(mode);
    terminal.say(done(readers === undefined ? shown : `${shown} (${readers})`, terminal));
    terminal.say(`     ${format.consumed.replaceAll('FILE', shown)}`);
    return Exit.ok;
  }
  if (terminal.resultIsShown && !options.yes) {
    throw fault('input-needed', {
      refusal: 'Refusing to print secrets to a terminal. Use --output or --yes.',
      answeredBy: [
        { say: 'Print them anyway', run: again({ '--yes': true }) },
        { say: 'Write them to a file', run: again({ '--output': name }) },
      ],
    });
  }
  if (options.json) printJson({ ...answer, content: text }, terminal);
  else terminal.result(text.replace(/\n$/, ''));
  return Exit.ok;
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
function exportedOf(loaded: LoadedCredentials, now: Date): Exported {
  const { adAccountId, scopes } = loaded.credentials;
  // The file may name the account by its URN or address, and have scopes in brackets; other tools want it plain.
  const { values } = withChanges(loaded, {
    ...(adAccountId && { [variables.adAccountId]: readAccountId(adAccountId) }),
    [variables.scopes]: scopes?.join(','),
  });
  const startDate = addDays(dayOf(now), -historyDays);
  return { values, startDate, apiVersion: values[variables.apiVersion] ?? currentVersion };
}
