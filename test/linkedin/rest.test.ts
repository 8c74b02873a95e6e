/** One call of the REST API: how it is sent, and what of its answer is taken. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readAnswer, restCall } from '../../src/linkedin/rest.ts';
import type { Reply } from '../../src/linkedin/transport.ts';
import { Secret } from '../../src/secret.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';

const { linkedin } = answeringLinkedIn(() => json({}));
const token = new Secret('AQXtheTokenItself');
const headers = {
  Authorization: 'Bearer AQXtheTokenItself',
  'LinkedIn-Version': '202609',
  'X-Restli-Protocol-Version': '2.0.0',
};
const base = 'https://api.linkedin.com/rest';

describe('a call', () => {
  it.each([
    'adAccounts/512345678',
    'adAccounts?q=search&pageToken=a?b',
    `adAccounts?${'q'.repeat(4_000)}`,
  ])('of a short query is an ordinary one: %s', (address) => {
    const call = { method: 'GET', url: `${base}/${address}`, headers, repeatable: true };
    expect(restCall(address, token, linkedin)).toEqual(call);
  });

  it('of a long query travels as a form', () => {
    const query = `ids=${'1'.repeat(2_000)}?\n${'1'.repeat(2_000)}`;
    expect(restCall(`adAccounts/5/adCampaigns?${query}`, token, linkedin)).toEqual({
      method: 'POST',
      url: `${base}/adAccounts/5/adCampaigns`,
      headers: {
        ...headers,
        'X-HTTP-Method-Override': 'GET',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: query,
      repeatable: true,
    });
  });

  it.each(['AQX\nHost: evil.example', 'AQX é', ''])('never carries the token %j', (text) => {
    expect(() => restCall('adAccounts', new Secret(text), linkedin)).toThrow(
      expect.objectContaining({
        code: 'access-token-rejected',
        message:
          'LinkedIn refuses the access token: it contains a character that does not belong there.',
      }),
    );
  });
});

describe('an answer of the wrong shape', () => {
  it.each([
    ['adAccounts/512345678', 'adAccounts'],
    ['adAccounts?q=search', 'adAccounts'],
    ['adAccounts/5/adCampaigns?q=search', 'adCampaigns'],
    ['123', '123'],
    ['adAccounts/a1', 'a1'],
    ['adAccounts/1a', '1a'],
  ])('of %s is told by the name of its resource', (address, resource) => {
    const reply: Reply = {
      status: 200,
      text: '{}',
      json: {},
      headers: new Map(),
      serverTime: undefined,
      requestId: undefined,
    };
    const read = () => readAnswer(reply, address, z.object({ id: z.string() }), linkedin);
    expect(read).toThrow(
      `LinkedIn is not answering as it should: its ${resource} answer lacks id.`,
    );
  });
});
