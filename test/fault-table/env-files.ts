/** Odd things in the place of the `.env`, odd bytes in it, and disks that do not take it. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  all,
  type Command,
  readers,
  refresh,
  reportDue,
  revoke,
  run,
  setup,
  setupAgain,
  status,
  token,
  verify,
  verifyDue,
  writers,
} from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import { oddFileLimit } from './limits.ts';
import { addFlags, type Place } from './place.ts';
import { deviceIn, isRoot, nobody } from './privileges.ts';

const area = 'env-file';

/** With nothing in the environment there is nothing to work with. */
const nothingThere = (command: Command): Expected =>
  command === setup
    ? { exits: [2, 3, 4], within: oddFileLimit }
    : {
        exits: [2, 4],
        codes: ['env-file-missing', 'env-file-unreadable', 'credentials-incomplete'],
        within: oddFileLimit,
      };
const unreadable: Expected = {
  exits: [2],
  codes: ['env-file-unreadable'],
  file: 'unchanged',
  within: oddFileLimit,
};
/** Written in place, in memory only, or refused before LinkedIn is asked: never lost. */
const held: Expected = { exits: [0, 2] };

/** Something else in its place. */
const instead: Readonly<Record<string, (place: Place) => void>> = {
  'a folder': ({ envFile }) => mkdirSync(envFile),
  'a named pipe': ({ envFile }) => execFileSync('mkfifo', [envFile]),
  'a socket': ({ envFile, endings }) => {
    const server = createServer().listen(envFile);
    endings.push(() => server.close());
  },
  'a dangling link into a folder that is not there': ({ envFile }) =>
    symlinkSync('nowhere/.env', envFile),
  'a link to itself': ({ envFile }) => symlinkSync('.env', envFile),
  'a link to a device that never ends': ({ envFile, outside }) =>
    symlinkSync(deviceIn(outside, 'zero'), envFile),
};

const odd: readonly Fault[] = [
  {
    area,
    name: 'missing',
    commands: readers,
    arrange: ({ envFile }) => rmSync(envFile),
    expected: nothingThere,
    ci: true,
  },
  {
    area,
    name: 'empty',
    commands: readers,
    arrange: ({ envFile }) => writeFileSync(envFile, ''),
    // Where there is nothing, `status` shows that, and nothing is left to revoke.
    expected: (command) =>
      [status, revoke].includes(command) ? { exits: [0, 4] } : nothingThere(command),
  },
  ...Object.entries(instead).map(
    ([name, put]): Fault => ({
      area,
      name,
      commands: readers,
      arrange: (place) => {
        rmSync(place.envFile);
        put(place);
      },
      expected: name.includes('folder that')
        ? {
            ...unreadable,
            codes: ['env-file-unreadable', 'env-file-missing', 'env-file-unwritable'],
            exits: [2, 4],
          }
        : unreadable,
      ci: true,
    }),
  ),
  {
    area,
    name: '/dev/null by --file',
    commands: readers,
    arrange: (place) => addFlags(place, '--file', deviceIn(place.outside, 'null')),
    expected: (command) => ({ ...nothingThere(command), exits: [2, 3, 4] }),
  },
];

