/** `--as NAME=VARIABLE`: further names under which the program that `run` starts is given our values. */

import type { Command, OptionValues } from '@commander-js/extra-typings';
import { type VariableName, variableNames, variables } from '../variables.ts';
import { listed } from '../words.ts';

export interface Alias {
  readonly name: string;
  readonly variable: VariableName;
}

export function aliasFlag<Given extends unknown[], Flags extends OptionValues>(
  command: Command<Given, Flags>,
) {
  const description = 'the value under this name, too (repeatable)';
  const parse = (text: string, before: readonly Alias[] = []) => {
    const aliases = text.split(',').map((one) => parseAlias(one.trim()));
    const complaint = aliases.find((one) => typeof one === 'string') ?? doubled(aliases, before);
    // Commander's own message would quote what may be a secret that was put there by mistake.
    if (complaint !== undefined) command.error(`error: --as ${complaint}`);
    return [...before, ...(aliases as readonly Alias[])];
  };
  return command.option('--as <name=variable>', description, parse);
}

/** The alias, or what is wrong with it. */
function parseAlias(text: string): Alias | string {
  const [name, variable, ...rest] = text.split('=');
  if (name === undefined || !/^[a-z_]\w*$/i.test(name) || rest.length > 0 || !variable) {
    return `must be NAME=VARIABLE, such as API_TOKEN=${variables.accessToken}`;
  }
  const source = variableNames.find((one) => one === variable);
  if (source === undefined) {
    return `must be NAME=VARIABLE, and the variable one of ${listed(variableNames, 'or')}`;
  }
  if (variableNames.some((one) => one === name.toUpperCase())) {
    return `cannot give another value to ${name}: put the program's own name before the =`;
  }
  if (redirectsPrograms.test(name)) return `cannot set ${name}: it changes what a program runs`;
  return { name, variable: source };
}

function doubled(aliases: readonly (Alias | string)[], before: readonly Alias[]) {
  const all = [...before, ...(aliases as readonly Alias[])].map(({ name }) => name.toUpperCase());
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  return twice && `names ${twice} twice`;
}

/**
 * What makes the system, a shell or a language's runtime start or load something else, or send requests elsewhere:
 * what sudo takes away (`initial_badenv_table` in its env.c), and its like of Node, package managers, git and Windows.
 */
const redirectsPrograms = new RegExp(
  [
    '(PATH|PATHEXT|OPTS?|OPTIONS|FLAGS|ARGS|PROXY|HOME|PRELOAD|STARTUP|STARTUP_HOOKS|COMMAND)$',
    '^(LD|DYLD|_RLD|NODE|NPM|YARN|PNPM|BUN|DENO|UV|PIP|DOTNET|CORECLR|COR|COMPLUS|LUA|JAVA|JDK)_',
    '^(GIT|SSH|SSL|OPENSSL|CURL|XDG|KRB5|GLIBC|MALLOC|PECTUS_LINKEDIN)_',
    '^(PYTHON|PERL|RUBY|PHP|BASH|TERMINFO|_JAVA_)',
    '^(ENV|IFS|PS[0-9]|SHELL|GLOBIGNORE|HOSTALIASES|LOCALDOMAIN|ZDOTDIR|TERMCAP|TMP|TMPDIR|TEMP)$',
    '^(EDITOR|VISUAL|PAGER|BROWSER|COMSPEC|SYSTEMROOT|SYSTEMDRIVE|WINDIR|USERPROFILE|APPDATA)$',
  ].join('|'),
  'i',
);

/** The values under their further names; undefined where one is not set. */
export function aliasedValues(
  aliases: readonly Alias[],
  values: Readonly<Partial<Record<VariableName, string>>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(aliases.map(({ name, variable }) => [name, values[variable]]));
}
