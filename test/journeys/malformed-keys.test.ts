/** The app's two keys as people copy them: with blanks, half, or one for the other; typed, and given without a person. */

import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { portalAnswers } from '../support/first-answers.ts';
import { ctrlC } from '../support/operator.ts';
import { openTestWorld } from '../support/world.ts';

const id = appKeys.LINKEDIN_CLIENT_ID;
const secret = appKeys.LINKEDIN_CLIENT_SECRET;
const notYet = { 'product-added': 'waiting' };

// --- typed -------------------------------------------------------------------------------------------

describe('as typed, each slip gets its sentence and one more try', () => {
  it.each([
    ['client-id', '78 simulator 000', 'A Client ID has no spaces.'],
    ['client-id', secret, 'That is the Primary Client Secret. The Client ID is the line above it.'],
    ['client-id', '', 'Paste the Client ID'],
    ['client-id', '78', 'A Client ID has about 14 characters.'],
    ['client-secret', 'WPL_AP1.simulated0\nPrimarySecret', 'has no spaces or line breaks.'],
    ['client-secret', id, 'That is the Client ID again. The secret is the line below it.'],
    ['client-secret', '', 'Paste the Primary Client Secret'],
    ['client-secret', '••••••••••••••••', 'Those are the dots on the screen.'],
    ['client-secret', 'WPL_AP', 'That is too short'],
    ['client-secret', '"quoted"', 'That is too short'],
    ['client-secret', 'WPL_AP1.simulated0#Secret', 'A Client Secret has no such characters.'],
  ] as const)('%s: %s', async (question, slip, sentence) => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], {
      answers: { ...portalAnswers, [question]: [slip, portalAnswers[question]], ...notYet },
    });

    expect(run).toMatchObject({ exitCode: 3, complaints: [expect.stringContaining(sentence)] });
    expect(run.complaints.join()).not.toContain('WPL_AP1');
    expect(run.requests).toHaveLength(1);
    expect(await world.env()).toEqual(appKeys);
  });

  it.each([
    [` ${id} `, secret],
    [`${id}\n`, ` ${secret}\n`],
  ])('blanks around them are taken off: %j', async (typedId, typedSecret) => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], {
      answers: {
        ...portalAnswers,
        'client-id': typedId,
        'client-secret': typedSecret,
        ...notYet,
      },
    });
    expect(run).toMatchObject({ exitCode: 3, complaints: [] });
    expect(await world.env()).toEqual(appKeys);
  });
});

/** An app from before the secrets began with WPL_AP. */
const oldApp: Scenario = {
  ...scenarios.ready,
  app: {
    ...scenarios.ready.app,
    clientSecret: 'abcdefgh12345678',
    acceptedSecrets: ['abcdefgh12345678'],
  },
};
const oldKeys = { LINKEDIN_CLIENT_ID: id, LINKEDIN_CLIENT_SECRET: 'abcdefgh12345678' };
const swapped = {
  LINKEDIN_CLIENT_ID: oldKeys.LINKEDIN_CLIENT_SECRET,
  LINKEDIN_CLIENT_SECRET: oldKeys.LINKEDIN_CLIENT_ID,
};

