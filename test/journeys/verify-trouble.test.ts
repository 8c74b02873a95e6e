/** When LinkedIn or the network gives trouble: one sentence, its fix, exit 5, and the `.env` as it was. */

import { describe, expect, it, test } from 'vitest';
import type { Outage } from '../../src/simulator/scenario.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { openSignedIn } from '../support/signed-in.ts';
import type { Run, TestWorld } from '../support/world.ts';

/** All that is said after the table: a message, numbered fixes, where to read, the code. */
function expectOneFault(run: Run, code: string, sentence: string): void {
  expect(run).toMatchObject({ exitCode: 5, asked: [] });
  const [, said = ''] = /( LinkedIn: .*?\)) 1\. /.exec(run.stderrAsOneLine) ?? [];
  expect(run.stderrAsOneLine.startsWith(` ${sentence}${said} 1. `)).toBe(true);
  expect(run.stderrAsOneLine).toMatch(
    new RegExp(` More: https://\\S+ \\(${code}, exit 5(, .*)?\\) $`),
  );
  expect(run.stderrAsOneLine.match(/exit \d/g)).toHaveLength(1);
  expect(run.stderr).not.toMatch(/^\s+at |Error:/m);
}

async function expectUntouched(world: TestWorld, before: string | undefined): Promise<void> {
  expect(await world.text()).toBe(before);
  expect(await world.names()).toEqual(['.env']);
}

// --- LinkedIn ----------------------------------------------------------------------------------------

describe('LinkedIn', () => {
  it.each<[keyof typeof scenarios, string, string]>([
    [
      'throttled-minute',
      'throttled',
      'LinkedIn is throttling this app: too many calls in a short time.',
    ],
    [
      'throttled-day',
      'quota-exhausted',
      "This app has used up LinkedIn's calls for today; the count starts again at midnight UTC, in 14 h 0 min.",
    ],
    [
      'unavailable',
      'linkedin-unavailable',
      'LinkedIn is not answering as it should: it answers with HTTP 503.',
    ],
    [
      'html-error-page',
      'linkedin-unavailable',
      'LinkedIn is not answering as it should: it answers with HTTP 502.',
    ],
    [
      'reply-cut-short',
      'linkedin-unavailable',
      'LinkedIn is not answering as it should: its answer is cut off or damaged (HTTP 200).',
    ],
  ])('%s is %s', async (name, code, sentence) => {
    const world = await openSignedIn({ scenario: scenarios[name] });
    const before = await world.text();
    const run = await world.run(['verify']);

    expectOneFault(run, code, sentence);
    await expectUntouched(world, before);
  });

  it('that recovers within three tries is no trouble', async () => {
    const world = await openSignedIn({ scenario: scenarios['unavailable-then-fine'] });
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.requests.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 6 }, () => 200),
      503,
      503,
    ]);
  });

  it('names the request that failed, for its support', async () => {
    const world = await openSignedIn({ scenario: scenarios['throttled-minute'] });
    const { stderrAsOneLine: told } = await world.run(['verify']);
    expect(told).toMatch(/\(throttled, exit 5, LinkedIn request \S+\) $/);
  });
});

describe('a throttle', () => {
  const throttled = (outage: Partial<Outage & { kind: 'throttled' }>): Scenario => ({
    ...scenarios.ready,
    outage: { kind: 'throttled', window: 'MINUTE', ...outage },
  });
  const restCalls = ({ requests }: Run) => requests.filter(({ path }) => path.startsWith('/rest/'));

  it('of the day is not tried again', async () => {
    const world = await openSignedIn({ scenario: throttled({ window: 'DAY' }) });
    expect(restCalls(await world.run(['verify']))).toHaveLength(4);
  });

  it('of the minute is tried three times', async () => {
    const world = await openSignedIn({ scenario: throttled({}) });
    expect(restCalls(await world.run(['verify']))).toHaveLength(12);
  });

  it('that says how long is obeyed', async () => {
    const world = await openSignedIn({ scenario: throttled({ retryAfterSeconds: 7 }) });
    const start = world.now().getTime();
    const run = await world.run(['verify']);

    expect(restCalls(run)).toHaveLength(12);
    expect(world.now().getTime() - start).toBe(14_000);
    expect(run.stderrAsOneLine).toContain('1. In 7 seconds, run it again: pectus-linkedin verify');
  });

  it('that asks for minutes is passed on at once', async () => {
    const world = await openSignedIn({ scenario: throttled({ retryAfterSeconds: 600 }) });
    const start = world.now().getTime();
    const run = await world.run(['verify']);

    expect(restCalls(run)).toHaveLength(4);
    expect(world.now().getTime()).toBe(start);
    expect(run.stderrAsOneLine).toContain('1. In 10 minutes, run it again: pectus-linkedin verify');
  });

  it('of the day tells the time to midnight at every hour', async () => {
    const world = await openSignedIn({
      scenario: throttled({ window: 'DAY' }),
      startTime: '2026-11-22T23:59:30Z',
    });
    expect((await world.run(['verify'])).stderrAsOneLine).toContain('midnight UTC, in 0 h 1 min.');
  });
});

// --- the network -------------------------------------------------------------------------------------

