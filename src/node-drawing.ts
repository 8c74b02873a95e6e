/** A block of lines at the bottom of the terminal that is drawn again and again in its own place. */

import width from 'fast-string-width';

export interface Block {
  /** Each shorter than the terminal is wide, where that can be had. */
  readonly lines: readonly string[];
  /** Where the cursor stands; behind the last line when left out. */
  readonly cursor?: { readonly line: number; readonly column: number };
}

export interface Drawing {
  /** Replaces what was drawn before. */
  draw(block: Block): void;
  /** Puts the cursor under the block, which stays. */
  leave(): void;
  /** Takes the block away. */
  erase(): void;
}

/** Control sequences of ECMA-48: CUU, CUF, and ED from the cursor down. */
const up = (rows: number) => (rows > 0 ? `\u001b[${rows}A` : '');
const right = (columns: number) => (columns > 0 ? `\u001b[${columns}C` : '');
const eraseBelow = '\u001b[J';

export function openDrawing(write: (text: string) => void, columns: () => number): Drawing {
  let drawn: Block | undefined;

  /** A terminal that became narrower has broken the lines anew. */
  const rowsOf = (line: string) => Math.max(1, Math.ceil(width(line) / columns()));
  const rowsTo = ({ lines, cursor }: Block) => {
    const at = cursor ?? { line: lines.length - 1, column: width(lines.at(-1) ?? '') };
    const above = lines.slice(0, at.line).reduce((rows, line) => rows + rowsOf(line), 0);
    return above + Math.floor(at.column / columns());
  };
  const rowsIn = ({ lines }: Block) => lines.reduce((rows, line) => rows + rowsOf(line), 0);
  const back = () => (drawn === undefined ? '' : `${up(rowsTo(drawn))}\r`);

  return {
    draw(block) {
      const { lines, cursor } = block;
      const text = `${back()}${eraseBelow}${lines.join('\n')}`;
      drawn = block;
      if (cursor === undefined) return write(text);
      const above = up(rowsIn(block) - 1 - rowsTo(block));
      write(`${text}${above}\r${right(cursor.column % columns())}`);
    },
    leave() {
      if (drawn === undefined) return;
      const below = rowsIn(drawn) - 1 - rowsTo(drawn);
      write(`${below > 0 ? `\u001b[${below}B` : ''}\r\n`);
      drawn = undefined;
    },
    erase() {
      write(`${back()}${eraseBelow}`);
      drawn = undefined;
    },
  };
}
