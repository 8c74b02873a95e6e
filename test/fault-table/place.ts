/** Where one case happens: a folder of its own, a LinkedIn of its own, an environment of its own. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createSimulator, type Simulator, scenarios } from '../../src/simulator/index.ts';
import type { Command } from './commands.ts';
import { type Certificate, type FaultyLinkedIn, serveFaultyLinkedIn } from './linkedin.ts';

export interface Place {
  readonly command: Command;
  /** The working directory, and its parent, which holds what the fault needs beside it. */
  readonly folder: string;
  readonly outside: string;
  readonly envFile: string;
  readonly simulator: Simulator;
  readonly linkedin: FaultyLinkedIn;
  /** How the program is started; a fault changes it as it likes. */
  readonly start: Start;
  /** What a fault opened, ended in the end. */
  readonly endings: (() => unknown)[];
  /** No output may hold a piece of one. */
  readonly secrets: Set<string>;
  /** Rules that do not hold under this fault. */
  readonly allowed: Set<Allowance>;
  /** Values that LinkedIn gave or that the person put there, beside those in `linkedin.given`. */
  readonly known: Set<string>;
  /** LinkedIn's clock in days from the machine's. */
  readonly linkedInClock: number;
  /** New names in the folder that are none of the program's doing. */
  readonly litter: Set<string>;
}

export type Allowance =
  /** Tokens that LinkedIn gives cannot be kept. */
  | 'not-saved'
  /** The access token may serve as it is. */
  | 'not-renewed'
  /** An answer is odd, and still the one that was asked for. */
  | 'spoiled-succeeds'
  /** LinkedIn is asked again after each pause that it asks for. */
  | 'repeats'
  /** Dates are reckoned from what the fault made of them. */
  | 'odd-dates';

export interface Start {
  /** The launcher of the built program. */
  program: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** Before `node`: `prlimit`, a shell that mounts something. */
  prefix: string[];
  /** What the three streams are, where they are not pipes. */
  streams: { stdin?: 'ignore' | number; stdout?: 'ignore' | number; stderr?: 'ignore' | number };
  /** Keeps the rights of root, where the suite has them. */
  asRoot: boolean;
  /** The files belong to whom the fault gave them; otherwise to whoever runs the program. */
  ownersStay: boolean;
  /** A pseudo-terminal on all three streams. */
  terminal: boolean;
  /** SIGINT as soon as LinkedIn has been asked. */
  interrupt: boolean;
  /** Of the file, before the program runs, where it is not `envFile` that is looked at. */
  watched?: string;
}

/** Stands before and behind our lines, and must come out as it went in. */
export const foreignBefore = '# kept by hand\r\nDATABASE_URL="postgres://a:b@c/d?e=f#g"\n\n';
export const foreignAfter = "export OTHER='a b'\nLAST=without a line end";

export interface PlaceOptions {
  readonly folder: string;
  readonly command: Command;
  readonly program: string;
  readonly certificate?: Certificate;
  /** In days from the machine's. */
  readonly linkedInClock: number;
}

export async function openPlace({
  folder: outside,
  command,
  program,
  certificate,
  linkedInClock,
}: PlaceOptions): Promise<Place> {
  const folder = join(outside, 'work');
  for (const name of ['', 'home', 'tmp', 'work'])
    mkdirSync(join(outside, name), { recursive: true });
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const { simulator, text, secrets } = signedIn(command, redirectUri, linkedInClock);
  const linkedin = await serveFaultyLinkedIn(simulator, certificate);
  const envFile = join(folder, '.env');
  writeFileSync(envFile, text, { mode: 0o600 });
  const consent = command.consents ? ['--redirect-uri', redirectUri, '--timeout', '150'] : [];
  return {
    command,
    folder,
    outside,
    envFile,
    simulator,
    linkedin,
    secrets,
    allowed: new Set(),
    known: new Set([redirectUri]),
    linkedInClock,
    litter: new Set(command.makes),
    endings: [() => linkedin.close()],
    start: {
      program,
      args: command.name.startsWith('setup --rehearse')
        ? [...command.args]
        : withFlags(command.args, consent),
      env: {
        PATH: process.env['PATH'],
        HOME: join(outside, 'home'),
        TMPDIR: join(outside, 'tmp'),
        LANG: 'C.UTF-8',
        PECTUS_LINKEDIN_OAUTH_URL: `${linkedin.origin}/oauth/v2`,
        PECTUS_LINKEDIN_API_URL: `${linkedin.origin}/rest`,
      },
      prefix: [],
      streams: {},
      asRoot: false,
      ownersStay: false,
      terminal: false,
      interrupt: false,
    },
  };
}

function withFlags(args: readonly string[], more: readonly string[]): string[] {
  const [name = '', ...rest] = args;
  return [name, ...more, ...rest];
}

/** Adds flags where they are still flags: before `--`. */
export function addFlags({ start }: Place, ...flags: readonly string[]): void {
  start.args = withFlags(start.args, flags);
}

function signedIn({ start }: Command, redirectUri: string, clock: number) {
  const base = scenarios[start === 'due' ? 'access-token-expired' : 'ready'];
  const scenario = { ...base, app: { ...base.app, redirectUris: [redirectUri] } };
  // A day old: LinkedIn may refuse a token of this minute for a while.
  let age = 1;
  const simulator = createSimulator({ scenario, now: () => new Date(isoIn(clock - age)) });
  const { clientId, clientSecret } = simulator.app;
  const { accessToken, refreshToken = '' } = simulator.issueTokens();
  age = 0;
  const keys = [`LINKEDIN_CLIENT_ID=${clientId}`, `LINKEDIN_CLIENT_SECRET=${clientSecret}`];
  const tokens = [
    `LINKEDIN_REFRESH_TOKEN=${refreshToken}`,
    `LINKEDIN_ACCESS_TOKEN=${accessToken}`,
    'LINKEDIN_AD_ACCOUNT_ID=512345678',
    `LINKEDIN_ACCESS_TOKEN_EXPIRES_AT=${isoIn(clock + (start === 'due' ? -1 : 59))}`,
    `LINKEDIN_REFRESH_TOKEN_EXPIRES_AT=${isoIn(clock + 364)}`,
    'LINKEDIN_SCOPES=r_ads,r_ads_reporting',
  ];
  const lines = start === 'keys' ? keys : [...keys, ...tokens];
  return {
    simulator,
    text: `${foreignBefore}${lines.join('\n')}\n${foreignAfter}`,
    secrets: new Set([clientSecret, accessToken, refreshToken]),
  };
}

/** So many days from now, as the program writes dates. */
export function isoIn(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}

/** Replaces or adds one of our lines in the `.env` of the place. */
export function setLine(text: string, name: string, value: string): string {
  const line = `${name}=${value}`;
  const pattern = new RegExp(`^${name}=.*$`, 'm');
  return pattern.test(text) ? text.replace(pattern, () => line) : `${line}\n${text}`;
}

/** Below the ports that the system gives to connections, which come and go. */
let nextPort = 15_000 + (process.pid % 1000) * 10;

export async function freePort(): Promise<number> {
  for (;;) {
    nextPort += 1;
    const port = nextPort;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
