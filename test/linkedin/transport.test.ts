/** One exchange: how often it is tried, how long it waits in between, and what becomes of its failures. */

import { describe, expect, it } from 'vitest';
import { Exit, fault, SetupError } from '../../src/faults/fault.ts';
import { type Call, createTransport } from '../../src/linkedin/transport.ts';
import {
  type Clock,
  type Env,
  type Exchange,
  ExchangeError,
  type HttpResponse,
} from '../../src/world.ts';
import { exchangeBy } from '../support/exchange.ts';

const url = 'https://api.linkedin.com/rest/adAccounts/512345678';
const call: Call = { method: 'GET', url, headers: {}, repeatable: true };
const onlyOnce: Call = { ...call, method: 'POST', body: 'code=AQT0', repeatable: false };

interface Line {
  readonly sleeps: readonly number[];
  /** When each request went out, in milliseconds from the start. */
  readonly sent: readonly number[];
  readonly notes: readonly string[];
  readonly send: ReturnType<typeof createTransport>;
}

interface LineOptions {
  readonly callsPerSecond?: number;
  readonly env?: Env;
  readonly signal?: AbortSignal;
}

type Answer = (clock: Clock) => Response | HttpResponse | Promise<HttpResponse>;

/** A transport whose requests are answered one after the other; the last answer stays. */
function line(answers: readonly Answer[], options: LineOptions = {}): Line {
  const { callsPerSecond, env = {}, signal = new AbortController().signal } = options;
  const { clock, sleeps } = instantClock();
  const sent: number[] = [];
  const notes: string[] = [];
  const exchange: Exchange = async (request) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(clock.now().getTime());
    if (answer === undefined) throw new Error('no answer to give');
    const given = await answer(clock);
    return given instanceof Response ? await exchangeBy(async () => given)(request) : given;
  };
  const note = (text: string) => void notes.push(text);
  const send = createTransport({ exchange, clock, env, signal }, callsPerSecond, note);
  return { sleeps, sent, notes, send };
}

/** Whenever nothing else happens, the time jumps to the end of the shortest sleep. */
function instantClock() {
  let now = 0;
  const sleeps: number[] = [];
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const jump = () => {
    sleepers.sort((one, other) => one.until - other.until);
    const next = sleepers.shift();
    now = next?.until ?? now;
    next?.wake();
  };
  const clock: Clock = {
    now: () => new Date(now),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      await new Promise<void>((wake) => {
        sleepers.push({ until: now + milliseconds, wake });
        setImmediate(jump);
      });
    },
  };
  return { clock, sleeps };
}

const status =
  (code: number, text = '{}', headers: Readonly<Record<string, string>> = {}) =>
  (): HttpResponse => ({
    status: code,
    headers: new Map(Object.entries(headers)),
    body: new TextEncoder().encode(text),
  });
const broken =
  (code: string): Answer =>
  () => {
    throw Object.assign(new Error('other side closed'), { code });
  };

const proxyRefuses =
  (code: number): Answer =>
  () => {
    throw new ExchangeError('PROXY_REFUSED', code);
  };

const minute = '{"message":"Resource level throttle APPLICATION_AND_MEMBER MINUTE limit"}';
const day = '{"message":"Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls"}';

/** A status that is handed on, or the fault. */
const outcome = (send: Promise<{ readonly status: number }>) =>
  send.then(
    (reply) => reply.status,
    (error: unknown) => (error instanceof SetupError ? error.code : error),
  );

