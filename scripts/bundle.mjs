// How the three doors are bundled: code-split, with everything they need, so that nothing is installed beside the package.
import { builtinModules } from 'node:module';

export const bundle = {
  entryPoints: {
    cli: 'src/node/run.ts',
    index: 'src/index.ts',
    simulator: 'src/simulator/index.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
  plugins: [builtins()],
};

/** Parts of Node that a package loads for features that are not used here, and that take long to load. */
const unused = [
  // Subcommands that are programs of their own.
  { importer: /\/node_modules\/commander\//, path: /child_process$/ },
  // Encrypted .env files; only `parse` is used.
  { importer: /\/node_modules\/dotenv\//, path: /crypto$/ },
];

/**
 * Node's own modules by `process.getBuiltinModule`: CommonJS packages have no `require` in a bundle of
 * ES modules, and an `import` statement copies every export of a module at each start.
 */
function builtins() {
  const names = builtinModules.map((name) => name.replaceAll('/', '\\/')).join('|');
  return {
    name: 'builtins',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ importer, kind, path }) => {
        const absent = unused.some((part) => part.importer.test(importer) && part.path.test(path));
        // One copy per importer: a shared one would become a file of its own, to be opened at each start.
        const name = path.replace(/^node:/, '');
        const present = kind === 'dynamic-import' ? 'builtin-names' : 'builtin';
        return { path: `${name}?${importer}`, namespace: absent ? 'absent' : present };
      });
      onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule('node:${path.split('?')[0]}');`,
      }));
      // `await import('node:x')` is destructured by name, which only an ES module can serve.
      onLoad({ filter: /.*/, namespace: 'builtin-names' }, async ({ path }) => {
        const name = path.split('?')[0];
        const exported = Object.keys(await import(`node:${name}`)).filter(
          (key) => key !== 'default',
        );
        const module = `process.getBuiltinModule('node:${name}')`;
        return { contents: `export const { ${exported.join(', ')} } = ${module};` };
      });
    },
  };
}
