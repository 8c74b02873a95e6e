// Bundles the fault suite, which is TypeScript, and runs it; `--help` says how.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';

const folder = mkdtempSync(join(tmpdir(), 'pectus-fault-suite-'));
const outfile = join(folder, 'faults.mjs');
await build({
  input: 'test/fault-table/main.ts',
  platform: 'node',
  logLevel: 'silent',
  output: { file: outfile, format: 'esm', codeSplitting: false, sourcemap: 'inline' },
});
const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
