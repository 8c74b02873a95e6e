/** Which shell a command is written for. */

import { expect, it } from 'vitest';
import { shellOf } from '../../src/node/shell.ts';

const system =
  'C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules';

it.each([
  ['Linux', 'linux', { PROMPT: '$P$G' }, 'posix'],
  ['Git Bash', 'win32', { SHELL: '/usr/bin/bash', PROMPT: '$P$G' }, 'git-bash'],
  ['cmd', 'win32', { PROMPT: '$P$G', PSModulePath: system }, 'cmd'],
  [
    'Windows PowerShell',
    'win32',
    { PSModulePath: `C:\\Users\\Ada\\Documents\\WindowsPowerShell\\Modules;${system}` },
    'powershell',
  ],
  [
    'PowerShell 7 with its documents elsewhere, and npm between',
    'win32',
    { PROMPT: '$P$G', PSModulePath: `\\\\nas\\ada\\PowerShell\\Modules;${system}` },
    'powershell',
  ],
  ['a program that says nothing', 'win32', {}, 'powershell'],
] as const)('%s is told by what it leaves', (_, platform, env, shell) => {
  expect(shellOf(env, platform)).toBe(shell);
});
