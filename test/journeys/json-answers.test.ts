/** `--json` is one object with `outcome` and `exitCode`, whatever the command and however it ends. */

import { describe, expect, it } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import { openTestWorld, type Run } from '../support/world.ts';

const commands: readonly (readonly string[])[] = [
  ['setup', '--no-input'],
  ['verify'],
  ['verify', '--all-accounts'],
  ['verify', '.env', 'other.env'],
  ['status'],
  ['status', '.env', 'other.env'],
  ['accounts'],
  ['report', '--from', '7d'],
  ['refresh'],
  ['remind'],
  ['token'],
  ['export', '--format', 'dotenv'],
  ['export', '--format', 'json', '--output', 'out.json'],
  ['revoke', '--yes'],
];

function answerOf({ stdout, exitCode }: Run): string {
  const answer = JSON.parse(stdout);
  expect(answer.exitCode).toBe(exitCode);
  expect(Object.keys(answer)).toEqual(expect.arrayContaining(['outcome', 'exitCode']));
  return answer.outcome;
}

describe.each(commands)('%s %s %s', (...command) => {
  const args = [...command.filter((word) => word !== undefined), '--json'];

  it('when all is well', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    for (const name of ['.env', 'other.env']) world.files.put(name, envText(minted(world)));
    const run = await world.run(args);
    expect(run.exitCode).toBe(0);
    expect(answerOf(run)).toMatch(/^(ok|ready)$/);
  });

  it('when nothing is set', async () => {
    const run = await (await openTestWorld({ setting: 'memory' })).run(args);
    expect(run.exitCode).not.toBe(0);
    expect(answerOf(run)).toMatch(/^(env-file-missing|input-needed)$/);
  });

  it('when a flag is wrong', async () => {
    const run = await (await openTestWorld({ setting: 'memory' })).run([...args, '--nonsense']);
    expect(run.exitCode).toBe(2);
    expect(answerOf(run)).toBe('option-malformed');
  });

  it('when the program itself is wrong', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    world.files.put('.env', envText(minted(world)));
    const readStable = async () => {
      throw new TypeError('not foreseen');
    };
    const run = await world.run(args, { files: { ...world.files, readStable } });
    expect(run.exitCode).toBe(1);
    expect(answerOf(run)).toBe('bug');
    expect(run.stdout).toContain('not foreseen');
  });
});

it('a question that is answered with no is an answer, too', async () => {
  const world = await openTestWorld({ setting: 'memory' });
  world.files.put('.env', envText(minted(world)));
  const run = await world.run(['revoke', '--json'], { answers: { revoke: false } });
  expect(answerOf(run)).toBe('ok');
  expect(JSON.parse(run.stdout)).toMatchObject({ revoked: false, tokens: [] });
});