/** Bytes that are no plain text, or no text that dotenv would read. */
const contents: Readonly<Record<string, { change: (text: string) => Buffer; expected: Expected }>> =
  {
    'of 1 MB of comments': {
      change: (text) => Buffer.from(`${'# a line that is kept by hand\n'.repeat(36_000)}${text}`),
      expected: { exits: [0], within: 30 },
    },
    'of one line of 1 MB': {
      change: (text) => Buffer.from(`LONG='${'x'.repeat(1_000_000)}'\n${text}`),
      expected: { exits: [0], within: 30 },
    },
    'in UTF-16': {
      change: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
      expected: { exits: [2, 4], file: 'unchanged' },
    },
    'with NUL bytes at its end': {
      change: (text) => Buffer.concat([Buffer.from(`${text}\n`), Buffer.alloc(512)]),
      expected: { exits: [0, 2] },
    },
    'in latin-1': {
      change: (text) => Buffer.from(`# M\u00fcller\n${text}`, 'latin1'),
      expected: { exits: [0, 2] },
    },
    'with a BOM and CRLF': {
      change: (text) => Buffer.from(`\ufeff${text.replaceAll(/\r?\n/g, '\r\n')}`),
      expected: { exits: [0] },
    },
    'with old Mac line ends': {
      change: (text) => Buffer.from(text.replaceAll(/\r?\n/g, '\r')),
      expected: { exits: [0, 2, 4] },
    },
    'with an open quote before our lines': {
      change: (text) => Buffer.from(`OPEN="begins here\n${text}`),
      expected: { exits: [0, 2, 3, 4] },
    },
    'with export and blanks': {
      change: (text) =>
        Buffer.from(text.replaceAll(/^LINKEDIN_(\w+)=/gm, '  export LINKEDIN_$1 = ')),
      expected: { exits: [0] },
    },
    'with every line twice': {
      change: (text) => Buffer.from(`${text}\n${text}`),
      expected: { exits: [0] },
    },
  };

const texts = Object.entries(contents).map(
  ([name, { change, expected }]): Fault => ({
    area,
    name,
    commands: [...readers, verifyDue],
    arrange: ({ envFile }) => writeFileSync(envFile, change(readFileSync(envFile, 'utf8'))),
    expected,
  }),
);

/** Rights of the file and of its folder. */
const rights: readonly Fault[] = [
  {
    area,
    name: 'nobody may read it',
    commands: readers,
    arrange: (place) => {
      chmodSync(place.envFile, 0o000);
      place.endings.push(() => chmodSync(place.envFile, 0o600));
    },
    expected: unreadable,
  },
  {
    area,
    name: 'read-only (0400)',
    commands: [...readers, verifyDue, reportDue],
    arrange: (place) => {
      place.allowed.add('not-saved');
      chmodSync(place.envFile, 0o400);
    },
    expected: held,
  },
  {
    area,
    name: 'of root, readable by all',
    commands: [...readers, verifyDue],
    impossible: isRoot ? undefined : 'needs root',
    arrange: (place) => {
      place.allowed.add('not-saved');
      place.start.ownersStay = true;
      chownSync(place.envFile, 0, 0);
      chmodSync(place.envFile, 0o644);
    },
    expected: held,
  },
  {
    area,
    name: 'in a read-only folder',
    commands: [...readers, verifyDue],
    arrange: (place) => {
      place.allowed.add('not-saved');
      chmodSync(place.folder, 0o555);
      place.endings.push(() => chmodSync(place.folder, 0o755));
    },
    expected: (command) =>
      [setup, refresh, revoke].includes(command)
        ? { exits: [0, 2], neverSays: /ls -ld \S*\.env\b/ }
        : { exits: command.makes ? [0, 2] : [0] },
  },
  {
    area,
    name: 'of a group that may read it (0640)',
    commands: writers,
    arrange: ({ envFile, start }) => {
      start.asRoot = isRoot;
      if (isRoot) chownSync(envFile, 0, 33);
      chmodSync(envFile, 0o640);
    },
    expected: { exits: [0] },
    ci: true,
  },
  {
    area,
    name: 'readable by all (0644)',
    commands: writers,
    arrange: ({ envFile }) => chmodSync(envFile, 0o644),
    expected: { exits: [0] },
  },
  {
    area,
    name: 'of another owner, written by root',
    commands: writers,
    impossible: isRoot ? undefined : 'needs root',
    arrange: ({ envFile, start }) => {
      start.asRoot = true;
      chownSync(envFile, nobody, 33);
    },
    expected: { exits: [0] },
  },
  {
    area,
    name: 'a link to a file elsewhere',
    commands: writers,
    arrange: (place) => {
      const real = join(place.outside, 'real.env');
      renameSync(place.envFile, real);
      symlinkSync(real, place.envFile);
      place.start.watched = real;
    },
    expected: {
      exits: [0],
      after: ({ envFile }) => (existsSync(envFile) ? undefined : 'the link is gone'),
    },
  },
  {
    area,
    name: 'a link to a file that is not there yet',
    commands: [setup],
    arrange: (place) => {
      const real = join(place.outside, 'real.env');
      rmSync(place.envFile);
      symlinkSync(real, place.envFile);
      place.start.watched = real;
      const { clientId, clientSecret } = place.simulator.app;
      Object.assign(place.start.env, {
        LINKEDIN_CLIENT_ID: clientId,
        LINKEDIN_CLIENT_SECRET: clientSecret,
      });
      place.known.add(clientId).add(clientSecret);
    },
    expected: { exits: [0, 2] },
  },
  {
    area,
    name: 'with a second name (hard link)',
    commands: writers,
    arrange: ({ envFile, outside }) => linkSync(envFile, join(outside, 'second.env')),
    expected: { exits: [0, 2] },
  },
  {
    area,
    name: 'immutable by name: a folder has the name of the temporary file',
    commands: writers,
    arrange: ({ envFile, litter }) => {
      mkdirSync(`${envFile}.tmp`);
      litter.add('.env.tmp');
    },
    expected: { exits: [0] },
  },
];

