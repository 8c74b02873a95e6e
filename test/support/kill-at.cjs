/**
 * Loaded before a program: ends it by SIGKILL at its file call of number KILL_AT, or says how many it made.
 * With RENAME_CODE every rename fails with that code, as it does for a file that is mounted by itself.
 */

const fs = require('node:fs');
const promises = require('node:fs/promises');

const killAt = Number(process.env.KILL_AT ?? 0);
const { RENAME_CODE: renameCode } = process.env;
let calls = 0;

function patch(owner, name, isHalf) {
  const original = owner[name];
  if (typeof original !== 'function' || original.isPatched) return;
  owner[name] = function patched(...args) {
    calls += 1;
    if (calls === killAt) {
      // In the middle of it, where a call has a middle.
      if (isHalf) fs.writeSync(this.fd, args[0], args[1] ?? 0, Math.floor(args[0].length / 2), 0);
      process.kill(process.pid, 'SIGKILL');
    }
    if (renameCode !== undefined && name.startsWith('rename')) {
      const error = Object.assign(new Error(`${renameCode}: ${name}`), { code: renameCode });
      if (name.endsWith('Sync')) throw error;
      return Promise.reject(error);
    }
    const result = original.apply(this, args);
    if (name === 'open' && owner === promises) return result.then(patchHandle);
    return result;
  };
  owner[name].isPatched = true;
}

function patchHandle(handle) {
  const prototype = Object.getPrototypeOf(handle);
  for (const name of ['writeFile', 'sync', 'truncate', 'chmod', 'chown', 'stat', 'readFile']) {
    patch(prototype, name);
  }
  patch(prototype, 'write', true);
  return handle;
}

const async = ['open', 'link', 'rename', 'rm', 'stat', 'readFile', 'readdir', 'realpath', 'chmod'];
for (const name of async) patch(promises, name);
const sync = ['openSync', 'renameSync', 'writeSync', 'ftruncateSync', 'readSync', 'fstatSync'];
for (const name of sync) patch(fs, name);

process.on('exit', () => {
  if (killAt === 0) fs.writeFileSync(2, `calls: ${calls}\n`);
});
