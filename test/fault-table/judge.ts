/** All rules over one run: what nobody can explain is a complaint. */

import { parse } from 'dotenv';
import { type Case, type Expected, expectedOf } from './fault.ts';
import { type FileVerdict, judgeFile } from './judge-file.ts';
import { judgeOutput, outcomeOf } from './judge-output.ts';
import {
  commandLimit,
  connectionLimit,
  interruptLimit,
  memoryLimit,
  requestLimit,
} from './limits.ts';
import type { Endpoint, LoggedCall } from './linkedin.ts';
import type { Place } from './place.ts';
import type { Ending } from './program.ts';
import { namesIn, type Snapshot } from './snapshot.ts';

export interface Row {
  readonly area: string;
  readonly fault: string;
  readonly command: string;
  readonly outcome: string;
  readonly exit: string;
  readonly seconds: number;
  readonly file: string;
  readonly complaints: readonly string[];
  /** The last words, for whoever looks into it. */
  readonly said: string;
}

export interface Observed {
  readonly place: Place;
  readonly ending: Ending;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly namesBefore: readonly string[];
}

export async function judge(one: Case, observed: Observed): Promise<Row> {
  const { place, ending, before, after } = observed;
  const file = judgeFile(before, after, place);
  const expected = expectedOf(one);
  const complaints = [
    ...judgeTime(ending, expected),
    ...judgeOutput(ending, place),
    ...file.complaints,
    ...judgeLeftovers(observed),
    ...judgeCalls(place),
    ...judgeTruth(observed),
    ...(await judgeRevocation(observed, file)),
    ...judgeExpected(observed, expected, file),
  ];
  return {
    area: one.fault.area,
    fault: one.fault.name,
    command: one.command.name,
    outcome: outcomeOf(ending),
    exit: String(ending.exit ?? ending.signal),
    seconds: ending.seconds,
    file: file.word,
    complaints: [...new Set(complaints)],
    said: `${ending.stderr}${ending.stdout}`.slice(0, 1500),
  };
}

function judgeTime(ending: Ending, { within = commandLimit }: Expected): string[] {
  const { killed, megabytes, seconds, secondsFromInterrupt, survivors } = ending;
  const complaints: string[] = [];
  if (megabytes > memoryLimit) complaints.push(`${megabytes.toFixed(0)} MB of memory`);
  else if (killed) complaints.push(`endless: killed after ${seconds.toFixed(0)} s`);
  else if (seconds > within)
    complaints.push(`${seconds.toFixed(0)} s, and ${within} s is the limit`);
  if (secondsFromInterrupt !== undefined && secondsFromInterrupt > interruptLimit) {
    complaints.push(`${secondsFromInterrupt.toFixed(0)} s from Ctrl-C to the end`);
  }
  if (survivors && !killed) complaints.push('a process of it is still alive');
  return complaints;
}

function judgeLeftovers({ place, namesBefore }: Observed): string[] {
  const known = new Set([...namesBefore, ...place.litter, '.env']);
  const left = namesIn(place.folder).filter((name) => !known.has(name));
  const temporary = namesIn(`${place.outside}/tmp`);
  const complaints = left.length > 0 ? [`left behind: ${left.join(', ')}`] : [];
  if (temporary.length > 0)
    complaints.push(`left in the temporary folder: ${temporary.join(', ')}`);
  return complaints;
}