const mounts = spawnSync('unshare', ['-m', 'true']).status === 0 ? undefined : 'cannot mount here';

/** A shell in a mount namespace of its own, which ends with the program. */
function inMounts(place: Place, before: string, behind = ''): void {
  const script = `set -e; ${before}\nset +e; "$@"; rc=$?; ${behind}\nexit $rc`;
  place.start.prefix = ['unshare', '-m', 'sh', '-c', script, 'sh'];
  place.start.asRoot = true;
}

const mounted: readonly Fault[] = [
  {
    area,
    name: 'mounted as a single file',
    commands: [...writers, verify, status],
    impossible: mounts,
    arrange: (place) => {
      const real = join(place.outside, 'real.env');
      renameSync(place.envFile, real);
      writeFileSync(place.envFile, '');
      place.start.watched = real;
      place.allowed.add('not-saved');
      inMounts(place, `mount --bind '${real}' '${place.envFile}'`);
    },
    expected: held,
    ci: true,
  },
  {
    area,
    name: 'mounted as a single file, read-only',
    commands: [...writers, verify, status],
    impossible: mounts,
    arrange: (place) => {
      const { envFile } = place;
      place.allowed.add('not-saved');
      inMounts(
        place,
        `mount --bind '${envFile}' '${envFile}'; mount -o remount,bind,ro '${envFile}'`,
      );
    },
    expected: (command) => ({
      exits: [setup, setupAgain, refresh, revoke].includes(command) ? [2] : [0],
      file: 'unchanged',
      after: mintedForNothing,
    }),
    ci: true,
  },
  {
    area,
    name: 'on a read-only file system',
    commands: [...writers, verify, status],
    impossible: mounts,
    arrange: (place) => {
      const { folder } = place;
      place.allowed.add('not-saved');
      inMounts(place, `mount --bind '${folder}' '${folder}'; mount -o remount,bind,ro '${folder}'`);
    },
    expected: (command) => ({
      exits: [setup, setupAgain, refresh, revoke, reportDue].includes(command) ? [2] : [0],
      file: 'unchanged',
      after: mintedForNothing,
    }),
  },
  {
    area,
    name: 'on a full disk',
    commands: [...writers, verify, status],
    impossible: mounts,
    arrange: (place) => {
      const { folder, outside } = place;
      place.allowed.add('not-saved');
      const copies = `cp -p '${folder}/.env' '${outside}/copy'`;
      const fill = `cp -p '${outside}/copy' '${folder}/.env'; cat /dev/zero > '${folder}/filler' 2>&- || true`;
      inMounts(
        place,
        `${copies}; mount -t tmpfs -o size=64k none '${folder}'; ${fill}; cd '${folder}'`,
        `ls -A '${folder}' > '${outside}/names'; cp -p '${folder}/.env' '${outside}/after.env'`,
      );
      place.start.watched = join(outside, 'after.env');
      execFileSync('cp', ['-p', place.envFile, place.start.watched]);
    },
    expected: {
      exits: [0, 2],
      after: ({ outside }) => {
        const names = readFileSync(join(outside, 'names'), 'utf8').split('\n');
        const left = names.filter((name) => !['', '.env', 'filler', '.env.lock'].includes(name));
        return left.length > 0 ? `left on the full disk: ${left.join(', ')}` : undefined;
      },
    },
    ci: true,
  },
  {
    area,
    name: 'files may not grow (ulimit -f 0)',
    commands: writers,
    arrange: (place) => {
      place.allowed.add('not-saved');
      place.start.prefix = ['sh', '-c', 'ulimit -f 0; trap "" XFSZ; exec "$@"', 'sh'];
    },
    expected: { exits: [0, 2] },
  },
];

