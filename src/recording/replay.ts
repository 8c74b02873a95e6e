/** A recording as a server's answers: to the same requests, in the same order, as if it had been made now. */

import { isoSeconds, millisecondsPerDay, parseDate } from '../days.ts';
import { variables } from '../variables.ts';
import type { Json, RecordedExchange, Recording } from './recording.ts';

export interface Replay {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The credentials that the recording was made with, as stand-ins. */
  readonly variables: Readonly<Record<string, string>>;
}

export function createReplay(recording: Recording, now: Date): Replay {
  const move = createMove(new Date(recording.recordedAt), now);
  const waiting = new Map<string, RecordedExchange[]>();
  for (const exchange of recording.exchanges) {
    const { method, path, query = '', form = {} } = exchange.request;
    const key = keyOf(method, path, query, new URLSearchParams(form));
    waiting.set(key, [...(waiting.get(key) ?? []), exchange]);
  }
  return {
    variables: movedVariables(recording.variables, move),
    async fetch(request) {
      const { method, path, query, form } = await read(request);
      const exchanges = waiting.get(keyOf(method, path, query, form)) ?? [];
      // The last answer stays: whoever asks once more gets it once more.
      const exchange = exchanges.length > 1 ? exchanges.shift() : exchanges[0];
      if (exchange === undefined) return notRecorded(`${method} ${path}${query && `?${query}`}`);
      return answerOf(exchange, move);
    },
  };
}

async function read(request: Request) {
  const { method, url } = request;
  const { pathname: path, search } = new URL(url);
  const body = await request.text();
  const isOAuth = path.startsWith('/oauth/');
  const query = [search.slice(1), ...(isOAuth ? [] : [body])].filter(Boolean).join('&');
  return { method, path, query, form: new URLSearchParams(isOAuth ? body : '') };
}

/** The days of a report are those before the day of asking. */
function keyOf(method: string, path: string, query: string, form: URLSearchParams): string {
  const anyDay = query.replace(/(year|month|day):\d+/g, '$1:*');
  const parameters = [...form].map(([name, value]) => `${name}=${value}`).sort();
  return JSON.stringify([method, path, anyDay, parameters]);
}

/** With a status that nobody tries again. */
function notRecorded(what: string): Response {
  const message = `The recording does not hold ${what}.`;
  return Response.json({ status: 404, code: 'NOT_RECORDED', message }, { status: 404 });
}

/** They were about the answer on its way, and this is another way. */
const ofTheWay = ['content-length', 'content-encoding', 'transfer-encoding', 'connection'];

function answerOf({ response }: RecordedExchange, move: Move): Response {
  // Whoever serves it breaks the connection off.
  if (response === undefined) return new Response('', { headers: { 'content-length': '1' } });
  const { status, body, text } = response;
  const kept = Object.entries(response.headers).filter(([name]) => !ofTheWay.includes(name));
  const headers = Object.fromEntries(kept);
  if (headers['date'] !== undefined) headers['date'] = move.httpDate(headers['date']);
  const content = body === undefined ? (text ?? '') : JSON.stringify(moved(body, move));
  return responseOf(status, content, headers);
}

/** A `Response` has a status of 200 and more only, and at some of them no body. */
function responseOf(status: number, content: string, headers: Record<string, string>): Response {
  const isBare = [204, 205, 304].includes(status);
  const response = new Response(isBare ? null : content, { headers });
  return Object.defineProperty(response, 'status', { value: status });
}

// --- when it was, and when it is -------------------------------------------------------------------------

type Move = ReturnType<typeof createMove>;

function createMove(recordedAt: Date, now: Date) {
  const by = now.getTime() - recordedAt.getTime();
  const dayCount = (time: Date) => Math.floor(time.getTime() / millisecondsPerDay);
  const byDays = (dayCount(now) - dayCount(recordedAt)) * millisecondsPerDay;
  return {
    date: (date: Date) => new Date(date.getTime() + by),
    seconds: (epoch: number) => epoch + Math.round(by / 1000),
    httpDate(text: string) {
      const date = new Date(text);
      return Number.isNaN(date.getTime()) ? text : new Date(date.getTime() + by).toUTCString();
    },
    day: (year: number, month: number, day: number) =>
      new Date(Date.UTC(year, month - 1, day) + byDays),
  };
}

const tokenTimes = ['created_at', 'authorized_at', 'expires_at'];

function moved(json: Json, move: Move): Json {
  if (Array.isArray(json)) return json.map((one) => moved(one, move));
  if (typeof json !== 'object' || json === null) return json;
  const { year, month, day, ...others } = json as Readonly<Record<string, Json>>;
  if (typeof year === 'number' && typeof month === 'number' && typeof day === 'number') {
    const there = move.day(year, month, day);
    const date = { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1 };
    return { ...date, day: there.getUTCDate(), ...others };
  }
  const entries = Object.entries(json).map(([name, value]) => {
    const isTime = tokenTimes.includes(name) && typeof value === 'number';
    return [name, isTime ? move.seconds(value) : moved(value, move)];
  });
  return Object.fromEntries(entries);
}

function movedVariables(given: Recording['variables'], move: Move) {
  const movedDate = (name: string) => {
    const date = parseDate(given[name]);
    return date && { [name]: isoSeconds(move.date(date)) };
  };
  const dates = [variables.accessExpiresAt, variables.refreshExpiresAt].map(movedDate);
  return Object.assign({ ...given }, ...dates);
}