function judgeCalls({ allowed, command, linkedin }: Place): string[] {
  const complaints: string[] = [];
  const counts = new Map<string, number>();
  // The same may be asked twice for two reasons; it is repeated when the answer did not serve.
  for (const { request, spoiled } of linkedin.calls) {
    if (spoiled) counts.set(request, (counts.get(request) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const limit = command.consents ? 2 * requestLimit : requestLimit;
  if (most > limit && !allowed.has('repeats')) complaints.push(`one request sent ${most} times`);
  const exchanges = linkedin.calls.filter(({ endpoint }) => endpoint === 'exchange').length;
  if (exchanges > 1) complaints.push(`the authorization code was sent ${exchanges} times`);
  if (linkedin.connections() > connectionLimit) {
    complaints.push(`${linkedin.connections()} connections`);
  }
  return complaints;
}

/** Names of campaigns are a convenience, and numbers prove a role; everything else is needed for a success. */
const optional: readonly Endpoint[] = [
  'adCampaigns',
  'adCampaignGroups',
  'adAccountUsers',
  'other',
];

function judgeTruth({ place, ending, after }: Observed): string[] {
  const { command, linkedin } = place;
  const complaints: string[] = [];
  const failed = alwaysSpoiled(linkedin.calls).filter((endpoint) => !optional.includes(endpoint));
  if (ending.exit === 0 && failed.length > 0 && !place.allowed.has('spoiled-succeeds')) {
    complaints.push(`exit 0, although ${failed.join(', ')} failed`);
  }
  const minted = linkedin.calls.some(
    ({ endpoint, spoiled }) => !spoiled && (endpoint === 'refresh' || endpoint === 'exchange'),
  );
  const kept = after.kind !== 'file' || [...linkedin.given].some((given) => holds(after, given));
  if (minted && !kept && linkedin.given.size > 0 && !place.allowed.has('not-saved')) {
    complaints.push('LinkedIn gave tokens, and they are nowhere');
  }
  if (command.calls.includes('refresh') && ending.exit === 0 && linkedin.given.size === 0) {
    if (!place.allowed.has('not-renewed')) complaints.push('exit 0, and nothing was renewed');
  }
  return complaints;
}

const holds = ({ text = '' }: Snapshot, value: string) => text.includes(value);

function alwaysSpoiled(calls: readonly LoggedCall[]): Endpoint[] {
  const endpoints = [...new Set(calls.map(({ endpoint }) => endpoint))];
  return endpoints.filter((endpoint) =>
    calls.every((call) => call.endpoint !== endpoint || call.spoiled),
  );
}

/** Asks LinkedIn itself whether the tokens live. */
async function judgeRevocation({ place, ending, before, after }: Observed, { word }: FileVerdict) {
  if (!place.command.calls.includes('revoke')) return [];
  const held = tokensOf(before);
  const kept = tokensOf(after);
  const alive = await Promise.all(held.map((token) => lives(token, place)));
  const complaints: string[] = [];
  const taken = held.filter((token) => !kept.includes(token));
  const lost = held.filter((token, index) => taken.includes(token) && alive[index]);
  if (ending.exit === 0 && alive.some(Boolean)) complaints.push('exit 0, and a token lives on');
  if (ending.exit === 0 && kept.length > 0) complaints.push(`exit 0, and the .env is ${word}`);
  if (lost.length > 0 && ending.exit !== 3 && ending.exit !== 0) {
    complaints.push('taken out of the .env, alive at LinkedIn');
  }
  return complaints;
}

function tokensOf({ text = '' }: Snapshot): string[] {
  const values = parse(text);
  return ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_REFRESH_TOKEN'].flatMap((name) => values[name] ?? []);
}

async function lives(token: string, { simulator }: Place): Promise<boolean> {
  const { clientId, clientSecret } = simulator.app;
  const body = new URLSearchParams({ token, client_id: clientId, client_secret: clientSecret });
  const url = 'http://127.0.0.1/oauth/v2/introspectToken';
  const answer = await simulator.fetch(new Request(url, { method: 'POST', body }));
  const told: unknown = await answer.json();
  return typeof told === 'object' && told !== null && 'active' in told && told.active === true;
}

function judgeExpected(
  { place, ending }: Observed,
  expected: Expected,
  file: FileVerdict,
): string[] {
  const { exits, codes, says, neverSays, file: wanted, after } = expected;
  const complaints: string[] = [];
  const { exit } = ending;
  const outcome = outcomeOf(ending);
  if (exits !== undefined && exit !== undefined && !exits.includes(exit)) {
    complaints.push(`exit ${exit}, expected ${exits.join(' or ')}`);
  }
  const succeeded = exit === 0 && (exits?.includes(0) ?? true);
  if (codes !== undefined && !succeeded && !codes.includes(outcome)) {
    complaints.push(`${outcome}, expected ${codes.join(' or ')}`);
  }
  const said = ending.stdout + ending.stderr;
  if (says !== undefined && !says.test(said)) complaints.push(`does not say ${says}`);
  if (neverSays?.test(said)) complaints.push(`says ${neverSays}`);
  const changed = file.word === 'unchanged' || file.word === 'none' ? 'unchanged' : 'changed';
  if (wanted !== undefined && changed !== wanted) complaints.push(`the .env is ${file.word}`);
  const left = after?.(place);
  if (left !== undefined) complaints.push(left);
  return complaints;
}
