/** The flags: what they are called, what they take, and the complaint when they are given something else. */

import { type Command, Help, InvalidArgumentError, Option } from 'commander';
import { isBlockedByBrowsers } from '../consent/browser-ports.ts';
import { exportNames } from '../credentials/export-names.ts';
import { parseScopes } from '../linkedin/scopes.ts';
import { campaignIdPattern } from '../report/report.ts';
import { mostIds } from '../report/request/parts.ts';
import { scenarioNames } from '../simulator/scenario-names.ts';

export const defaultFile = '.env';

export function withCommon(command: Command): Command {
  return withoutJson(command).option(
    '--json',
    'print one JSON object on stdout, and nothing else there',
    false,
  );
}

/** For `run`, whose stdout is the command's own. */
export function withoutJson(command: Command): Command {
  return (
    command
      .option('-f, --file <path>', 'the file to read and write', filePath, defaultFile)
      // Node itself takes --env-file wherever it stands, unless it stands behind `--` (nodejs/node#54232).
      .addOption(
        new Option('--env-file <path>', 'the same as --file').argParser(filePath).hideHelp(),
      )
      .option('--no-input', 'never ask: a question that would be needed is exit 2')
      .option('--debug', 'one line per request, and stack traces', false)
  );
}

/** An empty one is a variable of a script that is not set. */
function filePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must name a file.');
  return text;
}

export function withinOption(): Option {
  return new Option(
    '--within <days>',
    'exit 6 when a sign-in is due within so many days',
  ).argParser(wholeNumber(0, 3_650));
}

export function scenarioOption(flags: string, description: string): Option {
  return new Option(flags, description).choices([...scenarioNames]);
}

export function formatOption(): Option {
  return new Option('--format <target>', 'the tool that reads it')
    .choices([...exportNames])
    .makeOptionMandatory();
}

/** The first one is the default. */
export function choiceOption(
  flags: string,
  description: string,
  choices: readonly string[],
): Option {
  return new Option(flags, description).choices([...choices]).default(choices[0]);
}

export function campaignId(text: string, before: readonly string[]): readonly string[] {
  if (!campaignIdPattern.test(text)) {
    throw new InvalidArgumentError(
      'It must be the number of a campaign. That has 15 digits at most, and no zero in front.',
    );
  }
  if (before.includes(text)) return before;
  // All of them go into one query.
  if (before.length >= mostIds) {
    throw new InvalidArgumentError(
      `No more than ${mostIds}; leave them out for the whole account.`,
    );
  }
  return [...before, text];
}

/** May be given more than once. */
export function listed(text: string, before: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...before, ...names.filter((name) => name !== '')];
}

/** What a flag is when it is not given: said where it says something. */
export function flagText(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: (?:false|\[\])\)$/, '');
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most && text.trim() !== '')
      return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** 0 leaves the choice to the system. People look at what is served with a browser. */
export function servedPort(text: string): number {
  const port = wholeNumber(0, 65_535)(text);
  if (port === 0 || !isBlockedByBrowsers(port)) return port;
  throw new InvalidArgumentError('Browsers refuse to open that port.');
}

/** May be given more than once, and several at once as LinkedIn writes them. */
export function scopeNames(text: string, before: readonly string[]): readonly string[] {
  if (!/^\s*[a-z][\w.:/-]*(?:[\s,]+[a-z][\w.:/-]*)*\s*$/i.test(text)) {
    throw new InvalidArgumentError('It must be the name of a scope, such as rw_ads.');
  }
  return [...new Set([...before, ...parseScopes(text)])];
}
