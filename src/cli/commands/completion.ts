/**
 * `completion <shell>`: the script for a shell. What the script calls while somebody types is the same command
 * with the words of the line behind two dashes. It opens no file, asks nobody and sends nothing.
 */

import { Argument, type Command } from '@commander-js/extra-typings';
import { bash, fish, pwsh, type ShellCompletion, zsh } from '@optique/core/completion';
import { text } from '@optique/core/message';
import type { Suggestion as ShellSuggestion } from '@optique/core/parser';
import { Exit, type ExitCode } from '../../faults/fault.ts';
import type { World } from '../../world.ts';
import { helpFlag } from '../flags.ts';
import { type CommandTree, type Suggestion, suggestionsFor } from '../suggestions.ts';

const shells: Readonly<Record<string, ShellCompletion>> = { bash, zsh, fish, powershell: pwsh };

export const flags = (command: Command) =>
  helpFlag(command)
    .addArgument(new Argument('<shell>').choices(Object.keys(shells)))
    .argument('[words...]');

export async function run(
  { tree }: { readonly tree: CommandTree },
  { terminal, machine }: World,
  shell: string,
  words: readonly string[] = [],
): Promise<ExitCode> {
  const generator = shells[shell] ?? bash;
  if (words.length === 0) {
    terminal.result(generator.generateScript(tree.program.name(), ['completion', shell, '--']));
    return Exit.ok;
  }
  const current = words.at(-1) ?? '';
  const suggestions: ShellSuggestion[] = [];
  for (const one of await suggestionsFor(words, tree)) {
    if (one.kind === 'program') {
      const names = await machine.programNames(current);
      suggestions.push(...names.map((name) => ({ kind: 'literal', text: name }) as const));
    } else suggestions.push(encoded(one, current));
  }
  // Each on a line of its own: not all shells' encoders put them there.
  terminal.result([...generator.encodeSuggestions(suggestions)].join('\n'));
  return Exit.ok;
}

/** A `.env` is a hidden file. */
function encoded(one: Exclude<Suggestion, { kind: 'program' }>, current: string): ShellSuggestion {
  if (one.kind === 'word') {
    const { text: word, says } = one;
    return { kind: 'literal', text: word, ...(says && { description: [text(says)] }) };
  }
  const { prefix } = one;
  const place = prefix === '' ? {} : { prefix, pattern: current };
  return { kind: 'file', type: 'any', includeHidden: true, ...place };
}
