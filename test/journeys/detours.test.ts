/** LinkedIn shows a page of its own and sends nobody back: its sentence leads to the step that mends it, and on from there. */

import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { isConsent } from '../support/browser.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { approvedAnswers, complete } from '../support/first-answers.ts';
import { type Answer, type Answers, enter } from '../support/operator.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

const { ready } = scenarios;
const unregistered = scenarios['redirect-unregistered'];
const otherApp: Scenario = { ...ready, app: { ...ready.app, clientId: '78otherapp0000' } };

async function withKeys(scenario: Scenario): Promise<TestWorld> {
  return await openTestWorld({ scenario, files: { '.env': envText(appKeys) } });
}

/** The operator mends it at LinkedIn while the question stands. */
function mended(world: TestWorld): () => Answer {
  return () => {
    world.setScenario(ready);
    return enter;
  };
}

/** The `.env` of a first sign-in that ended at this moment. */
function signedInNow(world: TestWorld): Readonly<Record<string, string>> {
  const after = (seconds: number) =>
    new Date(world.now().getTime() + seconds * 1000).toISOString().replace('.000Z', 'Z');
  return {
    ...complete,
    LINKEDIN_REFRESH_TOKEN: `refresh token of ${after(0)}`,
    LINKEDIN_ACCESS_TOKEN: `access token of ${after(0)}`,
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: after(ready.tokens.accessSeconds),
    LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: after(ready.tokens.refreshSeconds),
  };
}

function consents({ opened }: Run): readonly URL[] {
  return opened.filter(isConsent);
}

/** How the operator comes to tell what LinkedIn's page says. */
const ways: readonly (readonly [string, readonly string[], Answers])[] = [
  ['when r is pressed', [], { 'redirected-address': 'r' }],
  ['when the wait has run out', ['--timeout', '60'], {}],
];

/** The operator tells what the page says, and then mends it. */
function unlisted(world: TestWorld): Answers {
  return {
    'redirected-address': 'r',
    'linkedin-page': 'redirect-unregistered',
    'redirect-registered': mended(world),
    ...approvedAnswers,
  };
}

// --- the redirect address ----------------------------------------------------------------------------

describe('a redirect address that the app does not list', () => {
  it.each(ways)('leads back to step 4, %s, and then to the end', async (_, flags, answers) => {
    const world = await withKeys(unregistered);
    const run = await world.run(['setup', ...flags], {
      answers: {
        ...answers,
        'linkedin-page': 'redirect-unregistered',
        'redirect-registered': mended(world),
        ...approvedAnswers,
      },
    });

    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      asked: [
        'redirected-address',
        'linkedin-page',
        'redirect-registered',
        'redirected-address',
        'ad-account',
      ],
    });
    expect(await world.env()).toEqual(signedInNow(world));
    expect(consents(run)).toHaveLength(2);
    expect(run.stderrAsOneLine).toContain(`LinkedIn does not redirect to ${world.redirectUri},`);
    expect(run.stderrAsOneLine).toContain('(redirect-unregistered)');
  });

  it('is shown in step 4 exactly as LinkedIn has to list it, and c copies it', async () => {
    const world = await withKeys(unregistered);
    const run = await world.run(['setup'], { answers: unlisted(world) });
    const rows = run.stderr.split('\n');
    const step = rows.indexOf('4/8  Tell LinkedIn where to send you back');

    expect(rows.slice(step)).toContain(`       ${world.redirectUri}`);
    expect(run.questions.find(({ id }) => id === 'redirect-registered')).toMatchObject({
      copy: [world.redirectUri],
    });
    for (const address of consents(run)) {
      expect(address.searchParams.get('redirect_uri')).toBe(world.redirectUri);
    }
  });

  it('twice in a row leads back twice', async () => {
    const world = await withKeys(unregistered);
    const run = await world.run(['setup'], {
      answers: {
        'redirected-address': ['r', 'r'],
        'linkedin-page': ['redirect-unregistered', 'redirect-unregistered'],
        'redirect-registered': [enter, mended(world)],
        ...approvedAnswers,
      },
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.asked.filter((id) => id === 'redirect-registered')).toHaveLength(2);
    expect(consents(run)).toHaveLength(3);
    expect(await world.env()).toEqual(signedInNow(world));
  });

  it('asks for a new sign-in each time, with a state of its own', async () => {
    const world = await withKeys(unregistered);
    const run = await world.run(['setup'], { answers: unlisted(world) });
    const states = consents(run).map(({ searchParams }) => searchParams.get('state'));
    expect(new Set(states).size).toBe(2);
  });

  it('where nobody can be asked ends with the wait', async () => {
    const world = await withKeys(unregistered);
    const run = await world.run(['setup', '--no-input', '--timeout', '60']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain('(consent-timeout, exit 4)');
    expect(await world.env()).toEqual(appKeys);
  });
});

test('r pressed too early starts the wait afresh, for the same sign-in', async () => {
  const world = await withKeys(ready);
  const run = await world.run(['setup'], {
    browser: 'idle',
    answers: { 'redirected-address': 'r', 'linkedin-page': ['nothing-yet', 'other'] },
  });

  expect(run).toMatchObject({
    exitCode: 4,
    asked: ['redirected-address', 'linkedin-page', 'redirected-address', 'linkedin-page'],
  });
  expect(consents(run)).toHaveLength(1);
  expect(run.stderrAsOneLine).toContain('(consent-timeout, exit 4)');
  expect(await world.env()).toEqual(appKeys);
});

test('"something else" is offered only when the time is up', async () => {
  const world = await withKeys(ready);
  const { questions } = await world.run(['setup'], {
    browser: 'idle',
    answers: { 'redirected-address': 'r', 'linkedin-page': ['nothing-yet', 'other'] },
  });
  const offered = questions.flatMap(({ choices }) =>
    choices ? [choices.map((c) => c.value)] : [],
  );
  expect(offered.map((values) => values.includes('other'))).toEqual([false, true]);
});

// --- the client id -----------------------------------------------------------------------------------

describe('a Client ID that LinkedIn does not know', () => {
  const { clientId } = otherApp.app;

  it.each(ways)('leads back to the keys, %s, and then to the end', async (_, flags, answers) => {
    const world = await withKeys(ready);
    let calls = 0;
    const run = await world.run(['setup', ...flags], {
      // Introspection accepted the pair; the consent page does not know the app any more.
      fetch: async (request) => {
        const response = await world.linkedin(request);
        calls += 1;
        if (calls === 1) world.setScenario(otherApp);
        return response;
      },
      answers: {
        ...answers,
        'linkedin-page': 'client-rejected',
        'client-id': clientId,
        'client-secret': appKeys.LINKEDIN_CLIENT_SECRET,
        ...approvedAnswers,
      },
    });

    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      asked: [
        'redirected-address',
        'linkedin-page',
        'client-id',
        'client-secret',
        'redirected-address',
        'ad-account',
      ],
    });
    expect(run.stderrAsOneLine).toContain('LinkedIn does not accept this Client ID (78si…00)');
    expect(run.stderrAsOneLine).toContain('(client-rejected)');
    expect(consents(run).map(({ searchParams }) => searchParams.get('client_id'))).toEqual([
      appKeys.LINKEDIN_CLIENT_ID,
      clientId,
    ]);
    expect(await world.env()).toEqual({ ...signedInNow(world), LINKEDIN_CLIENT_ID: clientId });
  });
});
