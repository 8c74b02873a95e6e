/** Finds secrets in texts: whole, in pieces of twelve characters, and in the forms that requests give them. */

const piece = 12;

/** The pieces of secrets that the text shows, each once. */
export function leaksIn(text: string, secrets: Iterable<string>): readonly string[] {
  const shown = new Set(piecesOf(text));
  const leaks = [...secrets].flatMap((secret) =>
    tellingPieces(secret).filter((one) => shown.has(one)),
  );
  return [...new Set(leaks)];
}

const known = new Map<string, readonly string[]>();

/** Kept, because a simulated LinkedIn gives out the same secrets in every run. */
function tellingPieces(secret: string): readonly string[] {
  const pieces = known.get(secret) ?? formsOf(secret).flatMap(piecesOf);
  known.set(secret, pieces);
  return pieces;
}

function piecesOf(text: string): readonly string[] {
  const count = Math.max(0, text.length - piece + 1);
  return Array.from({ length: count }, (_, at) => text.slice(at, at + piece));
}

function formsOf(secret: string): readonly string[] {
  const base64 = (['base64', 'base64url'] as const).flatMap((encoding) =>
    // Behind other text a secret begins at any of three places in a group of four.
    [0, 1, 2].map((before) =>
      Buffer.from(' '.repeat(before) + secret)
        .toString(encoding)
        .slice(4, -4),
    ),
  );
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64];
}

/** What crosses the wire as a secret: codes, tokens, states, client secrets. */
export function secretsIn(traffic: string): readonly string[] {
  const tokens = [...traffic.matchAll(/AQ[A-Z][\w-]{20,}/g)].map(([token]) => token);
  const parameters = [...traffic.matchAll(/\b(?:state|client_secret)=([^&\s"]+)/g)];
  return [...tokens, ...parameters.map(([, value = '']) => decodeURIComponent(value))];
}
