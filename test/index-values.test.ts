/** The door for the host product, with values as they really arrive: what the commands make of them. */

import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { freshAccess, load, verify } from '../src/index.ts';
import { buildOnce } from './support/build.ts';
import { grants, openHost } from './support/host.ts';

beforeAll(buildOnce);

async function hostWith(change: (text: string) => string) {
  const host = await openHost();
  await writeFile(host.envFile, change(await readFile(host.envFile, 'utf8')));
  return host;
}

const withToken = (text: string, token: string) =>
  text.replace(/^LINKEDIN_ACCESS_TOKEN=.*$/m, `LINKEDIN_ACCESS_TOKEN=${token}`);

describe('quotes round the values of the environment', () => {
  it('are taken off by load and by freshAccess', async () => {
    const host = await openHost();
    const values = await host.values();
    for (const [name, value] of Object.entries(values)) vi.stubEnv(name, `"${value}"`);
    const { envFile } = host;

    expect((await load({ envFile })).clientId).toBe(values['LINKEDIN_CLIENT_ID']);
    const { accessToken } = await freshAccess({ envFile });
    expect(accessToken.reveal()).toBe(values['LINKEDIN_ACCESS_TOKEN']);
    expect(grants(host)).toEqual([]);
  });
});

describe('an access token with a character that does not belong there', () => {
  it('is none: it is renewed', async () => {
    const host = await hostWith((text) => withToken(text, 'AQX\u200babcdefgh'));
    const { envFile } = host;

    expect(await load({ envFile })).not.toHaveProperty('accessToken');
    expect((await freshAccess({ envFile })).accessToken.reveal()).toMatch(/^AQX[\w-]+$/);
    expect((await verify({ envFile })).outcome).toBe('ready');
  });

  it('that cannot be renewed is a coded fault', async () => {
    const { envFile } = await hostWith((text) =>
      withToken(text, 'AQX\u200babcdefgh').replace(/^LINKEDIN_REFRESH_TOKEN=.*\n/m, ''),
    );
    await expect(freshAccess({ envFile })).rejects.toMatchObject({ code: 'value-malformed' });
    expect((await verify({ envFile })).outcome).toBe('value-malformed');
  });
});

it('references are told, whatever is asked', async () => {
  const { envFile, requests } = await hostWith((text) =>
    text.replace(/=.*$/gm, '=op://vault/linkedin/value'),
  );
  const expected = { code: 'value-unresolved', exit: 2 };

  await expect(load({ envFile })).rejects.toMatchObject(expected);
  await expect(freshAccess({ envFile })).rejects.toMatchObject(expected);
  expect((await verify({ envFile })).outcome).toBe('value-unresolved');
  expect(requests()).toEqual([]);
});
