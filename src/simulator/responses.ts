/** Requests as endpoints read them, and what endpoints say before it becomes a Response. */

export interface SimulatedRequest {
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

export function isForm({ headers }: SimulatedRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
}

/** Parameters of a form; any other content type has none, as LinkedIn sees it. */
export function formOf(request: SimulatedRequest): URLSearchParams {
  return new URLSearchParams(isForm(request) ? request.body : '');
}

/** Thrown wherever a request turns out to be refused; `catchRefusal` makes it the answer. */
export class Refusal extends Error {
  readonly answer: SimulatedResponse;

  constructor(answer: SimulatedResponse) {
    super(`the simulator answers ${answer.status}`);
    this.answer = answer;
  }
}

export function catchRefusal(endpoint: () => SimulatedResponse): SimulatedResponse {
  try {
    return endpoint();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
