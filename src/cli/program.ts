/** Which commands there are, with their flags and their help. */

import { Command, Option } from 'commander';
import { reportFormats } from '../report/formats/writer.ts';
import { granularities, leadDefinitions, subjects } from '../report/report.ts';
import { version } from '../version.ts';
import { stepIds } from '../wizard/step-ids.ts';
import type { World } from '../world.ts';
import type { CommonOptions } from './commands/options.ts';
import {
  campaignId,
  choiceOption,
  flagText,
  formatOption,
  listed,
  scenarioOption,
  scopeNames,
  servedPort,
  wholeNumber,
  withCommon,
  withinOption,
  withoutJson,
} from './flags.ts';

/** The flags that every command takes. */
export interface Given extends Omit<CommonOptions, 'envFile'> {
  readonly input: boolean;
  readonly file: string;
  /** The other name of `file`. */
  readonly envFile?: string;
}

/** What commander itself has to say, before there is a world. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
}

export type CommandFunction<O> = (options: O, world: World) => Promise<number>;

export type RunCommand = <O extends Given>(
  options: O,
  load: () => Promise<CommandFunction<O>>,
) => Promise<void>;

/** Commands are loaded when they run: what starts often must be light. */
export function program(act: RunCommand, output: Output): Command {
  const root = new Command('pectus-linkedin')
    .description(
      'Takes you from nothing to proven LinkedIn Ads credentials in a .env, and keeps them that way.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHelpWidth: () => output.columns,
      getErrHelpWidth: () => output.columns,
    });
  addSetup(root, act);
  addProofs(root, act);
  addReport(root, act);
  addUpkeep(root, act);
  addHandOver(root, act);
  addSimulate(root, act);
  return root.addHelpText('after', epilogue);
}

function addProofs(root: Command, act: RunCommand): void {
  withCommon(root.command('verify'))
    .description('prove the credentials, and say the one thing to do next')
    .addOption(withinOption())
    .action((options) => act(options, async () => (await import('./commands/verify.ts')).verify));
  withCommon(root.command('status'))
    .description('show what is set and how long it lives, offline')
    .addOption(withinOption())
    .action((options) => act(options, async () => (await import('./commands/status.ts')).status));
  withCommon(root.command('accounts'))
    .description('list the ad accounts you can see, with your role')
    .action((options) =>
      act(options, async () => (await import('./commands/accounts.ts')).accounts),
    );
}

function addReport(root: Command, act: RunCommand): void {
  withCommon(root.command('report'))
    .configureHelp({ optionDescription: flagText })
    .description('daily spend, impressions, clicks and leads per campaign; days are UTC')
    .option('--from <day>', `first day: ${dayWords} (default: 30 days)`)
    .option('--to <day>', 'last day, included, said like the first (default: yesterday)')
    .addOption(choiceOption('--granularity <period>', 'which days a row adds up', granularities))
    .addOption(choiceOption('--by <subject>', 'what a row is about', subjects))
    .option('--metrics <names>', 'adAnalytics metrics, separated by commas', listed, [])
    .option('--campaign <id>', 'only this campaign (repeatable)', campaignId, [])
    .addOption(choiceOption('--leads <what>', 'what counts as a lead', leadDefinitions))
    .option('--usd', 'spend in US dollars beside the account currency', false)
    .addOption(
      new Option('--format <format>', 'how it is written (default: as --output ends, or table)')
        .choices([...reportFormats])
        .conflicts('json'),
    )
    .option('--output <path>', 'the file; with days missing, it is <path>.partial')
    .option('--force', 'replace the file that is there', false)
    .action((options) => act(options, async () => (await import('./commands/report.ts')).report));
}

const dayWords = 'YYYY-MM-DD, 7d, 30d, 12m, yesterday, today';

function addUpkeep(root: Command, act: RunCommand): void {
  withCommon(root.command('refresh'))
    .description('mint a new access token now')
    .action((options) => act(options, async () => (await import('./commands/refresh.ts')).refresh));
  withCommon(root.command('remind'))
    .description('write a calendar file for the yearly sign-in')
    .option('--output <path>', 'the file (default: linkedin-renewal.ics beside the .env)')
    .option('--force', 'replace the file that is there', false)
    .action((options) => act(options, async () => (await import('./commands/remind.ts')).remind));
  withCommon(root.command('revoke'))
    .description('end both tokens at LinkedIn and take them out of the file')
    .option('--yes', 'without a question', false)
    .action((options) => act(options, async () => (await import('./commands/revoke.ts')).revoke));
}

function addHandOver(root: Command, act: RunCommand): void {
  withCommon(root.command('token'))
    .description('print an access token that works for the next hour, alone on stdout')
    .action((options) => act(options, async () => (await import('./commands/token.ts')).token));
  withoutJson(root.command('run'))
    .description('run a command with fresh LINKEDIN_* variables: run -- <command>')
    .argument('[command...]')
    .passThroughOptions()
    .action((command, options) =>
      act({ ...options, command }, async () => (await import('./commands/run.ts')).run),
    );
  withCommon(root.command('export'))
    .description("write the credentials in another tool's format")
    .addOption(formatOption())
    .option('--output <path>', 'the file, readable by you alone')
    .option('--force', 'replace the file that is there', false)
    .option('--yes', 'print the secrets on a terminal', false)
    .action((options) =>
      act(options, async () => (await import('./commands/export.ts')).exportCredentials),
    );
}

function addSimulate(root: Command, act: RunCommand): void {
  withCommon(root.command('simulate'))
    .description('serve a simulated LinkedIn on this machine')
    .addOption(scenarioOption('--scenario <name>', 'which LinkedIn').default('ready'))
    .option('--port <number>', 'the port to listen on (0: any free one)', servedPort, 0)
    .action((options) =>
      act(options, async () => (await import('./commands/simulate.ts')).simulate),
    );
}

function addSetup(root: Command, act: RunCommand): void {
  withCommon(
    root
      .command('setup')
      .description('create the app, sign in, write the .env, prove it; once a year again'),
  )
    .option('--no-browser', 'print the consent address instead of opening it')
    .option(
      '--redirect-uri <uri>',
      'where LinkedIn sends you back to (must be registered in the app)',
    )
    .option('--ad-account <id>', 'the ad account: number, Campaign Manager address or URN')
    .option('--scope <name>', 'ask for this scope, too (repeatable)', scopeNames, [])
    .option('--timeout <seconds>', 'how long to wait for the consent', wholeNumber(1, 86_400), 300)
    .addOption(new Option('--from <step>', 'begin at this step').choices([...stepIds]))
    .addOption(
      scenarioOption(
        '--rehearse [scenario]',
        'against a simulated LinkedIn; writes .env.rehearsal',
      ).preset('ready'),
    )
    .action((options) =>
      act(options, async () => {
        const { rehearse: scenario } = options;
        if (scenario === undefined) return (await import('./commands/setup.ts')).setup;
        const { rehearse } = await import('./commands/rehearsal.ts');
        return (given, world) => rehearse(given, scenario, world);
      }),
    );
}

const epilogue = `
Begin with:  pectus-linkedin setup
Rehearse it: pectus-linkedin setup --rehearse

Exit codes: 0 ready · 1 bug · 2 wrong flags or values · 3 something must change at LinkedIn ·
4 sign in again · 5 try later · 6 works, but not for the days asked · 130 stopped`;
