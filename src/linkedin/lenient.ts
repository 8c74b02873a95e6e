/**
 * Reads a body of LinkedIn's as far as it can be read: a code is spent and a refresh is counted by the time
 * it arrives, so that one odd field must not cost the rest of it.
 */

import type { ZodSafeParseResult, ZodType } from 'zod';

type Path = readonly PropertyKey[];

/** What is odd in one place may uncover something odd around it, a few floors up. */
const maxRounds = 8;
const maxDepth = 12;

/**
 * Numbers and truth values that came as text are read, a list of texts is joined where one text is meant;
 * what cannot be read is left out where the shape can do without it, and so is an element of a list that
 * lacks what it needs. Fails as the shape does where nothing usable is left.
 */
export function parseLeniently<T>(shape: ZodType<T>, body: unknown): ZodSafeParseResult<T> {
  const strict = shape.safeParse(body);
  if (strict.success) return strict;
  let mended = copyOf(body);
  let left: ZodSafeParseResult<T> = strict;
  for (let round = 0; round < maxRounds && !left.success; round += 1) {
    for (const issue of left.error.issues) {
      repair(mended, issue.path, 'expected' in issue ? String(issue.expected) : '');
    }
    mended = copyOf(mended);
    left = shape.safeParse(mended);
  }
  return left.success && !isEmptied(body, mended) ? left : strict;
}

/** Does nothing where nothing can be left out any more. */
function repair(body: unknown, path: Path, expected: string): void {
  const [key, parent] = [path.at(-1), at(body, path.slice(0, -1))];
  if (key === undefined || !isContainer(parent)) return;
  const read = readAs(expected, parent[key]);
  if (read !== undefined) parent[key] = read;
  else if (Array.isArray(parent)) parent[Number(key)] = unusable;
  else if (parent[key] !== undefined) delete parent[key];
  // It is missing and needed: what it belongs to is of no use.
  else repair(body, path.slice(0, -1), '');
}

/** Always of another type than it was. */
function readAs(expected: string, value: unknown): unknown {
  if (expected === 'number' && typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }
  if (expected === 'boolean' && typeof value === 'string') {
    return { true: true, false: false }[value.trim().toLowerCase()];
  }
  if (expected !== 'string') return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isList ? value.join(',') : undefined;
}

/** In place of an element, so that the others keep theirs as long as issues name them. */
const unusable = Symbol('unusable');

/** A copy as deep as any shape reads; what lies deeper is never looked at. */
function copyOf(value: unknown, depth = maxDepth): unknown {
  if (depth === 0 || !isContainer(value)) return value;
  if (Array.isArray(value)) {
    return value.filter((item) => item !== unusable).map((item) => copyOf(item, depth - 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, copyOf(inner, depth - 1)]),
  );
}

/** A list of which no element could be read is no empty list. */
function isEmptied(before: unknown, after: unknown): boolean {
  const count = (body: unknown) => {
    const elements = isContainer(body) ? body['elements'] : undefined;
    return Array.isArray(elements) ? elements.length : 0;
  };
  return count(before) > 0 && count(after) === 0;
}

function at(body: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isContainer(value) ? value[key] : undefined), body);
}

function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
