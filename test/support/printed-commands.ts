/** Every command that is printed anywhere, as data; and paths that are hard to paste. */

import { checkFile } from '../../src/checks/machine-checks.ts';
import { fileErrorFix } from '../../src/credentials/file-errors.ts';
import { wrongEncoding } from '../../src/credentials/text-encoding.ts';
import type { Invocation } from '../../src/faults/command-line.ts';
import { again, type Command, type Fix, own, type Run, shell } from '../../src/faults/fix.ts';
import { healthy } from '../checks/healthy.ts';
import { faultSamples } from './fault-samples.ts';

export interface PrintedCommand {
  readonly where: string;
  readonly say: string;
  readonly run: Command;
}

const isCommand = (run: Run | undefined): run is Command => run !== undefined && !('open' in run);

function commandsOf(where: string, fixes: readonly Fix[]): readonly PrintedCommand[] {
  return fixes.flatMap(({ say, run }) => (isCommand(run) ? [{ where, say, run }] : []));
}

/** What is said of a file, and takes its path. */
function aboutFile(path: string): readonly PrintedCommand[] {
  const loaded = { ...healthy.loaded, displayPath: path };
  const exposed = checkFile({ ...healthy, loaded, readers: 'others', git: 'tracked' });
  const partial = [{ say: 'Replace it', run: shell('mv', `${path}.partial`, path) }];
  return [
    ...commandsOf('a file that is exposed', exposed.fix ?? []),
    ...['ENOENT', 'ENOSPC', 'READ_ONLY', 'EACCES'].flatMap((code) =>
      commandsOf(`a file that cannot be written (${code})`, [fileErrorFix(path, code)]),
    ),
    ...commandsOf('a file in UTF-16', wrongEncoding(path, 'utf-16le').fix),
    ...commandsOf('a report that is kept beside', partial),
    ...commandsOf('a lock', [
      { say: 'Remove it', run: shell('rm', path) },
      { say: 'Remove it', run: shell('rm', '-r', path) },
    ]),
    ...commandsOf('a way to the file', [
      { say: 'Sign in', run: own('setup', { '--file': path }) },
      { say: 'Once more', run: again({ '--file': path }, { NODE_EXTRA_CA_CERTS: path }) },
    ]),
  ];
}

const elsewhere: readonly PrintedCommand[] = commandsOf('elsewhere', [
  { say: 'A sign-in over SSH', run: shell('ssh', '-L', '27365:localhost:27365', 'ada@example') },
  { say: 'A simulated LinkedIn', run: { set: { PECTUS_LINKEDIN_API_URL: 'http://localhost:1/' } } },
  { say: 'Variables that override', run: { unset: ['LINKEDIN_SCOPES', 'LINKEDIN_CLIENT_ID'] } },
  { say: 'A proxy', run: again({}, { HTTPS_PROXY: 'http://ada:50%25&x@proxy.example:8080' }) },
]);

const all: readonly PrintedCommand[] = [
  ...faultSamples.flatMap(({ code, fix }) => commandsOf(code, fix)),
  ...aboutFile('clients/.env'),
  ...elsewhere,
];

/** Each command once. */
export const printedCommands = all.filter(
  ({ run }, index) =>
    all.findIndex((one) => JSON.stringify(one.run) === JSON.stringify(run)) === index,
);

/** None of them on a disk of Windows that could not have it there. */
export const awkwardPaths: readonly string[] = [
  'My Clients/Müller & Söhne.env',
  "100% of %PATH%/it's.env",
  '$HOME `whoami` !x!/(a),;=[b]{c}^~#@+.env',
  'Kunden – Süd › 5 €/\u2018x\u2019.env',
  './-x/ .env',
];

export const awkwardCommands = awkwardPaths.flatMap(aboutFile);

/** How the program was called. */
export const invocation: Omit<Invocation, 'shell'> = {
  program: ['pectus-linkedin'],
  argv: ['verify', '--within', '30'],
  file: undefined,
};
