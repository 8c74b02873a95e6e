// Mutates one folder of the source, or one file, and runs the folder's tests that start neither the program nor a browser against each
// mutant: npm run mutation -- consent, or npm run mutation -- linkedin/scopes.ts
import { spawnSync } from 'node:child_process';

const [path, ...flags] = process.argv.slice(2);
if (path === undefined) throw new Error('which folder of src?');
const mutate = path.endsWith('.ts') ? `src/${path}` : `src/${path}/**/*.ts`;
const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
const { status } = spawnSync(process.execPath, [stryker, 'run', '--mutate', mutate, ...flags], {
  stdio: 'inherit',
  env: { ...process.env, MUTATION_FOLDER: path.split('/')[0] },
});
process.exitCode = status ?? 1;
