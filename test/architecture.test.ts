/** The shape of the code, as rules. Each is held against `src`, and against a file that breaks it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bugs, version } from '../src/version.ts';
import {
  globalUses,
  type Import,
  isFunction,
  lineCount,
  lineOf,
  literalText,
  memberName,
  type Node,
  readSources,
  type Source,
  sourceOf,
} from './support/sources.ts';

const sources = readSources();

interface Rule {
  readonly name: string;
  /** What is wrong with the file: one line each. */
  readonly against: (source: Source) => readonly string[];
  /** Files that must not pass: path and text. */
  readonly broken: readonly (readonly [path: string, text: string])[];
}

const at = (source: Source, node: Node, what: string) =>
  `${source.path}:${lineOf(source, node)} ${what}`;
const isDoor = (path: string) => ['index.ts', 'host.ts'].includes(path) || path.startsWith('node/');
const isNodeDoor = (path: string) => path.startsWith('node/');

// --- who may see whom ----------------------------------------------------------------------------

/** Bottom to top. A file may import its own folder and anything earlier in this list. */
const floors = [
  'version.ts',
  'secret.ts',
  'variables.ts',
  'words.ts',
  'days.ts',
  'faults',
  'questions.ts',
  'world.ts',
  'screen',
  'linkedin',
  'recording',
  'credentials',
  'consent',
  'checks',
  'report',
  'wizard',
  'cli',
  'doors',
];
const floorOf = (path: string) =>
  floors.indexOf(isDoor(path) ? 'doors' : (path.split('/')[0] ?? ''));
const isInSimulator = (path: string) => path.startsWith('simulator/');
const seenBySimulator = ['days.ts', 'screen/sanitize.ts', 'linkedin/wire.ts', 'linkedin/scopes.ts'];

/** Packages and modules of Node's stand on no floor. */
const ownImports = ({ imports }: Source) => imports.filter(({ target }) => target.endsWith('.ts'));

function mayImport(path: string, target: string): boolean {
  if (isInSimulator(path)) return isInSimulator(target) || seenBySimulator.includes(target);
  if (isInSimulator(target)) return floorOf(path) >= floors.indexOf('cli');
  return floorOf(target) >= 0 && floorOf(path) >= floorOf(target);
}

function importsAgainst({ path }: Source, imports: readonly Import[]): readonly string[] {
  return imports.map(({ target, line }) => `${path}:${line} imports ${target}`);
}

const floorRule: Rule = {
  name: 'a file imports its own folder and the floors below it, and the simulator stands apart',
  against: (source) =>
    importsAgainst(
      source,
      ownImports(source).filter(({ target }) => !mayImport(source.path, target)),
    ),
  broken: [
    ['linkedin/rest.ts', "import { loadStored } from '../credentials/load.ts';"],
    ['faults/fault.ts', "import type { World } from '../world.ts';"],
    ['wizard/wizard.ts', "const { main } = await import('../cli/main.ts');"],
    ['checks/checks.ts', "import { ready } from '../simulator/scenarios.ts';"],
    ['simulator/rest.ts', "import { createLinkedIn } from '../linkedin/client.ts';"],
    ['linkedin/rest.ts', "import { anything } from '../nowhere/at-all.ts';"],
  ],
};

/** Sockets are real even in tests, and so are digests; everything else of Node's is behind the world. */
const nodeModules: Readonly<Record<string, readonly string[]>> = {
  consent: ['node:crypto', 'node:events', 'node:http', 'node:net', 'node:stream'],
  // The digest of a page's style for its content security policy.
  report: ['node:crypto'],
  'simulator/serve.ts': ['node:events', 'node:http', 'node:net'],
};

function nodeModulesOf(path: string): readonly string[] {
  const allowed = nodeModules[path] ?? nodeModules[path.split('/')[0] ?? ''] ?? [];
  // Paths are texts: nothing is touched.
  return ['node:path', ...allowed];
}

const nodeModuleRule: Rule = {
  name: "only node/, the listener and the simulator's server use modules of Node's",
  against: (source) => {
    const { path, imports } = source;
    const ofNode = imports.filter(({ target }) => target.startsWith('node:'));
    if (isNodeDoor(path)) return [];
    return importsAgainst(
      source,
      ofNode.filter(({ target }) => !nodeModulesOf(path).includes(target)),
    );
  },
  broken: [
    ['credentials/env-file.ts', "import { readFile } from 'node:fs/promises';"],
    ['consent/consent.ts', "import { spawn } from 'node:child_process';"],
    ['simulator/simulator.ts', "import { createServer } from 'node:http';"],
  ],
};

/** Where `path` leads by imports, types among them; `source` may be a file that is not there. */
function reachedFrom(source: Source): ReadonlySet<string> {
  const reached = new Set(ownImports(source).map(({ target }) => target));
  for (const path of reached) {
    const next = sources.find((other) => other.path === path);
    if (next !== undefined) for (const { target } of ownImports(next)) reached.add(target);
  }
  return reached;
}