describe('a call that may be repeated', () => {
  it.each<[string, Answer, number | string]>([
    ['500', status(500), 500],
    ['503', status(503), 503],
    ['408', status(408), 408],
    ['a throttle of this minute', status(429, minute), 429],
    ['999', status(999), 999],
    ['600', status(600), 600],
    ['099', status(99), 99],
    ['a 200 with a web page', status(200, '<html>'), 200],
    ['a 200 without a word', status(200, ''), 200],
    ['a 200 that is cut off', status(200, '{"id":'), 200],
    ['a 200 without bottom', status(200, `${'{"a":'.repeat(9_999)}1${'}'.repeat(9_999)}`), 200],
    ['a 200 with nothing', status(200, 'null'), 200],
    ['299', status(299, ''), 299],
    ['204', status(204, ''), 204],
    ['205', status(205, ''), 205],
    ['a connection that broke off', broken('ANSWER_BROKEN'), 'network-unreachable'],
    ['an answer that cannot be decoded', broken('ANSWER_ENCODING'), 'linkedin-unavailable'],
    ['a proxy without a way', proxyRefuses(502), 'network-unreachable'],
    ['a proxy that fails', proxyRefuses(500), 'network-unreachable'],
  ])('is tried three times at most, and then told, for %s', async (_, answer, told) => {
    const { send, sent } = line([answer]);
    expect(await outcome(send(call))).toBe(told);
    expect(sent).toHaveLength(3);
  });

  it('waits up to a second, then up to two, each time another while', async () => {
    const waits = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const { send, sleeps } = line([status(503)]);
        await send(call);
        return sleeps;
      }),
    );
    const longest = [0, 1].map((pause) => Math.max(...waits.map((sleeps) => sleeps[pause] ?? 0)));
    expect(waits.every(({ length }) => length === 2)).toBe(true);
    // Of fifty, at least one is in the upper half, but for once in 2 ** 50.
    expect(longest.map((wait) => Math.ceil(wait / 500))).toEqual([2, expect.toBeOneOf([3, 4])]);
  });

  it.each<[string, Answer, string]>([
    ['an answer that is too large', broken('ANSWER_TOO_LARGE'), 'linkedin-unavailable'],
    ['a proxy that refuses', proxyRefuses(403), 'network-unreachable'],
    ['a proxy that says nothing', broken('PROXY_REFUSED'), 'network-unreachable'],
    ['a proxy that wants a password', proxyRefuses(407), 'network-unreachable'],
  ])('is sent once, for %s', async (_, answer, told) => {
    const { send, sent } = line([answer]);
    expect(await outcome(send(call))).toBe(told);
    expect(sent).toHaveLength(1);
  });

  it('is tried three times for a web page, although it may be empty', async () => {
    const { send, sent } = line([status(200, '<html>')]);
    await send({ ...call, mayBeEmpty: true });
    expect(sent).toHaveLength(3);
  });

  it.each([
    [200, ''],
    [204, ''],
    [299, ' \n'],
  ])('is sent once when a %i of %j says it all', async (code, text) => {
    const { send, sent } = line([status(code, text)]);
    expect((await send({ ...call, mayBeEmpty: true })).status).toBe(code);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['20 seconds', 20_000, 3],
    ['40 seconds', 40_000, 2],
    ['a minute', 60_000, 1],
  ])('is not sent again a minute after the first time, when a try takes %s', async (_, each, times) => {
    const late: Answer = async (clock) => {
      await clock.sleep(each);
      throw new ExchangeError('ANSWER_LATE');
    };
    const { send, sent } = line([late]);
    expect(await outcome(send(call))).toBe('network-unreachable');
    expect(sent).toHaveLength(times);
  });

  it.each([
    200, 302, 304, 400, 401, 403, 404, 426,
  ])('is sent once when %i answers it', async (code) => {
    const { send, sent } = line([status(code, code === 200 ? '{}' : '')]);
    expect((await send(call)).status).toBe(code);
    expect(sent).toHaveLength(1);
  });

  it('brings the first good answer', async () => {
    const { send, sent } = line([status(503), broken('ECONNRESET'), status(200, '{"id":1}')]);
    expect(await send(call)).toMatchObject({ status: 200, json: { id: 1 } });
    expect(sent).toHaveLength(3);
  });

  it('is over when Ctrl-C comes between two tries', async () => {
    const interruption = new AbortController();
    const reason = new Error('interrupted');
    const answer = () => {
      interruption.abort(reason);
      return new Response('{}', { status: 503 });
    };
    const { send, sent } = line([answer], { signal: interruption.signal });
    await expect(send(call)).rejects.toBe(reason);
    expect(sent).toHaveLength(1);
  });
});

