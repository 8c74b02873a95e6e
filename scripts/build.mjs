// Bundles the three doors, code-split, with everything they need: nothing is installed beside the package.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
process.chdir(root);
rmSync(dist, { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: {
    cli: 'src/node-run.ts',
    index: 'src/index.ts',
    simulator: 'src/simulator/index.ts',
  },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  plugins: [withoutExecutables()],
  logLevel: 'warning',
  // Bundled CommonJS packages ask for Node's modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences(metafile));
// `open` looks for its xdg-open beside itself; it then works where the system has none.
copyFileSync('node_modules/open/xdg-open', join(dist, 'chunks', 'xdg-open'));
chmodSync(join(dist, 'chunks', 'xdg-open'), 0o755);
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

/** commander loads node:child_process for subcommands that are programs of their own; there are none. */
function withoutExecutables() {
  return {
    name: 'without-executables',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
        importer.includes('/node_modules/commander/') ? { path, namespace: 'absent' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
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
