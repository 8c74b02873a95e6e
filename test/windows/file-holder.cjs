// Another program on Windows: opens the file without sharing it, for some milliseconds at a time or for good.
const { closeSync, openSync, writeFileSync } = require('node:fs');
const [, , path, sign, held, every] = process.argv;
/** UV_FS_O_EXLOCK of libuv: CreateFile without FILE_SHARE_READ, FILE_SHARE_WRITE and FILE_SHARE_DELETE. */
const exclusively = 0x1000_0000;

function hold() {
  try {
    const file = openSync(path, exclusively);
    writeFileSync(sign, '');
    if (held === undefined) return;
    const until = performance.now() + Number(held);
    while (performance.now() < until);
    closeSync(file);
  } catch {
    // The program has it.
  }
}
hold();
setInterval(hold, Number(every ?? 1e6));
