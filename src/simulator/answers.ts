/** Requests as endpoints read them, and what endpoints say before it becomes a Response. */

export interface Incoming {
  readonly method: string;
  readonly path: string;
  /** Without the question mark, as it was sent. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface SimulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, body: unknown): SimulatedResponse {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(body) };
}

export function page(status: number, html: string): SimulatedResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    // No form-action: Chromium applies it to the redirect after the form too, and would block the
    // way back to the app's listener.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  };
  return { status, headers, body: html };
}

export function redirect(status: number, location: string): SimulatedResponse {
  return { status, headers: { location, 'cache-control': 'no-store' }, body: '' };
}

export function notModelled(what: string): SimulatedResponse {
  return json(501, { status: 501, message: `The simulator does not model ${what}.` });
}

/** Parameters of a form; any other content type has none, as LinkedIn sees it. */
export function formOf({ headers, body }: Incoming): URLSearchParams {
  const type = headers.get('content-type') ?? '';
  return new URLSearchParams(/^application\/x-www-form-urlencoded\b/i.test(type) ? body : '');
}

/** A no, thrown wherever it is noticed and answered in one place. */
export interface Refusal extends Error {
  readonly answer: SimulatedResponse;
}

export function refusal(answer: SimulatedResponse): Refusal {
  return Object.assign(new Error(`the simulator answers ${answer.status}`), { answer });
}

/** Runs an endpoint; a refusal thrown inside it is its answer. */
export function answered(endpoint: () => SimulatedResponse): SimulatedResponse {
  try {
    return endpoint();
  } catch (error) {
    if (isRefusal(error)) return error.answer;
    throw error;
  }
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'answer' in error;
}