describe('a call that must not be repeated', () => {
  it.each<[string, Answer, number | string]>([
    ['503', status(503), 503],
    ['a throttle', status(429, minute, { 'retry-after': '1' }), 429],
    ['a connection that broke off', broken('ANSWER_BROKEN'), 'network-unreachable'],
    ['a connection that was refused', broken('ECONNREFUSED'), 'network-unreachable'],
  ])('is sent once, for %s', async (_, answer, told) => {
    const { send, sent, sleeps } = line([answer]);
    expect(await outcome(send(onlyOnce))).toBe(told);
    expect({ sent, sleeps }).toEqual({ sent: [0], sleeps: [] });
  });
});

describe('a throttle', () => {
  it('is waited out as long as it asks for', async () => {
    const { send, sleeps } = line([status(429, minute, { 'retry-after': '7' }), status(200)]);
    expect((await send(call)).status).toBe(200);
    expect(sleeps).toEqual([7_000]);
  });

  it.each([
    ['20', [20_000, 20_000]],
    ['20.1', []],
  ])('that asks for more than twenty seconds is passed on: %s', async (seconds, waits) => {
    const { send, sleeps } = line([status(429, minute, { 'retry-after': seconds })]);
    expect((await send(call)).status).toBe(429);
    expect(sleeps).toEqual(waits);
  });

  it("until a date is waited out by LinkedIn's clock", async () => {
    const headers = {
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
      'retry-after': 'Sun, 22 Nov 2026 10:00:07 GMT',
    };
    const { send, sleeps } = line([status(429, minute, headers), status(200)]);
    expect((await send(call)).status).toBe(200);
    expect(sleeps).toEqual([7_000]);
  });

  it('is not waited out where the next try would come a minute after the first', async () => {
    const late: Answer = async (clock) => {
      await clock.sleep(40_000);
      return status(429, minute, { 'retry-after': '20' })();
    };
    const { send, sent } = line([late]);
    expect((await send(call)).status).toBe(429);
    expect(sent).toEqual([0]);
  });

  it('of the day is not tried again', async () => {
    const { send, sent } = line([status(429, day)]);
    expect((await send(call)).status).toBe(429);
    expect(sent).toHaveLength(1);
  });
});

describe('a pace', () => {
  it('spaces calls that are started at once', async () => {
    const { send, sent } = line([status(200)], { callsPerSecond: 4 });
    await Promise.all(Array.from({ length: 5 }, () => send(call)));
    expect(sent).toEqual([0, 250, 500, 750, 1_000]);
  });

  it('holds for repeats, too', async () => {
    const { send, sent } = line([broken('ECONNRESET')], { callsPerSecond: 0.1 });
    await send(call).catch(() => undefined);
    expect(sent).toEqual([0, 10_000, 20_000]);
  });

  it('is not kept where none is asked for', async () => {
    const { send, sent } = line([status(200)]);
    await Promise.all([send(call), send(call), send(call)]);
    expect(sent).toEqual([0, 0, 0]);
  });
});