describe('two keys that look alike, one for the other', () => {
  it('are taken the right way round when they are typed', async () => {
    const world = await openTestWorld({ scenario: oldApp });
    const run = await world.run(['setup'], {
      answers: {
        ...portalAnswers,
        'client-id': swapped.LINKEDIN_CLIENT_ID,
        'client-secret': swapped.LINKEDIN_CLIENT_SECRET,
        ...notYet,
      },
    });

    expect(run).toMatchObject({ exitCode: 3, complaints: [] });
    expect(run.stderrAsOneLine).toContain('The two were swapped; taken the right way round.');
    expect(await world.env()).toEqual(oldKeys);
  });

  it('that are wrong either way are refused, and asked for again', async () => {
    const world = await openTestWorld({ scenario: oldApp });
    const run = await world.run(['setup'], {
      answers: {
        ...portalAnswers,
        'client-id': ['abcdefgh12345679', id],
        'client-secret': ['78simulator001', oldKeys.LINKEDIN_CLIENT_SECRET],
        ...notYet,
      },
    });

    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain('(client-rejected, exit 3)');
    expect(run.stderrAsOneLine).not.toContain('swapped');
    expect(await world.env()).toEqual(oldKeys);
  });

  it('given without a person are LinkedIn’s to refuse, and the file stays', async () => {
    const world = await openTestWorld({ scenario: oldApp, files: { '.env': envText(swapped) } });
    const run = await world.run(['setup', '--no-input'], { browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 3, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain('(client-rejected, exit 3)');
    expect(await world.env()).toEqual(swapped);
  });

  it('given without a person show no secret that stands in the place of the id', async () => {
    const world = await openTestWorld({ scenario: oldApp, files: { '.env': envText(swapped) } });
    const { stderr } = await world.run(['setup', '--no-input'], { browser: 'zero' });
    expect(stderr).not.toContain(oldKeys.LINKEDIN_CLIENT_SECRET);
  });
});

// --- given -------------------------------------------------------------------------------------------

const brokenSecret = 'WPL_AP1.simulated0\nPrimarySecret';

/** The variable that is named, what is said of it, and the two values. */
const malformed: readonly (readonly [string, string, string, string])[] = [
  ['LINKEDIN_CLIENT_ID', 'has no spaces', '78 simulator 000', secret],
  ['LINKEDIN_CLIENT_ID', 'that is the Primary Client Secret', secret, id],
  ['LINKEDIN_CLIENT_ID', 'about 14 characters', '78', secret],
  ['LINKEDIN_CLIENT_SECRET', 'no spaces or line breaks', id, brokenSecret],
  ['LINKEDIN_CLIENT_SECRET', 'that is the Client ID again', id, id],
  ['LINKEDIN_CLIENT_SECRET', 'the dots on the screen', id, '••••••••••••'],
];

describe('given without a person, the variable is named, nothing is asked and nothing is shown', () => {
  const quoted = (text: string) => `"${text.replaceAll('\n', '\\n')}"`;
  const places = ['environment', 'file'] as const;
  const cases = places.flatMap((place) => malformed.map((one) => [place, ...one] as const));

  it.each(cases)('in the %s: %s, %s', async (place, variable, words, clientId, clientSecret) => {
    const inFile = `LINKEDIN_CLIENT_ID=${quoted(clientId)}\nLINKEDIN_CLIENT_SECRET=${quoted(clientSecret)}\n`;
    const inEnvironment = { LINKEDIN_CLIENT_ID: clientId, LINKEDIN_CLIENT_SECRET: clientSecret };
    const world = await openTestWorld(place === 'file' ? { files: { '.env': inFile } } : {});
    const run = await world.run(['setup', '--no-input'], {
      browser: 'zero',
      env: place === 'file' ? {} : inEnvironment,
    });

    expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [], requests: [] });
    expect(run.stderrAsOneLine).toContain(`${variable} cannot be right: `);
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain('(keys-malformed, exit 2)');
    expect(run.stderr).not.toMatch(/WPL_AP1|PrimarySecret/);
    expect(await world.text()).toBe(place === 'file' ? inFile : undefined);
  });

  it('with --json it is one object', async () => {
    const world = await openTestWorld();
    const env = { LINKEDIN_CLIENT_ID: secret, LINKEDIN_CLIENT_SECRET: id };
    const run = await world.run(['setup', '--no-input', '--json'], { env });

    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'keys-malformed', exitCode: 2 });
    expect(run.stdout + run.stderr).not.toContain('WPL_AP1');
  });
});

describe('with a person there, malformed keys of the file are asked for again', () => {
  const answers = { 'client-id': id, 'client-secret': secret };

  it('and a secret in the place of the id is not shown as a suggestion', async () => {
    const files = { '.env': `LINKEDIN_CLIENT_ID=${secret}\nLINKEDIN_CLIENT_SECRET=${id}\n` };
    const world = await openTestWorld({ setting: 'memory', files });
    const run = await world.run(['setup'], { browser: 'idle', answers: { 'client-id': ctrlC } });

    expect(run.stderr).toContain('(keys-malformed, exit 2)');
    expect(run.questions).toMatchObject([{ id: 'client-id' }]);
    expect(run.stderr + JSON.stringify(run.questions)).not.toContain('WPL_AP1');
  });

  it('and the right ones go on to the consent', async () => {
    const files = { '.env': envText({ ...appKeys, LINKEDIN_CLIENT_ID: '78' }) };
    const world = await openTestWorld({ files, scenario: scenarios['approval-pending'] });
    const run = await world.run(['setup'], { answers });

    expect(run).toMatchObject({
      exitCode: 3,
      asked: ['client-id', 'client-secret', 'redirected-address'],
    });
    expect(await world.env()).toEqual(appKeys);
  });
});

test('a blank round a key in the file is none of LinkedIn’s business', async () => {
  const files = { '.env': `LINKEDIN_CLIENT_ID=" ${id} "\nLINKEDIN_CLIENT_SECRET='${secret} '\n` };
  const world = await openTestWorld({ files, scenario: scenarios['approval-pending'] });
  const run = await world.run(['setup', '--no-input']);

  expect(run).toMatchObject({ exitCode: 3, stdout: '' });
  expect(run.stderrAsOneLine).toContain('(approval-pending, exit 3)');
});