/** As a network fails: an error around what the system said. */
function failing(code: string) {
  const cause = Object.assign(new Error(`made to fail: ${code}`), { code });
  return async () => {
    throw new TypeError('fetch failed', { cause });
  };
}

const unreachable = 'www.linkedin.com cannot be reached:';

describe('the network', () => {
  it.each([
    ['ENOTFOUND', `${unreachable} its name is not known here; is this machine online.`],
    ['EAI_AGAIN', `${unreachable} its name cannot be looked up; is this machine online.`],
    ['ECONNREFUSED', `${unreachable} the connection was refused.`],
    ['ECONNRESET', `${unreachable} the connection broke off.`],
    ['ENETUNREACH', `${unreachable} this machine has no way there; is it online.`],
    ['CONNECT_LATE', `${unreachable} nobody answered in time.`],
    ['ANSWER_LATE', `${unreachable} the answer did not come in time.`],
    ['ANSWER_BROKEN', `${unreachable} the answer broke off in the middle.`],
    ['EWHATEVER', `${unreachable} the connection failed (EWHATEVER).`],
  ])('that fails with %s is told in words', async (code, sentence) => {
    const world = await openSignedIn();
    const before = await world.text();
    const run = await world.run(['verify'], { fetch: failing(code) });

    expectOneFault(run, 'network-unreachable', sentence);
    expect(run.stderrAsOneLine).toContain('curl -I https://www.linkedin.com More:');
    await expectUntouched(world, before);
  });

  it('with an amount that is none is no bug of this program', async () => {
    const world = await openSignedIn();
    const row = {
      costInLocalCurrency: 'N/A',
      dateRange: { start: { year: 2026, month: 11, day: 20 } },
      pivotValues: ['urn:li:sponsoredAccount:512345678'],
    };
    const run = await world.run(['verify'], {
      fetch: async (request) =>
        request.url.includes('/adAnalytics')
          ? Response.json({ elements: [row] })
          : await world.linkedin(request),
    });
    expect(run.exitCode).toBe(5);
    expect(run.stderrAsOneLine).toContain('its adAnalytics answer has an odd costInLocalCurrency.');
  });

  it.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ])('with a certificate like %s is not trusted, and not tried again', async (code) => {
    const world = await openSignedIn();
    const before = await world.text();
    let calls = 0;
    const fetch = failing(code);
    const run = await world.run(['verify'], {
      fetch: async () => {
        calls += 1;
        return await fetch();
      },
    });

    expectOneFault(
      run,
      'tls-untrusted',
      `The certificate shown for www.linkedin.com is not trusted (${code}). A company network that inspects traffic does that.`,
    );
    expect(run.stderrAsOneLine).toContain(
      'NODE_EXTRA_CA_CERTS=/path/to/root.pem pectus-linkedin verify',
    );
    expect(calls).toBe(6);
    await expectUntouched(world, before);
  });

  it.each([
    [
      'CERT_HAS_EXPIRED',
      "has expired (CERT_HAS_EXPIRED), or this machine's clock is wrong.",
      'Check the date and the time of this machine: it says 2026-11-22 10:00 UTC.',
    ],
    [
      'CERT_NOT_YET_VALID',
      "is not valid yet (CERT_NOT_YET_VALID); most likely this machine's clock is wrong.",
      'Check the date and the time of this machine: it says 2026-11-22 10:00 UTC.',
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'is for another name (ERR_TLS_CERT_ALTNAME_INVALID): something else is answering in its place.',
      'On a network with a sign-in page, sign in there in your browser first.',
    ],
    [
      'CERT_REVOKED',
      'is not trusted (CERT_REVOKED).',
      'Tell your IT department which certificate this network shows for www.linkedin.com',
    ],
  ])('with a certificate like %s says what is wrong with it, and what helps', async (code, why, step) => {
    const world = await openSignedIn();
    const run = await world.run(['verify'], { fetch: failing(code) });

    const sentence = `The certificate shown for www.linkedin.com ${why}`;
    expectOneFault(run, 'tls-untrusted', sentence);
    expect(run.stderrAsOneLine).toContain(`1. ${step}`);
    expect(run.stderrAsOneLine).not.toContain('NODE_EXTRA_CA_CERTS');
  });

  it('behind a proxy names the proxy, without its password', async () => {
    const world = await openSignedIn();
    const env = { HTTPS_PROXY: 'http://robin:hunter2@proxy.example.com:8080' };
    const run = await world.run(['verify'], { env, fetch: failing('ECONNREFUSED') });

    expectOneFault(
      run,
      'network-unreachable',
      'www.linkedin.com cannot be reached through the proxy proxy.example.com:8080: the connection was refused.',
    );
    expect(run.stdout + run.stderr).not.toContain('hunter2');
  });
});

test.each([
  'ENOTFOUND',
  'SELF_SIGNED_CERT_IN_CHAIN',
])('a renewal that %s stops is told likewise, and the dead token stays', async (code) => {
  const world = await openSignedIn({ daysAgo: 70 });
  const before = await world.text();
  const run = await world.run(['verify'], { fetch: failing(code) });

  expect(run).toMatchObject({ exitCode: 5, asked: [] });
  expect(run.stderrAsOneLine.match(/exit \d/g)).toEqual(['exit 5']);
  await expectUntouched(world, before);
});