describe('a failure', () => {
  async function failure(code: string, env: Env = {}): Promise<unknown> {
    const { send } = line([broken(code)], { env });
    return await send(call).catch((error: unknown) => error);
  }

  it.each([
    ['ENOTFOUND', 'its name is not known here; is this machine online'],
    ['EAI_AGAIN', 'its name cannot be looked up; is this machine online'],
    ['ECONNREFUSED', 'the connection was refused'],
    ['ECONNRESET', 'the connection broke off'],
    ['EPIPE', 'the connection broke off'],
    ['ENETUNREACH', 'this machine has no way there; is it online'],
    ['EHOSTUNREACH', 'this machine has no way there; is it online'],
    ['ENETDOWN', 'this machine has no way there; is it online'],
    ['EHOSTDOWN', 'this machine has no way there; is it online'],
    ['EADDRNOTAVAIL', 'this machine has no way there; is it online'],
    ['ECONNABORTED', 'the connection broke off'],
    ['EACCES', 'this machine does not allow the connection'],
    ['EPERM', 'this machine does not allow the connection'],
    ['HPE_HEADER_OVERFLOW', "the answer's headers are far too long"],
    ['HPE_INVALID_VERSION', 'the server did not answer in HTTP'],
    ['EPROTO', 'no secure connection comes about (EPROTO)'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'no secure connection comes about (ERR_SSL_WRONG_VERSION_NUMBER)',
    ],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'no secure connection comes about (ERR_TLS_HANDSHAKE_TIMEOUT)'],
    ['ETIMEDOUT', 'nobody answered in time'],
    ['CONNECT_LATE', 'nobody answered in time'],
    ['ANSWER_LATE', 'the answer did not come in time'],
    ['ANSWER_STOPPED', 'the answer stopped in the middle'],
    ['ANSWER_BROKEN', 'the answer broke off in the middle'],
    ['ANSWER_SLOW', 'the answer comes too slowly'],
    ['EWHATEVER', 'the connection failed (EWHATEVER)'],
  ])('of %s says that %s', async (code, why) => {
    expect(await failure(code)).toMatchObject({
      code: 'network-unreachable',
      exit: Exit.tryLater,
      message: `api.linkedin.com cannot be reached: ${why}.`,
    });
  });

  const issuer = 'is not trusted (CODE). A company network that inspects traffic does that.';
  const name = 'is for another name (CODE): something else is answering in its place.';
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', issuer],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', issuer],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', issuer],
    ['UNABLE_TO_GET_ISSUER_CERT', issuer],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', issuer],
    ['CERT_UNTRUSTED', issuer],
    ['CERT_HAS_EXPIRED', "has expired (CODE), or this machine's clock is wrong."],
    ['CERT_NOT_YET_VALID', "is not valid yet (CODE); most likely this machine's clock is wrong."],
    ['ERR_TLS_CERT_ALTNAME_INVALID', name],
    ['HOSTNAME_MISMATCH', name],
    ['ERR_TLS_CERT_ALTNAME_FORMAT', 'is not trusted (CODE).'],
    ['CERT_REVOKED', 'is not trusted (CODE).'],
    ['CERT_SIGNATURE_FAILURE', 'is not trusted (CODE).'],
    ['CRL_HAS_EXPIRED', 'is not trusted (CODE).'],
    ['UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'is not trusted (CODE).'],
    ['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'is not trusted (CODE).'],
    ['INVALID_CA', 'is not trusted (CODE).'],
    ['INVALID_PURPOSE', 'is not trusted (CODE).'],
    ['PATH_LENGTH_EXCEEDED', 'is not trusted (CODE).'],
  ])('of %s is about the certificate, and is not repeated', async (code, trouble) => {
    const { send, sent } = line([broken(code)]);
    const certificate = 'The certificate shown for api.linkedin.com';
    await expect(send(call)).rejects.toMatchObject({
      code: 'tls-untrusted',
      message: `${certificate} ${trouble.replace('CODE', code)}`,
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    'EINVALID_CA',
    'INVALID_CAR',
    'NO_CERT_',
    'ACRL_',
    'XERR_TLS_CERT_',
  ])('of %s is not about the certificate', async (code) => {
    expect(await failure(code)).toMatchObject({ code: 'network-unreachable' });
  });

  it.each<[string, Answer, object]>([
    [
      'an answer that is too large',
      broken('ANSWER_TOO_LARGE'),
      { message: 'LinkedIn is not answering as it should: its answer is far too large.' },
    ],
    [
      'an answer that cannot be decoded',
      () => {
        throw new ExchangeError('ANSWER_ENCODING', 200);
      },
      {
        message:
          'LinkedIn is not answering as it should: its answer is damaged, or compressed in a way that cannot be read (HTTP 200).',
      },
    ],
    [
      'a proxy that refuses',
      proxyRefuses(403),
      { message: 'api.linkedin.com cannot be reached: the proxy refused (HTTP 403).' },
    ],
  ])('of %s says so, and what caused it', async (_, answer, told) => {
    const { send } = line([answer]);
    await expect(send(call)).rejects.toMatchObject({ ...told, cause: expect.any(Error) });
  });

  it.each([
    ['http://p.test:8080', 'the proxy wants a user name and a password (HTTP 407)'],
    [
      'http://robin:pa55w0rd@p.test:8080',
      'the proxy does not take the user name and the password that it was given (HTTP 407)',
    ],
  ])('of the sign-in at %s says what is wrong with it', async (address, why) => {
    const { send } = line([proxyRefuses(407)], { env: { HTTPS_PROXY: address } });
    await expect(send(call)).rejects.toMatchObject({
      message: `api.linkedin.com cannot be reached through the proxy p.test:8080: ${why}.`,
    });
  });

  it.each([
    ['ERR_INVALID_CHAR', false],
    ['ERR_SSL_NO_CIPHER_MATCH', true],
    ['ERR_TLS_X', true],
    ['XERR_TLS', true],
    ['ERR_X_ERR_TLS_', false],
  ])('of Node with %s is about the network: %s', async (code, isNetwork) => {
    expect((await failure(code)) instanceof SetupError).toBe(isNetwork);
  });

  it('of the parser is about what answers there', async () => {
    expect(await failure('HPE_INVALID_CONSTANT')).toMatchObject({
      message: 'api.linkedin.com cannot be reached: the server did not answer in HTTP.',
    });
  });

  it('names the proxy, and not its password', async () => {
    const env = { HTTPS_PROXY: 'http://robin:pa55w0rd@proxy.example.com:8080' };
    expect(await failure('ECONNREFUSED', env)).toMatchObject({
      message:
        'api.linkedin.com cannot be reached through the proxy proxy.example.com:8080: the connection was refused.',
    });
  });

  it.each(['HTTPS_PROXY', 'all_proxy', 'HTTP_PROXY'])('names %s where it is set', async (name) => {
    const error = await failure('ECONNREFUSED', { [name]: 'http://proxy.example.com:8080' });
    expect(error).toMatchObject({
      fix: [{ say: expect.stringContaining(`The proxy comes from ${name};`) }, expect.anything()],
    });
  });

  it('is found behind several names of one address', async () => {
    const both = () => {
      const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      throw new TypeError('fetch failed', { cause: new AggregateError([refused, refused]) });
    };
    const { send } = line([both]);
    await expect(send(call)).rejects.toMatchObject({ code: 'network-unreachable' });
  });

  it('that is a fault already stays the same', async () => {
    const error = fault('env-file-missing', { path: '.env' });
    const { send, sent } = line([
      () => {
        throw error;
      },
    ]);
    await expect(send(call)).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });

  it('that nobody foresaw is no fault, and is not repeated', async () => {
    const error = new TypeError('undefined is not a function');
    const { send, sent } = line([
      () => {
        throw error;
      },
    ]);
    await expect(send(call)).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });
});

