/** Which shell is in front of the operator, by the variables that it leaves to its children. */

import type { Shell } from '../faults/shells.ts';
import type { Env } from '../world.ts';

export function shellOf(env: Env, platform: NodeJS.Platform): Shell {
  if (platform !== 'win32') return 'posix';
  // Git Bash and its relatives.
  if (env['MSYSTEM'] !== undefined || env['SHELL'] !== undefined) return 'git-bash';
  // PowerShell starts scripts of npm by way of cmd, which leaves PROMPT.
  if (isBelowPowerShell(env)) return 'powershell';
  return env['PROMPT'] === undefined ? 'powershell' : 'cmd';
}

/** PowerShell puts the modules of its user in front; the system's are there in every process. */
function isBelowPowerShell(env: Env): boolean {
  const folders = (env['PSModulePath'] ?? '').split(';');
  return folders.some(
    (folder) =>
      /\\(?:Windows)?PowerShell\\Modules\\?$/i.test(folder) &&
      !/^[a-z]:\\(?:Program Files|Windows)\b/i.test(folder),
  );
}
