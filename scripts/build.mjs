// Makes dist/: the bundle with the licences of what is in it, and one declaration file per door; or one of both,
// with --bundle or --declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundle } from './bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
process.chdir(root);
const [only] = process.argv.slice(2);
if (only !== '--declarations') await makeBundle();
if (only !== '--bundle') await makeDeclarations();

async function makeBundle() {
  rmSync(dist, { recursive: true, force: true });
  const { metafile } = await build(bundle);
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences(metafile));
  // `open` looks for its xdg-open beside itself; it then works where the system has none.
  copyFileSync('node_modules/open/xdg-open', join(dist, 'chunks', 'xdg-open'));
  chmodSync(join(dist, 'chunks', 'xdg-open'), 0o755);
}

async function makeDeclarations() {
  const tsc = 'node_modules/typescript/bin/tsc';
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  // Takes as long to load as the bundle to be made.
  const { rollUpDeclarations } = await import('./declarations.mjs');
  rollUpDeclarations(root);
}

/** The licence texts of every package that a byte of the bundle comes from. */
function licences({ inputs }) {
  const packages = new Set(
    Object.keys(inputs)
      .map((path) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
      .filter(Boolean),
  );
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${licenceText(folder)}\n`;
  });
  return `This package contains code of the following packages.\n\n${texts.join('\n')}`;
}

function licenceText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'license.md']) {
    try {
      return readFileSync(join(folder, name), 'utf8').trim();
    } catch {}
  }
  return '(the package ships no licence text)';
}
