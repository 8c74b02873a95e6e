/** The screen of the tests themselves: it shows what a person would see. */

import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { describeWithPty, openScreen, type ScreenOptions } from './pty.ts';

const bash = (script: string, options: Partial<ScreenOptions> = {}) =>
  openScreen('/bin/bash', ['--norc', '--noprofile', '-c', script], {
    cwd: tmpdir(),
    env: { PATH: '/usr/bin:/bin' },
    ...options,
  });

describeWithPty('a screen', () => {
  test('shows what the program prints, and what has scrolled out of sight', async () => {
    const screen = bash('for n in {1..30}; do echo "line $n"; done', { rows: 10 });
    await screen.exited;
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    expect(screen.text()).toBe(lines.join('\n'));
  });

  test('does not show what was erased, but keeps it among the raw bytes', async () => {
    const screen = bash("printf 'secret\\r\\033[Kgone'");
    await screen.exited;
    expect(screen.text()).toBe('gone');
    expect(screen.raw()).toBe('secret\r\u001b[Kgone');
  });

  test('takes what is typed', async () => {
    const screen = bash('read -r -p "Name? " name; echo "Hello $name"');
    await screen.waitFor('Name?');
    screen.type('Ada');
    screen.press('enter');
    await screen.waitFor(/^Hello Ada$/m);
    expect(await screen.exited).toEqual({ exitCode: 0 });
  });

  test('passes Ctrl-C on as the interrupt that it is', async () => {
    const screen = bash(
      'trap "echo stopped; exit 130" INT; echo ready; while :; do sleep 0.05; done',
    );
    await screen.waitFor('ready');
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(screen.text()).toMatch(/stopped$/);
  });

  test('is a terminal with the size asked for, and breaks long lines there', async () => {
    const screen = bash('stty size; printf "%050d" 0', { columns: 40, rows: 12 });
    await screen.exited;
    expect(screen.text()).toBe(['12 40', '0'.repeat(40), '0'.repeat(10)].join('\n'));
  });

  test('tells the program when it is resized', async () => {
    const screen = bash('read -r; stty size');
    screen.resize(60, 24);
    screen.press('enter');
    await screen.waitFor('24 60');
  });

  test("answers the program's question where the cursor is", async () => {
    const screen = bash('printf \'ab\\033[6n\'; IFS= read -r -s -d R place; printf %q "$place"');
    await screen.waitFor("ab$'\\E[1;3'");
  });

  test('gives the environment asked for, and no other', async () => {
    const screen = bash('echo "[$HOME][$GREETING]"', { env: { GREETING: 'hi' } });
    await screen.waitFor('[][hi]');
  });

  test('tells the exit code, and the signal of a program that was killed', async () => {
    expect(await bash('exit 3').exited).toEqual({ exitCode: 3 });
    const screen = bash('sleep 60');
    screen.kill();
    expect(await screen.exited).toEqual({ exitCode: 0, signal: 9 });
  });

  test('shows itself when what was awaited does not come', async () => {
    const waiting = bash('echo here it is; sleep 60').waitFor('never', { timeout: 500 });
    await expect(waiting).rejects.toThrow(
      'never did not appear within 500 ms\n--- the screen:\nhere it is\n---',
    );
  });

  test('stops waiting for a program that has ended', async () => {
    const waiting = bash('echo bye; exit 2').waitFor(/never/);
    await expect(waiting).rejects.toThrow(
      '/never/ did not appear before the program ended with exit code 2\n--- the screen:\nbye\n---',
    );
  });
});