/** What cannot be kept must not be asked for: the authorization code would be spent. */
function mintedForNothing({ linkedin, command }: Place): string | undefined {
  const exchanged = linkedin.calls.some(({ endpoint }) => endpoint === 'exchange');
  return exchanged && command.consents
    ? 'the code was exchanged, and there is no room for the tokens'
    : undefined;
}

/** The file from a pipe: read once, and never written. */
const piped: readonly Fault[] = [
  {
    area,
    name: 'from /dev/stdin',
    commands: [status, verify, token, run],
    arrange: (place) => {
      place.allowed.add('not-saved');
      addFlags(place, '--file', '/dev/stdin');
      place.start.prefix = ['sh', '-c', `cat '${place.envFile}' | "$@"`, 'sh'];
    },
    expected: { exits: [0], file: 'unchanged' },
  },
  {
    area,
    name: 'from <(…)',
    commands: [status, verify, token, run],
    arrange: (place) => {
      place.allowed.add('not-saved');
      place.start.prefix = ['bash', '-c', `"$@" --file <(cat '${place.envFile}'); exit $?`, 'bash'];
      if (place.command === run) {
        place.start.prefix = [
          'bash',
          '-c',
          `"$1" "$2" run --file <(cat '${place.envFile}') -- true; exit $?`,
          'bash',
        ];
      }
    },
    expected: { exits: [0], file: 'unchanged' },
  },
  {
    area,
    name: 'with another name, and a fault to advise on',
    commands: all.filter(({ calls }) => calls.length > 0),
    arrange: (place) => {
      renameSync(place.envFile, join(place.folder, 'prod.env'));
      place.start.watched = join(place.folder, 'prod.env');
      addFlags(place, '--file', 'prod.env');
      const text = readFileSync(place.start.watched, 'utf8');
      writeFileSync(
        place.start.watched,
        text.replace(/^(LINKEDIN_CLIENT_SECRET)=.*$/m, '$1=WPL_AP1.wrongSecret0000.d3Jvbmc='),
      );
    },
    expected: (command) =>
      command.start === 'signed-in' &&
      !['refresh', 'revoke', 'setup --from consent'].some((name) => command.name.startsWith(name))
        ? { exits: [0, 3, 4] }
        : { exits: [3, 4] },
    ci: true,
  },
];

/** Secrets that a killed run of long ago left beside the file. */
const leftovers: readonly Fault[] = [
  {
    area,
    name: 'a temporary file of a killed run lies beside it',
    commands: [refresh, setup],
    arrange: ({ folder, envFile }) => {
      const name = join(folder, '.env.3f2b0c1e-8f5a-4a57-9a43-2a1b6c7d8e9f.tmp');
      writeFileSync(name, readFileSync(envFile), { mode: 0o600 });
      const longAgo = new Date(Date.now() - 3_600_000);
      execFileSync('touch', ['-d', longAgo.toISOString(), name]);
    },
    expected: {
      exits: [0],
      after: ({ folder }) => {
        const left = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
        return left.length > 0 ? 'what a killed run left is not collected' : undefined;
      },
    },
  },
];

export const envFileFaults: readonly Fault[] = [
  ...odd,
  ...texts,
  ...rights,
  ...mounted,
  ...piped,
  ...leftovers,
];
