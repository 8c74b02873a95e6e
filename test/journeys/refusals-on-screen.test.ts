/** What LinkedIn says when it refuses with 403 or 404 is on the screen and in `--json`, whole and harmless. */

import { describe, expect, it } from 'vitest';
import { openSignedIn } from '../support/signed-in.ts';

const said = 'Member \u001b[31mdoes not\u001b[0m have\u202e permission\u0007 on entity 512345678';
const shown = 'Member does not have permission on entity 512345678';

const refusals = [
  { status: 403, code: 'NO_PERMISSION_ON_ENTITY' },
  { status: 403, code: 'ACCESS_DENIED' },
  { status: 404, code: 'NOT_FOUND' },
] as const;

/** Each command, and the calls that are refused: without them it has no answer to give. */
const commands: readonly (readonly [readonly string[], string])[] = [
  [['verify'], '/rest/adAccounts'],
  [['verify'], '/rest/adAnalytics'],
  [['accounts'], '/rest/adAccounts'],
  [['accounts'], '/rest/adAccountUsers'],
  [['report', '--from', '7d'], '/rest/adAccounts'],
  [['report', '--from', '7d'], '/rest/adAnalytics'],
  [['setup', '--no-input', '--from', 'account', '--ad-account', '512345678'], '/rest/adAccounts'],
  [['setup', '--no-input', '--from', 'proof'], '/rest/adAnalytics'],
];

const cases = commands.flatMap(([command, path]) =>
  refusals.map((refusal) => [command, path, refusal] as const),
);

describe('a refusal', () => {
  it.each(cases)('of %j at %s with %o is told in its words', async (command, path, refusal) => {
    const { status, code } = refusal;
    const intercept = (request: Request) =>
      new URL(request.url).pathname.startsWith(path)
        ? Response.json({ status, code, message: said }, { status })
        : undefined;
    const world = await openSignedIn({ account: '512345678', intercept });
    const run = await world.run(command);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(shown);
    for (const harmful of ['\u001b[31m', '\u202e', '\u0007'])
      expect(run.stderr).not.toContain(harmful);

    const { stdout } = await world.run([...command, '--json']);
    expect(JSON.parse(stdout).error.linkedin).toMatchObject({ status, code, message: shown });
  });
});
