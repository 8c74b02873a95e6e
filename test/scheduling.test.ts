/** What docs/scheduling.md has for each system's scheduler: read by its own reader where there is one, and run. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, itWith, pathThere, posix } from './support/systems.ts';

const page = readFileSync('docs/scheduling.md', 'utf8');
const blocks = (language: string) =>
  Array.from(
    page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g')),
    ([, text = '']) => text,
  );

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scheduling-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function standIn(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** What the shell of a scheduler makes of the command where the program ends with that code; what somebody is told. */
function told(command: string, exitCode: number, teller: string): string {
  standIn('pectus-linkedin', `echo "$@" > '${folder}/asked'; exit ${exitCode}`);
  standIn(teller, `cat > /dev/null; for word in "$@"; do echo "$word"; done > '${folder}/told'`);
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  spawnSync('/bin/sh', ['-c', command], { cwd: folder, env, input: '' });
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(/^(?:status|verify) --within 30\n$/);
  const path = join(folder, 'told');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const codes = [
  [0, false],
  [4, true],
  [6, true],
] as const;

describeWith(posix)('cron', () => {
  const lines = (blocks('cron')[0] ?? '').split('\n').filter((line) => /^[\d*]/.test(line));
  const [, when = '', command = ''] = /^((?:\S+ +){5})(.*)$/.exec(lines[0] ?? '') ?? [];

  it('has five times and a command without a percent sign, which would end its line', () => {
    expect(lines).toHaveLength(1);
    expect(when.trim().split(/ +/)).toEqual(['0', '8', '*', '*', '1']);
    expect(command).not.toContain('%');
  });

  it.each(codes)('with exit %i mails: %s', (exitCode, mails) => {
    const here = command.replace('/srv/pectus', folder);
    expect(told(here, exitCode, 'mail')).toBe(
      mails ? '-s\nLinkedIn sign-in\nops@example.com\n' : '',
    );
  });

  it('is the one of the README', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(lines[0]);
  });
});

const analyze = '/usr/bin/systemd-analyze';

describe('systemd', () => {
  itWith(pathThere(analyze))('takes the unit and the timer', () => {
    standIn('pectus-linkedin', 'exit 0');
    const names = blocks('ini').map((text) => {
      const name = /^# (linkedin-verify\.\w+)/.exec(text)?.[1] ?? '';
      const here = text
        .replace('/usr/local/bin/pectus-linkedin', join(folder, 'pectus-linkedin'))
        .replace('/srv/pectus', folder);
      writeFileSync(join(folder, name), here);
      return name;
    });
    expect(names).toEqual(['linkedin-verify.service', 'linkedin-verify.timer']);
    const paths = names.map((name) => join(folder, name));
    const { status, stderr } = spawnSync(analyze, ['verify', '--man=no', ...paths], {
      encoding: 'utf8',
    });
    const about = stderr.split('\n').filter((line) => line.includes('linkedin-verify'));
    expect([status, about]).toEqual([0, []]);
  });
});

describeWith(posix)('launchd', () => {
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const readPlist =
    'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
  const agent = () =>
    JSON.parse(
      execFileSync(python, ['-c', readPlist], {
        input: blocks('xml')[0] ?? '',
        encoding: 'utf8',
      }),
    );

  it('reads an agent that runs once a week', () => {
    expect(agent()).toEqual({
      Label: 'com.example.linkedin',
      WorkingDirectory: '/Users/ada/pectus',
      EnvironmentVariables: { PATH: expect.stringMatching(/^\/opt\/homebrew\/bin:/) },
      ProgramArguments: ['/bin/sh', '-c', expect.any(String)],
      StartCalendarInterval: { Weekday: 1, Hour: 8, Minute: 0 },
    });
  });

  it.each(codes)('with exit %i notifies: %s', (exitCode, notifies) => {
    expect(told(agent().ProgramArguments[2], exitCode, 'osascript')).toBe(
      notifies
        ? '-e\ndisplay notification "Run pectus-linkedin setup" with title "LinkedIn"\n'
        : '',
    );
  });

  it('is loaded for the user who is signed in', () => {
    expect(blocks('sh')).toEqual([
      'launchctl bootstrap "gui/$(id -u)" ~/Library/LaunchAgents/com.example.linkedin.plist\n',
    ]);
  });
});

describe('Task Scheduler', () => {
  const [script = '', create = ''] = blocks('bat');

  it('is given a line that schtasks takes: each switch once, what has a blank in quotes', () => {
    const words: readonly string[] = create.trim().match(/"[^"]*"|\S+/g) ?? [];
    expect(words[0]).toBe('schtasks');
    const switches = words.filter((word) => word.startsWith('/'));
    expect(switches).toEqual(['/create', '/tn', '/sc', '/d', '/st', '/tr']);
    const valueAfter = (name: string) => words[words.indexOf(name) + 1];
    expect(valueAfter('/sc')).toBe('weekly');
    expect(valueAfter('/d')).toMatch(/^(?:MON|TUE|WED|THU|FRI|SAT|SUN)$/);
    expect(valueAfter('/st')).toMatch(/^\d\d:\d\d$/);
    expect(valueAfter('/tr')).toBe('"C:\\pectus\\linkedin.cmd"');
  });

  it('runs a script that comes back from the one that npm installs, and ends as that did', () => {
    expect(script).toMatch(/^@rem C:\\pectus\\linkedin\.cmd/);
    expect(script).toMatch(/^@call pectus-linkedin status --within 30 /m);
    expect(script.trim().split('\n').at(-1)).toBe('@exit /b %result%');
  });

  it('is told the same in PowerShell', () => {
    const [text = ''] = blocks('powershell');
    expect(text).toContain("-Execute 'C:\\pectus\\linkedin.cmd'");
    for (const [name] of text.matchAll(/\$\w+(?= =)/g)) {
      expect(text.split(name)).toHaveLength(3);
    }
  });
});
