/** Files in which dotenv finds nothing: text in UTF-16 or UTF-32, and what is no text. They are neither read nor added to. */

import { fault, type SetupError } from '../faults/fault.ts';
import { again, shell } from '../faults/fix.ts';
import { fileErrorFix } from './file-errors.ts';

type ForeignEncoding = 'utf-16le' | 'utf-16be' | 'utf-32' | 'binary';

/** Undefined for what can be read, other bytes among its text included. */
export function foreignEncoding(content: Uint8Array): ForeignEncoding | undefined {
  return byMark(content) ?? byZeros(content) ?? (isBinary(content) ? 'binary' : undefined);
}

function byMark([first, second, third, fourth]: Uint8Array): ForeignEncoding | undefined {
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'utf-32';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0xff || second !== 0xfe) return undefined;
  return third === 0 && fourth === 0 ? 'utf-32' : 'utf-16le';
}

/** Bytes at the beginning that tell what a file is. */
const looked = 4_096;
/** How many bytes of a kind make it certain; names of other languages have fewer zeros. */
const most = 0.7;

/** `>` of Windows PowerShell 5 writes UTF-16 with a mark, and many an editor leaves the mark out. */
function byZeros(content: Uint8Array): ForeignEncoding | undefined {
  if (content.length < 4) return undefined;
  const start = content.subarray(0, looked);
  /** Whether the bytes at these places of each four are mostly zeros, and the others are not. */
  const hasZerosAt = (...places: readonly number[]) => {
    const shareOf = (isThere: boolean) => {
      const bytes = start.filter((_, index) => places.includes(index % 4) === isThere);
      return bytes.filter((byte) => byte === 0).length / bytes.length;
    };
    return shareOf(true) > most && shareOf(false) <= most;
  };
  const isInFours = content.length % 4 === 0;
  if (isInFours && (hasZerosAt(1, 2, 3) || hasZerosAt(0, 1, 2))) return 'utf-32';
  if (hasZerosAt(1, 3)) return 'utf-16le';
  return hasZerosAt(0, 2) ? 'utf-16be' : undefined;
}

/** Compressed data has one control character in ten bytes; a text has none but tabs and line ends. */
function isBinary(content: Uint8Array): boolean {
  if (content.length < 64) return false;
  const start = content.subarray(0, looked);
  const controls = start.filter((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);
  return controls.length > start.length / 20;
}

/** In the place of the file, with its rights; it has the same words in every shell. */
const convert = (encoding: string) =>
  `let f=require(\`fs\`),p=process.argv[1];f.writeFileSync(p,new TextDecoder(\`${encoding}\`).decode(f.readFileSync(p)))`;

export function wrongEncoding(path: string, encoding: ForeignEncoding): SetupError {
  const save = 'Save it as UTF-8: in Notepad, File › Save as, with Encoding UTF-8';
  const then = { say: 'Then run it again', run: again() };
  switch (encoding) {
    case 'utf-16le':
    case 'utf-16be': {
      const run = shell('node', '-e', convert(encoding), path);
      const fix = [{ say: `${save}; or convert it`, run }, then];
      const why = 'it is UTF-16 text, which dotenv does not read';
      return fault('env-file-unreadable', { path, why, fix });
    }
    case 'utf-32': {
      const why = 'it is UTF-32 text, which dotenv does not read';
      return fault('env-file-unreadable', { path, why, fix: [{ say: `${save}.` }, then] });
    }
    case 'binary': {
      const fix = [{ say: 'Name a text file with --file.' }, fileErrorFix(path, undefined)];
      return fault('env-file-unreadable', { path, why: 'it is not text', fix });
    }
  }
}
