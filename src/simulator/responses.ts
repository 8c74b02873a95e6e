/** Requests as endpoints read them, and answers that several of them give. */

export interface SimulatedRequest {
  readonly method: string;
  /** Where it was sent to: scheme, host and port. */
  readonly origin: string;
  readonly path: string;
  /** Without the question mark, as it was sent. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: string;
}

export function page(status: number, html: string): Response {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    // No form-action: Chromium applies it to the redirect after the form too, and would block the
    // way back to the app's listener.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  };
  return new Response(html, { status, headers });
}

/** With a status that nobody retries: other programs go on without what they asked for, or say what is missing. */
export function notModelled(what: string): Response {
  const message = `The simulator does not model ${what}.`;
  return Response.json({ status: 404, code: 'NOT_MODELLED', message }, { status: 404 });
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
  readonly answer: Response;

  constructor(answer: Response) {
    super(`the simulator answers ${answer.status}`);
    this.answer = answer;
  }
}

export async function catchRefusal(
  endpoint: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await endpoint();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
