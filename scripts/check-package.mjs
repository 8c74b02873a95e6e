// Packs what would be published and has publint and Are the types wrong? look at it; needs no network.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const folder = mkdtempSync(join(tmpdir(), 'pectus-package-'));
// Windows starts npm's own programs by way of its shell only.
const options = { encoding: 'utf8', shell: process.platform === 'win32' };

try {
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    options,
  );
  const tarball = join(folder, JSON.parse(packed)[0].filename);
  run('publint', tarball, '--strict');
  // ES modules only: what an older resolution or `require` would find is not promised.
  run('attw', tarball, '--profile', 'esm-only', '--no-emoji');
} finally {
  rmSync(folder, { recursive: true });
}

function run(program, ...args) {
  execFileSync('npx', ['--no-install', program, ...args], { ...options, stdio: 'inherit' });
}
