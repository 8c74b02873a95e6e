/** What completion offers at the cursor: commands, flags, values, files and programs. */

import { expect, it } from 'vitest';
import { describeProgram } from '../../src/cli/program.ts';
import { type CommandTree, suggestionsFor } from '../../src/cli/suggestions.ts';
import { openTestWorld } from '../support/world.ts';

const program = await describeProgram();
const tree: CommandTree = {
  program,
  define: async (name) => program.commands.find((one) => one.name() === name) as never,
};

/** The line behind the program's name; the last word is the one that is typed. */
async function offered(line: string): Promise<readonly string[]> {
  const suggestions = await suggestionsFor(line.split(' '), tree);
  return suggestions.map((one) => {
    if (one.kind === 'word') return one.text;
    return one.kind === 'file' ? `${one.prefix}FILE` : 'PROGRAM';
  });
}

it.each<[string, readonly string[]]>([
  // Commands.
  ['re', ['report', 'refresh', 'remind', 'revoke']],
  ['-', ['--version', '--help']],
  ['help ver', ['verify']],
  ['help verify ', []],
  ['nonsense ', []],
  // Flags, and none of a command's own where another program's begin.
  ['verify --a', ['--ad-account', '--all-accounts']],
  ['verify --json --w', ['--within']],
  ['remind ', ['--file', '--no-input', '--debug', '--json', '--output', '--force', '--help']],
  ['setup --env-f', []],
  ['run --', ['--as', '--file', '--no-input', '--debug', '--help']],
  ['run -- npm --', ['FILE']],
  // Choices.
  ['report --format ', ['table', 'csv', 'json', 'ndjson', 'html']],
  ['report --format nd', ['ndjson']],
  ['report --format=nd', ['--format=ndjson']],
  ['report --format xml', []],
  ['report --from y', ['yesterday']],
  ['export --format m', ['meltano', 'mcp']],
  ['setup --rehearse throttled-', ['throttled-minute', 'throttled-day']],
  ['setup --rehearse --js', ['--json']],
  ['setup --from p', ['page', 'product', 'proof']],
  ['simulate --scenario viewer', ['viewer-role']],
  ['simulate --switch redirect', ['redirect=302', 'redirect=303']],
  ['completion ', ['bash', 'zsh', 'fish', 'powershell']],
  ['completion bash ', ['--help']],
  // Several with commas.
  ['setup --for ', ['reporting', 'conversions', 'organic']],
  ['setup --for reporting,', ['reporting,conversions', 'reporting,organic']],
  ['setup --for=reporting,o', ['--for=reporting,organic']],
  ['setup --scope rw_a', ['rw_ads']],
  ['report --metrics likes,shar', ['likes,shares']],
  // Files, by the flag or the place.
  ['verify --file ', ['FILE']],
  ['verify -f ', ['FILE']],
  ['verify --env-file ', ['FILE']],
  ['verify --file=cl', ['--file=FILE']],
  ['report --output ', ['FILE']],
  ['status ', ['FILE']],
  ['status one.env --json two', ['FILE']],
  // No completion for what anything may be.
  ['verify --within ', []],
  ['verify --ad-account ', []],
  // Programs.
  ['run -- ', ['PROGRAM']],
  ['run np', ['PROGRAM']],
  ['run --file a.env -- np', ['PROGRAM']],
  ['run -- ./np', ['FILE']],
  ['run -- npm ', ['FILE']],
])('%j', async (line, expected) => {
  expect((await offered(line)).toSorted()).toEqual(expected.toSorted());
});

it('says what commands and flags are for', async () => {
  expect(await suggestionsFor(['verify', '--all'], tree)).toEqual([
    { kind: 'word', text: '--all-accounts', says: expect.stringContaining('every ad account') },
  ]);
  expect(await suggestionsFor(['remi'], tree)).toEqual([
    { kind: 'word', text: 'remind', says: expect.stringContaining('calendar') },
  ]);
});

it.each([
  'bash',
  'zsh',
  'fish',
  'powershell',
])('%s is answered without a file, a question or a request', async (shell) => {
  const world = await openTestWorld({ setting: 'memory' });
  const files = new Proxy(world.files, {
    get: (_, name) => () => {
      throw new Error(`files.${String(name)} was called`);
    },
  });
  const programNames = async (beginning: string) => [`${beginning}pm`];
  for (const words of [
    ['ver'],
    ['setup', '--rehearse', 'thr'],
    ['verify', '--file', ''],
    ['run', '--', 'n'],
  ]) {
    const run = await world.run(['completion', shell, '--', ...words], {
      files,
      browser: 'zero',
      machine: { programNames },
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [], requests: [] });
    expect(run.stdout).toMatch(/^(verify|throttled-minute|npm|__FILE__)/);
  }
  const script = await world.run(['completion', shell], { files });
  expect(script.stdout).toContain(
    `pectus-linkedin ${shell === 'powershell' ? '' : `'completion' '${shell}' '--'`}`,
  );
});
