/** A recording as a server's answers; and as a text. */

import { expect, it } from 'vitest';
import {
  parseRecording,
  type RecordedExchange,
  type Recording,
  recordingText,
} from '../../src/recording/recording.ts';
import { createReplay } from '../../src/recording/replay.ts';

type Call = Omit<RecordedExchange, 'at' | 'took'>;

function recordingOf(...calls: readonly Call[]): Recording {
  return {
    recording: 1,
    note: '',
    tool: 'pectus-linkedin 0.1.0',
    recordedAt: '2026-11-22T10:00:00.000Z',
    asked: 'verify',
    askedLinkedIn: true,
    variables: { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2026-11-23T10:00:00Z' },
    exchanges: calls.map((call) => ({ at: 0, took: 0, ...call })),
  };
}

const answer = (body: Record<string, number>, status = 200) => ({ status, headers: {}, body });
const get = (path: string, query = '') =>
  ({ method: 'GET', path, headers: {}, ...(query && { query }) }) as const;
const look = (token: string) =>
  ({ method: 'POST', path: '/oauth/v2/introspectToken', headers: {}, form: { token } }) as const;

const now = new Date('2026-11-22T10:00:00Z');
const replayOf = (...calls: readonly Call[]) => createReplay(recordingOf(...calls), now);
const requestTo = (path: string, init?: RequestInit) =>
  new Request(`http://127.0.0.1${path}`, init);

it('tells forms apart, in whatever order they come', async () => {
  const { fetch } = replayOf(
    { request: look('first'), response: answer({ n: 1 }) },
    { request: look('second'), response: answer({ n: 2 }) },
  );
  for (const [token, n] of [
    ['second', 2],
    ['first', 1],
  ] as const) {
    const body = new URLSearchParams({ token });
    const told = await fetch(requestTo('/oauth/v2/introspectToken', { method: 'POST', body }));
    expect(await told.json()).toEqual({ n });
  }
});

it('gives repeated requests one answer after the other, and keeps the last', async () => {
  const request = get('/rest/adAccounts', 'q=search');
  const { fetch } = replayOf(
    { request, response: answer({ n: 1 }, 429) },
    { request, response: answer({ n: 2 }) },
  );
  const statuses = [];
  for (const _ of [1, 2, 3]) {
    statuses.push((await fetch(requestTo('/rest/adAccounts?q=search'))).status);
  }
  expect(statuses).toEqual([429, 200, 200]);
});

it('takes a long query that travels as a form for what it is', async () => {
  const request = { ...get('/rest/adAnalytics', 'q=analytics'), method: 'POST' } as const;
  const { fetch } = replayOf({ request, response: answer({ n: 1 }) });
  const init = { method: 'POST', body: 'q=analytics' };
  expect((await fetch(requestTo('/rest/adAnalytics', init))).status).toBe(200);
});

it('names what the recording does not hold', async () => {
  const { fetch } = replayOf({ request: get('/rest/a'), response: answer({}) });
  const told = await fetch(requestTo('/rest/a?start=5'));
  expect(told.status).toBe(404);
  expect(await told.json()).toMatchObject({
    code: 'NOT_RECORDED',
    message: 'The recording does not hold GET /rest/a?start=5.',
  });
});

it('moves days and times along', async () => {
  const body = {
    expires_at: Date.UTC(2026, 10, 23, 10) / 1000,
    dateRange: { start: { year: 2026, month: 11, day: 30 } },
  };
  const headers = { date: 'Sun, 22 Nov 2026 10:00:05 GMT' };
  const response = { status: 200, headers, body };
  const recording = recordingOf({ request: get('/rest/a'), response });
  const replay = createReplay(recording, new Date('2026-12-24T09:00:00Z'));
  const told = await replay.fetch(requestTo('/rest/a'));
  expect(told.headers.get('date')).toBe('Thu, 24 Dec 2026 09:00:05 GMT');
  expect(await told.json()).toEqual({
    expires_at: Date.UTC(2026, 11, 25, 9) / 1000,
    dateRange: { start: { year: 2027, month: 1, day: 1 } },
  });
  expect(replay.variables).toEqual({ LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2026-12-25T09:00:00Z' });
});

it.each([204, 599, 999])('has the status %i', async (status) => {
  const { fetch } = replayOf({ request: get('/rest/a'), response: { status, headers: {} } });
  expect((await fetch(requestTo('/rest/a'))).status).toBe(status);
});

it('is read again as it was written, and shows no control in its text', () => {
  const message = 'a\u001b[2Jb\u009bc\u202ed\u{e0041}é😀';
  const recording = recordingOf({
    request: get('/rest/a'),
    response: { status: 403, headers: {}, body: { message } },
  });
  const text = recordingText(recording);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(text).toContain('é😀');
  expect(parseRecording(text)).toEqual(recording);
});

it.each(['', '{}', '[]', '{"recording":2}'])('%j is no recording', (text) => {
  expect(parseRecording(text)).toBeUndefined();
});
