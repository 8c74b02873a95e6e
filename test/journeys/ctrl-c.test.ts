/** Ctrl-C at every question: quiet, nothing half-written, nobody left listening, and nothing asked twice. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { refusalAt } from '../consent/visitors.ts';
import { appKeys } from '../support/credentials.ts';
import { approvedAnswers, complete, portalAnswers } from '../support/first-answers.ts';
import { type Answers, ctrlC } from '../support/operator.ts';
import { openTestWorld, type Script, type TestWorld } from '../support/world.ts';

/** Every question of a first run, in its order; the wait for the browser is one of them. */
const answers = {
  ...portalAnswers,
  'product-added': 'yes',
  'redirected-address': [],
  ...approvedAnswers,
} satisfies Answers;
const ids = Object.keys(answers);

test('these are all the questions of a first run', async () => {
  const world = await openTestWorld();
  const run = await world.run(['setup'], { answers });
  expect(run.asked).toEqual(ids);
});

function stoppedAt(stop: string): Script {
  const before = Object.entries(answers).slice(0, ids.indexOf(stop));
  return {
    browser: stop === 'redirected-address' ? 'idle' : 'allows',
    answers: { ...Object.fromEntries(before), [stop]: ctrlC },
  };
}

/** What is saved once all questions before this one are answered. */
function savedBefore(stop: string): Readonly<Record<string, string>> | undefined {
  const answered = (id: string) => ids.indexOf(id) < ids.indexOf(stop);
  if (answered('ad-account')) return complete;
  const { LINKEDIN_AD_ACCOUNT_ID: _, LINKEDIN_MEMBER_URN: __, ...signedIn } = complete;
  if (answered('redirected-address')) return signedIn;
  return answered('client-secret') ? appKeys : undefined;
}

/** What the run after it still has to ask. */
function leftAfter(stop: string): Answers {
  const saved = savedBefore(stop);
  if (saved === undefined) return answers;
  if ('LINKEDIN_AD_ACCOUNT_ID' in saved) return {};
  if ('LINKEDIN_ACCESS_TOKEN' in saved) return approvedAnswers;
  return { 'redirected-address': [], ...approvedAnswers };
}

async function isFree({ redirectUri }: TestWorld): Promise<boolean> {
  const port = Number(new URL(redirectUri).port);
  const refusals = await Promise.all(['127.0.0.1', '::1'].map((host) => refusalAt(port, host)));
  return refusals.every((refusal) => refusal !== undefined);
}

describe.each(ids)('Ctrl-C at %s', (stop) => {
  it('ends with one line and 130, with all that was finished saved and nothing else', async () => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], stoppedAt(stop));

    expect(run.exitCode).toBe(130);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/\n\nStopped\.[^\n]*\n$/);
    expect(await world.env()).toEqual(savedBefore(stop));
    expect(await world.names()).toEqual(savedBefore(stop) === undefined ? [] : ['.env']);
    expect(await isFree(world)).toBe(true);
  });

  it('costs nothing that was answered: the next run asks for the rest and finishes', async () => {
    const world = await openTestWorld();
    await world.run(['setup'], stoppedAt(stop));
    const left = leftAfter(stop);
    const run = await world.run(['setup'], { answers: left });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: Object.keys(left) });
    expect(await world.env()).toEqual(complete);
    expect(await isFree(world)).toBe(true);
  });
});

describe('a signal from outside', () => {
  it('ends the wait for the consent like Ctrl-C', async () => {
    const world = await openTestWorld({ scenario: scenarios['single-account'] });
    const interrupt = () => world.interrupt();
    const run = await world.run(['setup', '--no-input', '--no-browser'], {
      browser: 'zero',
      env: appKeys,
      onAddressShown: interrupt,
    });

    expect(run).toMatchObject({ exitCode: 130, stdout: '', asked: [] });
    expect(run.stderr).toMatch(/\n\nStopped\.[^\n]*\n$/);
    expect(await world.env()).toEqual(appKeys);
    expect(await isFree(world)).toBe(true);
  });

  it('ends a verification between two requests, with nothing on stdout', async () => {
    const world = await openTestWorld();
    const run = await world.run(['verify', '--json'], {
      env: { ...appKeys, LINKEDIN_ACCESS_TOKEN: 'AQXsome', LINKEDIN_AD_ACCOUNT_ID: '1' },
      fetch: async (request) => {
        world.interrupt();
        return await world.linkedin(request);
      },
    });

    expect(run).toMatchObject({ exitCode: 130, stdout: '' });
  });
});
