/** What LinkedIn documents or was seen to answer, one file per body, written down from public sources only. */

import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const folder = new URL('../fixtures/linkedin/', import.meta.url);

const fixtureFile = z.strictObject({
  /** The public document, or who saw it live. */
  source: z.string(),
  /** `{name}` stands for a value that differs from run to run, such as `{accessToken}`. */
  request: z.strictObject({
    method: z.enum(['GET', 'POST']),
    path: z.string().startsWith('/'),
    headers: z.record(z.string(), z.string()).optional(),
    form: z.record(z.string(), z.string()).optional(),
  }),
  /** `…` in a text stands for characters that the source leaves out. */
  response: z.strictObject({
    status: z.number(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional(),
  }),
});

export type Json = z.infer<ReturnType<typeof z.json>>;

export interface Fixture extends z.infer<typeof fixtureFile> {
  /** The file's name without its ending. */
  readonly name: string;
}

export const fixtures: readonly Fixture[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return { name: file.slice(0, -'.json'.length), ...fixtureFile.parse(JSON.parse(text)) };
  });

export function fixtureNamed(name: string): Fixture {
  const found = fixtures.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`no test/fixtures/linkedin/${name}.json`);
  return found;
}
