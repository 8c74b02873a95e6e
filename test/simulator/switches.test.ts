/** What LinkedIn might do: every answer of every question can be chosen, and a LinkedIn with it works. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ready } from '../../src/simulator/scenarios.ts';
import { type SwitchName, switches, withSwitch } from '../../src/simulator/switches.ts';
import { createClient, withDisputed } from './simulator-client.ts';

const names = Object.keys(switches) as readonly SwitchName[];
const valuesOf = (name: SwitchName): readonly unknown[] => switches[name].values;

describe.each(names)('%s', (name) => {
  it('begins with what the ready scenario does', () => {
    expect(withSwitch(ready, name, String(valuesOf(name)[0]))).toEqual(ready);
  });

  it.each(valuesOf(name))('%j can be chosen, and somebody signs in', async (value) => {
    const scenario = withSwitch(ready, name, String(value));
    if (scenario === undefined) throw new Error(`${value} is none`);
    const reply = await createClient(scenario).exchange();
    expect(reply.status).toBe(200);
  });

  it('has no other answers, and each once', () => {
    expect(withSwitch(ready, name, 'anything-else')).toBeUndefined();
    expect(valuesOf(name).length).toBeGreaterThan(1);
    expect(new Set(valuesOf(name)).size).toBe(valuesOf(name).length);
  });
});

it('every answer changes the scenario, but the first', () => {
  const texts = names.flatMap((name) =>
    valuesOf(name).map((value) => JSON.stringify(withSwitch(ready, name, String(value)))),
  );
  expect(new Set(texts).size).toBe(texts.length - names.length + 1);
});

describe('a refresh token', () => {
  const shape = z.object({
    access_token: z.string(),
    refresh_token: z.string(),
    refresh_token_expires_in: z.number(),
  });
  const renew = async (linkedin: ReturnType<typeof createClient>, refresh_token: string) =>
    linkedin.post('accessToken', { grant_type: 'refresh_token', refresh_token });

  it('is replaced at each renewal where it rotates, with the same end', async () => {
    const linkedin = createClient(withDisputed({ refreshTokenRotates: true }));
    const granted = shape.parse((await linkedin.exchange()).body);
    linkedin.pass(86_400);
    const renewed = shape.parse((await renew(linkedin, granted.refresh_token)).body);
    expect(renewed.refresh_token).not.toBe(granted.refresh_token);
    expect(renewed.refresh_token_expires_in).toBe(granted.refresh_token_expires_in - 86_400);
    expect((await renew(linkedin, granted.refresh_token)).status).toBe(400);
    const again = shape.parse((await renew(linkedin, renewed.refresh_token)).body);
    expect(
      (await linkedin.rest('/adAccounts?q=search', { token: again.access_token })).status,
    ).toBe(200);
  });
});
