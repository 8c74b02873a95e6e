/**
 * Tokens that describe themselves, so that a rehearsal begun in one process goes on in another.
 * They look like LinkedIn's: a prefix, then some hundred URL-safe characters.
 */

import * as z from 'zod';
import { filler } from './hash.ts';

const tokenShape = z.object({
  kind: z.enum(['access', 'refresh']),
  clientId: z.string(),
  scopes: z.array(z.string()),
  /** Epoch seconds, like the two below: when the member consented. */
  authorizedAt: z.number(),
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Whether a refresh minted it, not a consent. */
  refreshed: z.boolean(),
  /** No two tokens of one simulator have the same number. */
  n: z.number(),
});
export type Token = z.infer<typeof tokenShape>;

const looks = {
  access: { prefix: 'AQX', length: 400 },
  refresh: { prefix: 'AQV', length: 350 },
} as const;

export function writeToken(token: Token): string {
  const { prefix, length } = looks[token.kind];
  // Parsed, because the order of its keys is then always the same.
  const content = tokenShape.parse(token);
  const bare = JSON.stringify({ ...content, pad: '' });
  const room = Math.floor((length - prefix.length) * 0.75) - bare.length;
  const padded = JSON.stringify({ ...content, pad: filler(bare, Math.max(0, room)) });
  return prefix + Buffer.from(padded).toString('base64url');
}

/** Undefined for a text that no simulator wrote, or that was altered on the way. */
export function readToken(text: string): Token | undefined {
  try {
    const content = JSON.parse(Buffer.from(text.slice(3), 'base64url').toString());
    const token = tokenShape.parse(content);
    return writeToken(token) === text ? token : undefined;
  } catch {
    return undefined;
  }
}

export function writeCode(n: number): string {
  return `AQT${filler(`code ${n}`, 147)}`;
}
