/** The address that the browser ended on, pasted where the browser is on another machine. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { isConsent, redirectOf } from '../support/browser.ts';
import { appKeys, describe as described, envText } from '../support/credentials.ts';
import { approvedAnswers, complete } from '../support/first-answers.ts';
import { type MemoryWorld, openTestWorld } from '../support/world.ts';

async function withKeys(): Promise<MemoryWorld> {
  return await openTestWorld({ setting: 'memory', files: { '.env': envText(appKeys) } });
}

/** The consent page, as the terminal shows it. */
function shown(world: MemoryWorld): URL {
  const address = world
    .stderr()
    .split(/\s+/)
    .findLast((word) => URL.canParse(word) && isConsent(new URL(word)));
  return new URL(address ?? 'missing:');
}

/** Where Allow leads, over there. */
async function allowed(world: MemoryWorld): Promise<URL> {
  const back = await redirectOf(shown(world), 'allow', world.linkedin);
  if (back === undefined) throw new Error('LinkedIn sends nobody back');
  return back;
}

function changed(address: URL, parts: Partial<Pick<URL, 'hostname' | 'port' | 'pathname'>>) {
  return Object.assign(new URL(address), parts).href;
}

function edited(address: URL, edit: (params: URLSearchParams) => void): string {
  const copy = new URL(address);
  edit(copy.searchParams);
  return copy.href;
}

// --- taken -------------------------------------------------------------------------------------------

