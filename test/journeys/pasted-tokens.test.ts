/** Tokens pasted from LinkedIn's own token generator, in whatever order and state people copy them. */

import { describe, expect, it } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { createSimulator, type IssuedTokens } from '../../src/simulator/simulator.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { approvedAnswers, complete } from '../support/first-answers.ts';
import { type Answers, enter } from '../support/operator.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const { ready } = scenarios;

interface Generated {
  readonly world: TestWorld;
  readonly access: string;
  readonly refresh: string;
}

async function generated(scenario: Scenario = ready): Promise<Generated> {
  const world = await openTestWorld({ scenario, files: { '.env': envText(appKeys) } });
  return { world, ...pairOf(world.simulator().issueTokens()) };
}

function pairOf({ accessToken, refreshToken = '' }: IssuedTokens) {
  return { access: accessToken, refresh: refreshToken };
}

type Pair = readonly [first: string | typeof enter, second: string | typeof enter];

/** Presses t and pastes two tokens, as often as there are pairs. */
function pasting(...pairs: readonly Pair[]): Answers {
  return {
    'redirected-address': pairs.map(() => 't'),
    'generated-token-1': pairs.map(([first]) => first),
    'generated-token-2': pairs.map(([, second]) => second),
    ...approvedAnswers,
  };
}

const asked = ['redirected-address', 'generated-token-1', 'generated-token-2'];

describe('both tokens', () => {
  it.each<[string, (tokens: Generated) => Pair]>([
    ['the access token first', ({ access, refresh }) => [access, refresh]],
    ['the refresh token first', ({ access, refresh }) => [refresh, access]],
    ['with blanks around them', ({ access, refresh }) => [` ${access} `, `\t${refresh}\n`]],
  ])('are told apart: %s', async (_, order) => {
    const tokens = await generated();
    const { world } = tokens;
    const run = await world.run(['setup'], { browser: 'idle', answers: pasting(order(tokens)) });

    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      asked: [...asked, ...Object.keys(approvedAnswers)],
    });
    expect(await world.env()).toEqual(complete);
    expect(await world.text()).toContain(`LINKEDIN_ACCESS_TOKEN=${tokens.access}\n`);
    expect(run.stderr).not.toMatch(/AQ[XV]/);
  });

  it('are refused when the consent behind them covers too little', async () => {
    const { world } = await generated();
    const { access, refresh } = pairOf(world.simulator().issueTokens(['r_ads']));
    const answers = pasting([access, refresh]);
    const run = await world.run(['setup'], {
      browser: 'idle',
      answers: Object.fromEntries(Object.entries(answers).filter(([id]) => asked.includes(id))),
    });

    expect(run).toMatchObject({ exitCode: 3, stdout: '' });
    expect(run.stderrAsOneLine).toContain('(scope-missing, exit 3)');
    expect(await world.env()).toEqual(appKeys);
  });

  it('come from the generator, which is opened beside the consent page', async () => {
    const { world, access, refresh } = await generated();
    const { opened } = await world.run(['setup'], {
      browser: 'idle',
      answers: pasting([access, refresh]),
    });
    expect(opened.map(({ pathname }) => pathname)).toEqual([
      '/oauth/v2/authorization',
      '/developers/tools/oauth/token-generator',
    ]);
  });
});

describe('the access token alone', () => {
  const { LINKEDIN_REFRESH_TOKEN: _, LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: __, ...rest } = complete;

  it.each<[string, (tokens: Generated) => Pair]>([
    ['first', ({ access }) => [access, enter]],
    ['second', ({ access }) => [enter, access]],
    ['twice', ({ access }) => [access, access]],
    [
      'with another access token',
      ({ access, world }) => [access, pairOf(world.simulator().issueTokens()).access],
    ],
    ['with junk', ({ access }) => ['AQVjunkOfSomeLength', access]],
  ])('is taken, %s, and is no refresh token', async (_, order) => {
    const tokens = await generated();
    const { world } = tokens;
    const run = await world.run(['setup'], { browser: 'idle', answers: pasting(order(tokens)) });

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await world.env()).toEqual(rest);
    expect(run.stderrAsOneLine).toContain('none was granted: sign in again every 60 days');
  });
});

describe('what opens nothing is told, leaves the file alone, and the sign-in is offered again', () => {
  const foreign = () =>
    pairOf(
      createSimulator({
        scenario: { ...ready, app: { ...ready.app, clientId: '78otherapp0000' } },
        now: () => new Date('2026-11-22T10:00:00Z'),
      }).issueTokens(),
    );

  it.each<[string, (tokens: Generated) => Pair]>([
    ['junk', () => ['junk', 'more-junk']],
    ['the refresh token alone', ({ refresh }) => [refresh, enter]],
    ['the refresh token twice', ({ refresh }) => [refresh, refresh]],
    ['the tokens of another app', () => [foreign().access, foreign().refresh]],
  ])('%s', async (_, order) => {
    const tokens = await generated();
    const { world, access, refresh } = tokens;
    let between: unknown;
    const run = await world.run(['setup'], {
      browser: 'idle',
      answers: {
        ...pasting(order(tokens), [access, refresh]),
        'redirected-address': [
          't',
          async () => {
            between = await world.env();
            return 't';
          },
        ],
      },
    });

    expect(between).toEqual(appKeys);
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderrAsOneLine).toMatch(/\(access-token-rejected\b/);
    expect(run.asked.filter((id) => id === 'redirected-address')).toHaveLength(2);
    expect(await world.env()).toEqual(complete);
  });

  it('nothing at all goes back to the same wait, without a word', async () => {
    const { world, access, refresh } = await generated();
    const run = await world.run(['setup'], {
      browser: 'idle',
      answers: { ...pasting([enter, enter], [access, refresh]), 'redirected-address': ['t', 't'] },
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderrAsOneLine).not.toContain('access-token-rejected');
    expect(run.opened.filter(({ pathname }) => pathname.endsWith('/authorization'))).toHaveLength(
      1,
    );
    expect(await world.env()).toEqual(complete);
  });

  it('a token with a blank in it is refused at once', async () => {
    const { world, access, refresh } = await generated();
    const answers = {
      ...pasting([access, refresh]),
      'generated-token-1': [`${access.slice(0, 40)} ${access.slice(40)}`, access],
    };
    const run = await world.run(['setup'], { browser: 'idle', answers });

    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.complaints).toEqual(['A token has no spaces. Copy it with its button.']);
  });
});

it('a year later pasted tokens replace the old ones only after the checks', async () => {
  const { world, access, refresh } = await generated();
  await world.run(['setup'], { browser: 'idle', answers: pasting([access, refresh]) });
  const before = await world.text();
  world.setScenario(scenarios['account-not-visible']);
  const other = pairOf(world.simulator().issueTokens());
  world.setScenario(ready);
  const run = await world.run(['setup', '--from', 'consent'], {
    browser: 'idle',
    answers: {
      'redirected-address': 't',
      'generated-token-1': () => {
        world.setScenario(scenarios['account-not-visible']);
        return other.access;
      },
      'generated-token-2': other.refresh,
      'another-account': false,
    },
  });

  expect(run).toMatchObject({ exitCode: 3, stdout: '' });
  expect(run.stderrAsOneLine).toContain('(account-not-visible, exit 3');
  expect(await world.text()).toBe(before);
});
