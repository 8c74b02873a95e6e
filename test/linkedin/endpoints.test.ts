/** Where LinkedIn is: moved by the environment only, and never to where secrets would travel in the open. */

import { describe, expect, it } from 'vitest';
import { Exit, SetupError } from '../../src/faults/fault.ts';
import { isLoopback, readEndpoints } from '../../src/linkedin/endpoints.ts';
import type { Env } from '../../src/world.ts';

const linkedin = {
  oauth: 'https://www.linkedin.com/oauth/v2',
  api: 'https://api.linkedin.com/rest',
  apps: 'https://www.linkedin.com/developers/apps',
};

describe('LinkedIn', () => {
  it.each([
    {},
    { PECTUS_LINKEDIN_OAUTH_URL: '', PECTUS_LINKEDIN_API_URL: '  ' },
    { LINKEDIN_OAUTH_URL: 'http://127.0.0.1:1' },
  ])('is at its own addresses with %j', (env) => {
    expect(readEndpoints(env)).toEqual(linkedin);
  });

  it.each([
    ['https://gateway.example.com/oauth/v2', 'https://gateway.example.com/oauth/v2'],
    ['http://127.0.0.1:8080/oauth/v2', 'http://127.0.0.1:8080/oauth/v2'],
    ['http://localhost:8080/oauth/v2///', 'http://localhost:8080/oauth/v2'],
    [' http://[::1]:8080/oauth/v2 ', 'http://[::1]:8080/oauth/v2'],
  ])('is moved to %s', (given, oauth) => {
    expect(readEndpoints({ PECTUS_LINKEDIN_OAUTH_URL: given })).toEqual({
      oauth,
      api: linkedin.api,
      apps: new URL('/developers/apps', oauth).href,
    });
  });

  it.each([
    'PECTUS_LINKEDIN_OAUTH_URL',
    'PECTUS_LINKEDIN_API_URL',
  ])('is not moved by %s to a place that is neither https nor this machine', (variable) => {
    for (const given of [
      'http://www.linkedin.com/oauth/v2',
      'http://localhost.example.com',
      'http://127.0.0.1@example.com',
      'http://127.0.0.1.example.com',
      'http://127.0.0.2',
      'http://0.0.0.0:80',
      'ftp://localhost',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'www.linkedin.com',
      'not an address',
    ]) {
      expect(() => readEndpoints({ [variable]: given })).toThrow(
        expect.objectContaining({ code: 'setting-malformed', exit: Exit.usage }),
      );
    }
  });

  it.each([
    'https://robin:pa55w0rd@www.linkedin.com/oauth/v2',
    'https://robin@www.linkedin.com/oauth/v2',
    'https://:pa55w0rd@www.linkedin.com/oauth/v2',
    'http://robin:pa55w0rd@127.0.0.1:8080/oauth/v2',
    'robin:pa55w0rd@www.linkedin.com',
    'https://robin:pa55w0rd',
    'https://www.linkedin.com/oauth/v2?key=pa55w0rd',
    'https://www.linkedin.com/oauth/v2?',
    'https://www.linkedin.com/oauth/v2#pa55w0rd',
  ])('is not moved to an address with more than a place in it, which is not shown: %s', (given) => {
    for (const variable of ['PECTUS_LINKEDIN_OAUTH_URL', 'PECTUS_LINKEDIN_API_URL']) {
      const { code, message, fix } = complaintOf({ [variable]: given });
      expect(code).toBe('setting-malformed');
      expect(message).toBe(
        `${variable} must be an https address, or http on this machine, without user name, ? and #.`,
      );
      expect(message + JSON.stringify(fix)).not.toMatch(/robin|pa55w0rd/);
    }
  });
});

function complaintOf(env: Env): SetupError {
  try {
    readEndpoints(env);
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
  throw new Error('nothing to complain of');
}

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['127.0.0.2', false],
  ['0.0.0.0', false],
  ['localhost.example.com', false],
  ['', false],
])('%j is this machine: %s', (hostname, loopback) => {
  expect(isLoopback(hostname)).toBe(loopback);
});
