// What the build bundles, with everything it needs, so that nothing is installed beside the package: the program as
// CommonJS, which starts fastest; the doors as ES modules, which a host imports.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * A chunk is read and compiled whole, and each one costs its opening: so there are few, and a module belongs to the
 * first group that needs it. What no group needs is split as it is loaded.
 */
const groups = {
  door: files('index'),
  start: files(
    ...['node/run', 'node/machine', 'node/terminal', 'host', 'checks/renewal'],
    ...commands('status', 'token', 'run', 'export', 'remind'),
  ),
  network: files(
    ...['linkedin/client', 'node/exchange', 'checks/verification', 'checks/minting'],
    'checks/renewal-failure',
    ...commands('verify', 'accounts', 'refresh'),
  ),
  report: files(...commands('report'), 'report/fetch/pull'),
  wizard: files('node/prompts', ...commands('setup', 'revoke')),
};

function commands(...names) {
  return names.map((name) => `cli/commands/${name}`);
}

function files(...names) {
  return names.map((name) => join(root, 'src', `${name}.ts`));
}

/** Three bundles; `simulator` is loaded by no command but its own. */
export const bundles = [
  bundleOf('cjs', 'dist/program', { entry: 'src/node/entry.ts' }),
  bundleOf('cjs', 'dist/program', { run: 'src/node/run.ts' }),
  bundleOf('esm', 'dist', { index: 'src/index.ts', simulator: 'src/simulator/index.ts' }),
];

function bundleOf(format, folder, input) {
  const isProgram = format === 'cjs';
  return {
    cwd: root,
    input,
    platform: 'node',
    plugins: [unusedParts(), fetchClasses()],
    transform: { target: 'node20.19' },
    checks: { ineffectiveDynamicImport: false },
    output: {
      dir: join(root, folder),
      format,
      entryFileNames: isProgram ? '[name].cjs' : '[name].js',
      chunkFileNames: isProgram ? '[name].cjs' : 'doors/[name].js',
      // What a code cache was made for has no `import()`.
      dynamicImportInCjs: false,
      minify: true,
      comments: false,
      codeSplitting: { groups: 'entry' in input ? [] : chunkGroups() },
    },
  };
}

function chunkGroups() {
  return Object.entries(groups).map(([name, entries], index) => {
    let needed;
    return {
      name(id, graph) {
        needed ??= closure(entries, graph);
        return needed.has(id) ? name : null;
      },
      debugName: name,
      priority: 10 - index,
    };
  });
}

function closure(entries, graph) {
  const found = new Set();
  const waiting = [...entries];
  for (const id of waiting) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}

/** Parts of Node that a package loads for features that are not used here, and that take long to load. */
function unusedParts() {
  const unused = [
    // Subcommands that are programs of their own.
    { importer: /[\\/]node_modules[\\/]commander[\\/]/, path: /child_process$/ },
    // Encrypted .env files; only `parse` is used.
    { importer: /[\\/]node_modules[\\/]dotenv[\\/]/, path: /crypto$/ },
  ];
  return {
    name: 'unused-parts',
    resolveId(path, importer = '') {
      const isUnused = unused.some((part) => part.importer.test(importer) && part.path.test(path));
      return isUnused ? `\0unused:${path}` : null;
    },
    load: (id) => (id.startsWith('\0unused:') ? 'module.exports = {};' : null),
  };
}

/**
 * The OAuth library asks what an answer is by the platform's `Response`, and collects headers in its `Headers`; to
 * touch either makes Node load a second HTTP client.
 */
function fetchClasses() {
  const from = JSON.stringify(join(root, 'src/linkedin/oauth-response.ts'));
  return {
    name: 'fetch-classes',
    transform: (code, id) =>
      /[\\/]node_modules[\\/]oauth4webapi[\\/]/.test(id)
        ? `import { OAuthHeaders as Headers, OAuthResponse as Response } from ${from};\n${code}`
        : null,
  };
}
