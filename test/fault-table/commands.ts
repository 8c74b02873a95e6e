/** The commands as rows: how each is called, from what state, and what it asks LinkedIn. */

import type { Endpoint } from './linkedin.ts';

export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** What the `.env` holds before; `due` means that the access token has to be renewed first. */
  readonly start: 'keys' | 'signed-in' | 'due';
  /** What it asks LinkedIn when all is well. */
  readonly calls: readonly Endpoint[];
  /** Secrets are its result: stdout may hold them. */
  readonly handsOver?: true;
  /** Somebody opens the printed consent address and presses Allow. */
  readonly consents?: true;
  /** Files that it makes in the working directory. */
  readonly makes?: readonly string[];
}

const unattended = ['setup', '--no-input', '--no-browser', '--ad-account', '512345678'];
const proof = ['introspectToken', 'adAccounts', 'adAccountUsers', 'adAnalytics'] as const;
const numbers = ['adAccounts', 'adAnalytics', 'adCampaigns', 'adCampaignGroups'] as const;

export const setup: Command = {
  name: 'setup',
  args: unattended,
  start: 'keys',
  calls: ['introspectToken', 'exchange', 'adAccounts', 'adAccountUsers', 'adAnalytics'],
  consents: true,
};
export const setupAgain: Command = {
  ...setup,
  name: 'setup --from consent',
  args: [...unattended, '--from', 'consent'],
  start: 'signed-in',
};
export const rehearsal: Command = {
  name: 'setup --rehearse',
  args: ['setup', '--rehearse'],
  start: 'keys',
  calls: [],
  makes: ['.env.rehearsal'],
};
export const verify: Command = {
  name: 'verify',
  args: ['verify'],
  start: 'signed-in',
  calls: proof,
};
export const verifyJson: Command = {
  ...verify,
  name: 'verify --json',
  args: ['verify', '--json', '--debug'],
};
export const verifyDue: Command = {
  ...verify,
  name: 'verify, due',
  start: 'due',
  calls: ['refresh', ...proof],
};
export const status: Command = {
  name: 'status',
  args: ['status', '--within', '20'],
  start: 'signed-in',
  calls: [],
};
export const report: Command = {
  name: 'report',
  args: ['report', '--format', 'csv', '--from', '7d'],
  start: 'signed-in',
  calls: numbers,
};
export const reportDue: Command = {
  ...report,
  name: 'report --output, due',
  args: ['report', '--from', '7d', '--output', 'report.csv'],
  start: 'due',
  calls: ['refresh', ...numbers],
  makes: ['report.csv'],
};
export const accounts: Command = {
  name: 'accounts',
  args: ['accounts'],
  start: 'signed-in',
  calls: ['adAccounts', 'adAccountUsers'],
};
export const accountsDue: Command = {
  ...accounts,
  name: 'accounts --json, due',
  args: ['accounts', '--json'],
  start: 'due',
  calls: ['refresh', 'adAccounts', 'adAccountUsers'],
};
export const refresh: Command = {
  name: 'refresh',
  args: ['refresh'],
  start: 'signed-in',
  calls: ['refresh'],
};
export const refreshJson: Command = {
  ...refresh,
  name: 'refresh --json',
  args: ['refresh', '--json', '--debug'],
};
export const token: Command = {
  name: 'token, due',
  args: ['token'],
  start: 'due',
  calls: ['refresh'],
  handsOver: true,
};
export const run: Command = {
  name: 'run -- true, due',
  args: ['run', '--', 'true'],
  start: 'due',
  calls: ['refresh'],
};
export const exportJson: Command = {
  name: 'export',
  args: ['export', '--format', 'json'],
  start: 'signed-in',
  calls: [],
  handsOver: true,
};
export const exportFile: Command = {
  ...exportJson,
  name: 'export --output',
  args: ['export', '--format', 'shell', '--output', 'exported.sh'],
  makes: ['exported.sh'],
};
export const remind: Command = {
  name: 'remind',
  args: ['remind'],
  start: 'signed-in',
  calls: [],
  makes: ['linkedin-renewal.ics'],
};
export const revoke: Command = {
  name: 'revoke',
  args: ['revoke', '--yes'],
  start: 'signed-in',
  calls: ['revoke'],
};

export const all: readonly Command[] = [
  setup,
  setupAgain,
  rehearsal,
  verify,
  verifyJson,
  verifyDue,
  status,
  report,
  reportDue,
  accounts,
  accountsDue,
  refresh,
  refreshJson,
  token,
  run,
  exportJson,
  exportFile,
  remind,
  revoke,
];

export const online = all.filter(({ calls }) => calls.length > 0);
/** One of each kind that reads the file. */
export const readers = [
  setup,
  verify,
  status,
  report,
  accounts,
  refresh,
  token,
  run,
  exportJson,
  remind,
  revoke,
];
/** Those that change the file when all is well. */
export const writers = [setup, setupAgain, verifyDue, refresh, token, run, revoke, reportDue];

export const callersOf = (...endpoints: readonly Endpoint[]): readonly Command[] =>
  all.filter(({ calls }) => calls.some((call) => endpoints.includes(call)));