describe('the address is taken', () => {
  it.each<[string, (address: string) => string]>([
    ['as it is', (address) => address],
    ['without http://, as address bars show it', (address) => address.replace('http://', '')],
    ['in quotes', (address) => `"${address}"`],
    ['in angle brackets', (address) => `<${address}>`],
    ['with blanks around it', (address) => `  ${address} `],
    ['broken over two lines', (address) => address.replace('&', '\n  &')],
  ])('%s', async (_, pasted) => {
    const world = await withKeys();
    const run = await world.run(['setup'], {
      browser: 'idle',
      answers: {
        'redirected-address': async () => pasted((await allowed(world)).href),
        ...approvedAnswers,
      },
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', complaints: [] });
    expect(described(world.files.text('.env'))).toEqual(complete);
    expect(world.files.paths()).toEqual(['.env']);
  });

  it('and Cancel in it is believed as in a browser', async () => {
    const world = await withKeys();
    const run = await world.run(['setup'], {
      browser: 'idle',
      answers: {
        'redirected-address': async () =>
          (await redirectOf(shown(world), 'cancel', world.linkedin))?.href ?? '',
      },
    });

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderr).toContain('(consent-declined, exit 4)');
    expect(world.files.text('.env')).toBe(envText(appKeys));
  });
});

// --- refused -----------------------------------------------------------------------------------------

type Wrong = (world: MemoryWorld, address: URL) => string;

const wrong: readonly (readonly [string, Wrong, string])[] = [
  ['nonsense', () => 'hello', 'That is not an address.'],
  ['nothing', () => '', 'That is not an address.'],
  ["the consent page's own address", (world) => shown(world).href, "That is LinkedIn's own page."],
  ['another page of LinkedIn', () => 'https://www.linkedin.com/feed/', "That is LinkedIn's own"],
  [
    'another host',
    (_, address) => changed(address, { hostname: 'example.com' }),
    'That address leads elsewhere.',
  ],
  [
    '127.0.0.1 for localhost',
    (_, address) => changed(address, { hostname: '127.0.0.1' }),
    'That address leads elsewhere.',
  ],
  [
    'another port',
    (_, address) => changed(address, { port: '1' }),
    'That address leads elsewhere.',
  ],
  [
    'another path',
    (_, address) => changed(address, { pathname: '/other' }),
    'That address leads elsewhere.',
  ],
  [
    'https',
    (_, address) => address.href.replace('http:', 'https:'),
    'That address leads elsewhere.',
  ],
  [
    'the state of an older sign-in',
    (_, address) => edited(address, (params) => params.set('state', 'A'.repeat(43))),
    'That address is from an older sign-in.',
  ],
  [
    'no state',
    (_, address) => edited(address, (params) => params.delete('state')),
    'That address is not whole: its state',
  ],
  [
    'a state that is cut off',
    (_, address) => {
      const state = address.searchParams.get('state') ?? '';
      return edited(address, (params) => params.set('state', state.slice(0, -4)));
    },
    'That address is not whole: its state',
  ],
  [
    'a doubled code',
    (_, address) => edited(address, (params) => params.append('code', 'AQTother')),
    'That address holds a part twice.',
  ],
  [
    'a doubled state',
    (_, address) => edited(address, (params) => params.append('state', 'x')),
    'That address holds a part twice.',
  ],
  [
    'a code and an error',
    (_, address) => edited(address, (params) => params.append('error', 'x')),
    'That address holds both a code and an error.',
  ],
  [
    'neither a code nor an error',
    (_, address) => edited(address, (params) => params.delete('code')),
    'That address is not whole: it holds neither',
  ],
];

describe('a wrong paste gets its sentence, and the wait goes on', () => {
  it.each(wrong)('%s', async (_, make, sentence) => {
    const world = await withKeys();
    let address = new URL('missing:');
    const run = await world.run(['setup'], {
      browser: 'idle',
      answers: {
        'redirected-address': [
          async () => {
            address = await allowed(world);
            return make(world, address);
          },
          () => address.href,
        ],
        ...approvedAnswers,
      },
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.complaints).toEqual([expect.stringContaining(sentence)]);
    const secrets = ['code', 'state'].map((name) => address.searchParams.get(name) ?? '');
    for (const secret of secrets) expect(run.complaints.join()).not.toContain(secret);
    expect(described(world.files.text('.env'))).toEqual(complete);
  });
});

test('all of them, one after the other, cost no sign-in and no request', async () => {
  const world = await withKeys();
  let address = new URL('missing:');
  const run = await world.run(['setup'], {
    browser: 'idle',
    answers: {
      'redirected-address': [
        async () => {
          address = await allowed(world);
          return 'hello';
        },
        ...wrong.map(
          ([, make]) =>
            () =>
              make(world, address),
        ),
        () => address.href,
      ],
      ...approvedAnswers,
    },
  });
  const exchanges = world.simulator().log.filter(({ path }) => path.endsWith('/accessToken'));

  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  expect(run.complaints).toHaveLength(wrong.length + 1);
  expect(exchanges).toHaveLength(1);
});

test('an address that was used before is refused by LinkedIn, and nothing is saved', async () => {
  const world = await withKeys();
  const run = await world.run(['setup'], {
    browser: 'idle',
    answers: {
      'redirected-address': async () => {
        const address = await allowed(world);
        const body = new URLSearchParams({
          grant_type: 'authorization_code',
          code: address.searchParams.get('code') ?? '',
          client_id: appKeys.LINKEDIN_CLIENT_ID,
          client_secret: appKeys.LINKEDIN_CLIENT_SECRET,
          redirect_uri: world.redirectUri,
        });
        const url = 'https://www.linkedin.com/oauth/v2/accessToken';
        await world.linkedin(new Request(url, { method: 'POST', body }));
        return address.href;
      },
    },
  });

  expect(run).toMatchObject({ exitCode: 4, stdout: '' });
  expect(run.stderr).toContain('(code-rejected, exit 4)');
  expect(world.files.text('.env')).toBe(envText(appKeys));
});

test('pending approval is read from a pasted address, too', async () => {
  const world = await openTestWorld({
    setting: 'memory',
    scenario: scenarios['approval-pending'],
    files: { '.env': envText(appKeys) },
  });
  const run = await world.run(['setup'], {
    browser: 'idle',
    answers: { 'redirected-address': async () => (await allowed(world)).href },
  });

  expect(run).toMatchObject({ exitCode: 3, stdout: '' });
  expect(run.stderr).toContain('(approval-pending, exit 3)');
});
