/** Made-up values without randomness: the same text always gives the same. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 32 bits: FNV-1a, mixed at the end so that texts with similar endings differ widely. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** URL-safe characters that look random, as LinkedIn's opaque texts do. */
export function filler(text: string, length: number): string {
  return Array.from({ length }, (_, at) => alphabet[hash(`${text} ${at}`) % 64]).join('');
}
