/** LinkedIn as this process reaches it: where it is, how it is asked, and with which API version. */

import { fault } from '../faults/fault.ts';
import { plainText } from '../screen/sanitize.ts';
import { variables } from '../variables.ts';
import type { Clock, World } from '../world.ts';
import { type Endpoints, readEndpoints } from './endpoints.ts';
import { foreignWords } from './reply-checks.ts';
import { createTransport, type Send } from './transport.ts';
import { currentVersion, meantVersion, versionComplaint } from './versions.ts';

export interface LinkedIn {
  readonly endpoints: Endpoints;
  /** YYYYMM. */
  readonly version: string;
  readonly send: Send;
  /** Its own clock, as it was last heard: this machine's, which counts until then, may be a year off. */
  readonly clock: Pick<Clock, 'now'>;
  /** By how many milliseconds this machine's clock is ahead of it; undefined where that is not known. */
  readonly clockAhead: () => number | undefined;
}

export interface LinkedInSettings {
  /** LINKEDIN_API_VERSION, when set. */
  readonly apiVersion?: string | undefined;
  /** LINKEDIN_RATE_LIMIT_RPS, when set: calls per second. */
  readonly rateLimit?: string | undefined;
  /** One line per exchange, for `--debug`; never holds a secret. */
  readonly note?: (line: string) => void;
}

/** Throws `setting-malformed`. */
export function createLinkedIn(
  world: Pick<World, 'exchange' | 'clock' | 'env' | 'signal'>,
  settings: LinkedInSettings = {},
): LinkedIn {
  const callsPerSecond = readRate(settings.rateLimit);
  const send = createTransport(world, callsPerSecond, settings.note ?? (() => {}));
  const now = () => world.clock.now().getTime();
  let ahead: number | undefined;
  return {
    endpoints: readEndpoints(world.env),
    version: readVersion(settings.apiVersion),
    async send(call) {
      const reply = await send(call);
      const { serverTime } = reply;
      if (serverTime !== undefined && foreignWords(reply) === undefined) {
        ahead = now() - serverTime.getTime();
      }
      return reply;
    },
    clock: {
      now() {
        const off = Math.abs(ahead ?? 0) > clockTolerance ? (ahead ?? 0) : 0;
        return new Date(now() - off);
      },
    },
    clockAhead: () => ahead,
  };
}

/** The `Date` header has whole seconds, and answers take their time: below this, both clocks are right. */
const clockTolerance = 60_000;

function readVersion(given: string | undefined): string {
  if (given === undefined || given === '') return currentVersion;
  const expected = versionComplaint(given);
  if (expected === undefined) return given;
  throw malformed(variables.apiVersion, given, expected, meantVersion(given) ?? currentVersion);
}

/** Calls per second: one every ten seconds; slower, a check would take longer than anybody waits. */
const slowestRate = 0.1;

function readRate(given: string | undefined): number | undefined {
  if (given === undefined || given === '') return undefined;
  const rate = Number(given);
  if (/^\d*\.?\d+$/.test(given) && rate >= slowestRate) return rate;
  const expected = `a number of calls per second, ${slowestRate} or more`;
  throw malformed(variables.rateLimit, given, expected, '5');
}

function malformed(variable: string, given: string, expected: string, example: string): Error {
  return fault('setting-malformed', { variable, given: plainText(given, 80), expected, example });
}