const circleRule: Rule = {
  name: 'no two files import each other, not even types, nor by way of others',
  against: (source) =>
    reachedFrom(source).has(source.path) ? [`${source.path} reaches itself`] : [],
  broken: [
    ['secret.ts', "import type { World } from './world.ts';"],
    ['linkedin/restli.ts', "import type { RoleOnAccount } from './ad-accounts.ts';"],
  ],
};

// --- the world outside ---------------------------------------------------------------------------

const machineNames = ['process', 'console', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'];
const machineCalls = ['Date.now', 'Math.random', 'performance.now'];

const isBareDate = ({ type, callee, arguments: given }: Node) =>
  type === 'NewExpression' && (callee as Node)['name'] === 'Date' && (given as []).length === 0;

const machineRule: Rule = {
  name: 'only node/ touch process, console, fetch, timers, the clock and chance',
  against: (source) => {
    if (isNodeDoor(source.path)) return [];
    const names = globalUses(source).filter(({ name }) => machineNames.includes(name));
    const calls = source.nodes.filter((node) => machineCalls.includes(memberName(node) ?? ''));
    const dates = source.nodes.filter(isBareDate);
    return [
      ...names.map(({ name, node }) => at(source, node, `uses ${name}`)),
      ...calls.map((node) => at(source, node, `uses ${memberName(node)}`)),
      ...dates.map((node) => at(source, node, 'uses new Date()')),
    ];
  },
  broken: [
    ['cli/main.ts', 'const home = process.env.HOME;'],
    ['linkedin/rest.ts', 'const reply = await fetch(address);'],
    ['linkedin/rest.ts', 'const send = globalSend ?? fetch;'],
    ['consent/consent.ts', 'setTimeout(() => {}, 1);'],
    ['simulator/state.ts', 'const now = () => new Date();'],
    ['credentials/token-dates.ts', 'const now = Date.now();'],
    ['simulator/hash.ts', 'const roll = Math.random();'],
  ],
};

// --- what starts light ---------------------------------------------------------------------------

/** Every file and package that is loaded before anything is done, once these files are. */
function loadedWith(entries: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>(entries);
  for (const path of loaded) {
    const { imports = [] } = sources.find((source) => source.path === path) ?? {};
    for (const { target, kind } of imports) if (kind === 'static') loaded.add(target);
  }
  return loaded;
}

describe('what starts often starts light', () => {
  const doors = ['node/run.ts', 'node/machine.ts', 'node/terminal.ts'];
  const heavyForPeople = /^(node:https?|zod|open|oauth4webapi|@inquirer\/.*)$/;

  it.each([
    [
      'the door for the host',
      ['index.ts'],
      /^(node:.*|zod|commander|open|oauth4webapi|@inquirer\/.*)$/,
    ],
    ['what the host calls', ['host.ts'], heavyForPeople],
    ['--help and --version', ['node/run.ts'], heavyForPeople],
    [
      "the wait for another process's token",
      [...doors, 'cli/commands/token.ts', 'checks/renewal.ts'],
      /^(zod|oauth4webapi|linkedin\/(oauth|client|transport)\.ts)$/,
    ],
    ['status', [...doors, 'cli/commands/status.ts', 'screen/layout.ts'], heavyForPeople],
  ])('%s loads nothing heavy', (_, entries, heavy) => {
    const loaded = [...loadedWith(entries)];
    expect(loaded).toContain('faults/fault.ts');
    expect(loaded.filter((target) => heavy.test(target))).toEqual([]);
  });

  it('is told apart from what a command loads when it runs', () => {
    expect(loadedWith(['cli/commands/verify.ts'])).toContain('zod');
    expect(loadedWith(['node/run.ts'])).not.toContain('cli/commands/verify.ts');
  });
});

// --- secrets and names ---------------------------------------------------------------------------

/** Where the value itself is needed: on the wire, in a file, handed on, compared, or looked at for its shape. */
const revealers = [
  'linkedin/oauth.ts',
  'linkedin/oauth-request.ts',
  'linkedin/rest.ts',
  'node/connection.ts',
  'credentials/dotenv-text.ts',
  'credentials/credentials.ts',
  'credentials/load.ts',
  'credentials/pasted-values.ts',
  'cli/commands/token.ts',
  'cli/commands/run.ts',
  'consent/redirect.ts',
  'consent/consent.ts',
];

const revealRule: Rule = {
  name: 'secrets are revealed in the listed files only',
  against: (source) => {
    if (revealers.includes(source.path)) return [];
    const reveals = source.nodes.filter((node) => memberName(node)?.endsWith('.reveal') ?? false);
    return reveals.map((node) => at(source, node, 'reveals a secret'));
  },
  broken: [
    ['cli/commands/status.ts', 'terminal.say(token.reveal());'],
    ['wizard/start.ts', 'const text = draft.accessToken.reveal();'],
  ],
};

/** The catalogue's texts are prose; PECTUS_LINKEDIN_ and TAP_LINKEDIN_ names are others. */
const variableRule: Rule = {
  name: 'the names of the variables are spelt out in one list only',
  against: (source) => {
    if (source.path === 'variables.ts' || source.path.startsWith('faults/')) return [];
    const names = source.nodes.filter((node) =>
      /(?<!_)LINKEDIN_[A-Z]/.test(literalText(node) ?? ''),
    );
    return names.map((node) => at(source, node, `spells out ${literalText(node)}`));
  },
  broken: [
    ['linkedin/client.ts', "const variable = 'LINKEDIN_API_VERSION';"],
    ['wizard/start.ts', 'const line = `Set LINKEDIN_SCOPES anew.`;'],
  ],
};

/** Help, which shows how the program is called, and the one heading that is its name. */
const showsCommands = ['cli/program.ts', 'cli/commands/setup.ts'];

/** Only the printer knows the file, the shell and how the program was called. */
const commandRule: Rule = {
  name: 'no sentence holds a command: a fix has it as data',
  against: (source) => {
    if (showsCommands.includes(source.path)) return [];
    const commands = source.nodes.filter((node) =>
      /pectus-linkedin [a-z]|\b(npm|npx) \w|\b(chmod|unset|export) \w+[ =]/.test(
        literalText(node) ?? '',
      ),
    );
    return commands.map((node) => at(source, node, `holds ${literalText(node)}`));
  },
  broken: [
    ['faults/usage.ts', "const fix = 'Run: pectus-linkedin setup --from keys';"],
    ['checks/machine-checks.ts', "const fix = 'npm install pectus-linkedin@latest';"],
    ['checks/machine-checks.ts', "const fix = 'chmod 600 .env';"],
  ],
};

const vague =
  /^(utils?|helpers?|common|shared|misc|managers?|types|services?|handlers?|data|info)$/;

const nameRule: Rule = {
  name: 'files are named after what they hold',
  against: ({ path }) => path.split(/[/.-]/).filter((word) => vague.test(word)),
  broken: [
    ['shared/money.ts', ''],
    ['wizard/step-manager.ts', ''],
  ],
};

// --- sizes -----------------------------------------------------------------------------------------

/** The catalogue is one list, and reads better in one place than cut in two. */
const longer: Readonly<Record<string, number>> = {};

const fileRule: Rule = {
  name: 'a file opens with a sentence on what it is for, and has 300 lines at most',
  against: ({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return [
      ...(text.startsWith('/**') ? [] : [`${path} opens without a sentence`]),
      ...(lines <= (longer[path] ?? 300) ? [] : [`${path} has ${lines} lines`]),
    ];
  },
  broken: [
    ['linkedin/rest.ts', "import { day } from './restli.ts';"],
    ['linkedin/rest.ts', `/** One call. */\n${'\n'.repeat(299)}const last = 1;\n`],
  ],
};

const functionRule: Rule = {
  name: 'a function has 40 lines at most',
  against: (source) =>
    source.nodes
      .filter((node) => isFunction(node) && lineCount(source, node) > 40)
      .map((node) => at(source, node, `has ${lineCount(source, node)} lines`)),
  broken: [
    ['linkedin/rest.ts', `function long() {${'\n'.repeat(40)}}`],
    ['linkedin/rest.ts', `const long = async () => {${'\n'.repeat(40)}};`],
  ],
};

// --- all of them -----------------------------------------------------------------------------------

const rules: readonly Rule[] = [
  floorRule,
  circleRule,
  nodeModuleRule,
  machineRule,
  revealRule,
  variableRule,
  commandRule,
  nameRule,
  fileRule,
  functionRule,
];

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, { against, broken }) => {
  it('holds', () => {
    expect(sources.flatMap(against)).toEqual([]);
  });

  it.each(broken)('is broken by a wrong %s', (path, text) => {
    expect(against(sourceOf(path, text))).toHaveLength(1);
  });
});

it('tells the version and the address for bugs that the package has', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect([version, bugs]).toEqual([manifest.version, manifest.bugs.url]);
});

/** Paths of the test files that have it in their text. */
function testsWith(pattern: RegExp): readonly string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && path !== 'architecture.test.ts')
    .filter((path) => pattern.test(readFileSync(join(import.meta.dirname, path), 'utf8')));
}

it('asserts in no test how long something took', () => {
  expect(testsWith(/performance\.now|hrtime/)).toEqual([]);
});

it('skips no test without saying in its name what it needs: support/systems.ts does', () => {
  expect(testsWith(/\.(?:runIf|skipIf|todo)\(/)).toEqual([]);
});