describe('a reply', () => {
  it('is read to its end, with the clock of LinkedIn and the number of the request', async () => {
    const headers = { date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'x-li-uuid': 'AAYq5qVd' };
    const { send } = line([status(403, '{"status":403}', headers)]);
    expect(await send(call)).toEqual({
      status: 403,
      headers: expect.any(Map),
      text: '{"status":403}',
      json: { status: 403 },
      serverTime: new Date('2026-11-22T10:00:00Z'),
      requestId: 'AAYq5qVd',
    });
  });

  it.each([
    'Wed, 01 Jan 2020 00:00:00 GMT',
    'Thu, 31 Dec 2099 23:59:59 GMT',
  ])('has a clock with the date %s', async (date) => {
    const { send } = line([status(200, '{}', { date })]);
    expect(await send(call)).toMatchObject({ serverTime: new Date(date) });
  });

  it.each([
    'Tue, 31 Dec 2019 23:59:59 GMT',
    'Fri, 01 Jan 2100 00:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Fri, 01 Jan 9999 00:00:00 GMT',
    'soon',
  ])('has no clock worth reckoning by with the date %s', async (date) => {
    const { send } = line([status(200, '{}', { date })]);
    expect(await send(call)).toMatchObject({ serverTime: undefined });
  });

  it('need not be JSON, and need not have a date', async () => {
    const { send } = line([status(200, '<html>')]);
    expect(await send(call)).toMatchObject({
      text: '<html>',
      json: undefined,
      serverTime: undefined,
      requestId: undefined,
    });
  });

  it.each([
    ['[[1]]', [[1]]],
    [
      `{"a":"${'[{'.repeat(200)}\\"${'['.repeat(200)}"}`,
      { a: `${'[{'.repeat(200)}"${'['.repeat(200)}` },
    ],
    [`[${'[],'.repeat(200)}1]`, [...Array.from({ length: 200 }, () => []), 1]],
    [`${'['.repeat(100)}${']'.repeat(100)}`, expect.any(Array)],
    [`${'['.repeat(101)}${']'.repeat(101)}`, undefined],
    ['[', undefined],
    [`{"a":"${'['.repeat(200)}`, undefined],
    [`[${'['.repeat(101)}${']'.repeat(101)},[]]`, undefined],
    [`{"a":"\\\\","b":${'['.repeat(100)}1${']'.repeat(100)}}`, undefined],
  ])('of JSON with a few levels is read, and no other', async (text, json) => {
    const { send } = line([status(403, text)]);
    expect((await send(call)).json).toEqual(json);
  });

  it('is noted in one line without query and body', async () => {
    const answers = [broken('ECONNRESET'), status(200, '{}', { 'x-li-uuid': 'AAYq5qVd' })];
    const { send, notes } = line(answers);
    await send({ ...call, url: `${url}?token=AQXsecret`, body: 'token=AQXsecret', method: 'POST' });
    expect(notes).toEqual([
      'POST api.linkedin.com/rest/adAccounts/512345678 → ECONNRESET',
      'POST api.linkedin.com/rest/adAccounts/512345678 → 200 in 0 ms (AAYq5qVd)',
    ]);
  });

  it('is noted with the time that it took, where it has no number', async () => {
    const { send, notes } = line([
      async (clock) => {
        await clock.sleep(250);
        return status(200)();
      },
    ]);
    await send(call);
    expect(notes).toEqual(['GET api.linkedin.com/rest/adAccounts/512345678 → 200 in 250 ms']);
  });

  it('that may be long is read however deep it is', async () => {
    const text = `${'['.repeat(101)}${']'.repeat(101)}`;
    const { send } = line([status(200, text)]);
    expect((await send({ ...call, mayBeLong: true })).json).toEqual(JSON.parse(text));
  });
});

it("a proxy's certificate is named by what is wrong with it", async () => {
  const cause = Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' });
  const untrusted = async () => {
    throw new ExchangeError('PROXY_UNTRUSTED', undefined, { cause });
  };
  const { send } = line([untrusted], { env: { HTTPS_PROXY: 'https://proxy.example:8080' } });
  await expect(send(call)).rejects.toMatchObject({
    code: 'tls-untrusted',
    message: expect.stringContaining('proxy.example:8080 has expired (CERT_HAS_EXPIRED)'),
  });
});

it.each([
  undefined,
  new Error('odd'),
])("a proxy's certificate is named by itself where nothing else is known: %o", async (cause) => {
  const untrusted = async () => {
    throw new ExchangeError('PROXY_UNTRUSTED', undefined, { cause });
  };
  const { send, sent } = line([untrusted]);
  await expect(send(call)).rejects.toMatchObject({
    message: 'The certificate shown for api.linkedin.com is not trusted (PROXY_UNTRUSTED).',
  });
  expect(sent).toHaveLength(1);
});
