// Makes dist/: the bundles with the licences of what is in them, the help as text and as manual pages, the code cache
// of this Node, and one declaration file per door; or one of both, with --bundle or --declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'rolldown';
import { bundles, root } from './bundle.mjs';
import { makeHelpPages } from './help-pages.mjs';

const dist = join(root, 'dist');
process.chdir(root);
const [only] = process.argv.slice(2);
if (only !== '--declarations') await makeBundles();
if (only !== '--bundle') await makeDeclarations();

async function makeBundles() {
  rmSync(dist, { recursive: true, force: true });
  const chunks = [];
  for (const bundle of bundles) {
    const { output } = await build({ ...bundle, write: false });
    for (const chunk of output) {
      const path = join(bundle.output.dir, chunk.fileName);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, inAscii(chunk.code));
      chunks.push({ ...chunk, path: relative(root, path) });
    }
  }
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences(chunks));
  // `open` looks for its xdg-open beside itself; it then works where the system has none.
  copyFileSync('node_modules/open/xdg-open', join(dist, 'program', 'xdg-open'));
  chmodSync(join(dist, 'program', 'xdg-open'), 0o755);
  await makeHelpPages();
  execFileSync(process.execPath, ['scripts/code-cache.mjs'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(sizes(chunks));
}

/** Kilobytes of each file, and how much of it comes from which package; smaller than one is left out. */
function sizes(chunks) {
  const shown = (bytes) => `${Math.round(bytes / 1_000)} kB`;
  const lines = chunks.map(({ path, code, modules }) => {
    const parts = new Map();
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const name = packageFolder(id)?.replace(/^.*[\\/]node_modules[\\/]/, '') ?? 'src';
      parts.set(name, (parts.get(name) ?? 0) + renderedLength);
    }
    const whole = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
    const minified = [...parts].map(([name, bytes]) => [name, (bytes / whole) * code.length]);
    const large = minified.filter(([, bytes]) => bytes >= 1_000).sort(([, a], [, b]) => b - a);
    const from = large.map(([name, bytes]) => `${name} ${shown(bytes)}`).join(', ');
    return `${path.padEnd(28)} ${shown(code.length).padStart(7)}   ${from}`;
  });
  return lines.join('\n');
}

function packageFolder(id) {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
}

/** It takes half the memory, and V8 reads it faster. Other characters stand in strings and patterns alone. */
function inAscii(code) {
  return code.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function makeDeclarations() {
  const tsc = 'node_modules/typescript/bin/tsc';
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  // Takes as long to load as the bundle to be made.
  const { rollUpDeclarations } = await import('./declarations.mjs');
  rollUpDeclarations(root);
}

/** The licence texts of every package that a byte of the bundles comes from. */
function licences(chunks) {
  const folders = chunks.flatMap(({ moduleIds }) => moduleIds.map(packageFolder));
  const packages = [...new Set(folders.filter(Boolean))].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    return { name, version, text: `${name} ${version} (${license})\n\n${licenceText(folder)}` };
  });
  const texts = packages
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ text }) => `${'='.repeat(80)}\n${text}\n`);
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
