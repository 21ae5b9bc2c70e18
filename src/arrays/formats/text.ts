/**
 * Text of numbers: one row a line, separated by commas, semicolons or white space; # begins a comment. Or rows of 0 and
 * 1 without separators: a file with nothing else, whose first row has more than one digit.
 */
import { decimalIn } from '../../decimal.ts';
import { ByteStream, DiskFile, PIECE_BYTES } from '../bytes.ts';
import { type Fail, failIn, quoted } from '../errors.ts';
import { makeTensor, type Tensor } from '../tensor.ts';

const NEWLINE = 0x0a;
const ZERO = 0x30;
const ONE = 0x31;
/** Python's longest spelling of a float64 has 24 characters. */
const LONGEST_NUMBER = 128;
/** A piece of this size gives at most as many values, and one more. */
const PORTION = PIECE_BYTES / 8;

/** Reads the file once for its shape and to check it, one of digits twice. A lone row or column has one axis, as in numpy.loadtxt. */
export async function openText(path: string): Promise<Tensor[]> {
  const file = DiskFile.find(path);
  const fail = failIn(path);
  const start = textStart(file);
  const isDigits = await holdsOnlyDigits(file, start);
  let isBits = true;
  const parser = new RowParser(isDigits, fail);
  for await (const values of parse(file, start, parser)) {
    isBits &&= areBits(values);
  }
  const { rows, columns } = parser;
  if (rows === 0) throw fail('holds no numbers');
  const shape = rows === 1 ? [columns] : columns === 1 ? [rows] : [rows, columns];
  return [
    makeTensor({
      file: path,
      shape,
      dtype: isBits ? 'bool' : 'float64',
      read: (failInTensor) => parse(file, start, new RowParser(isDigits, failInTensor)),
    }),
  ];
}

function areBits(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && values[i] !== 1) return false;
  return true;
}

/** The byte order mark that some editors put before the text. */
function textStart(file: DiskFile): number {
  const head = Buffer.from(file.slice(0, Math.min(3, file.size)));
  return head.toString('hex') === 'efbbbf' ? 3 : 0;
}

/** Whether no row has more than one run of 0 and 1, and some run more than one digit. */
async function holdsOnlyDigits(file: DiskFile, start: number): Promise<boolean> {
  let [longest, run, isOver, inComment] = [0, 0, false, false];
  for await (const bytes of file.pieces(start)) {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === NEWLINE) {
        run = 0;
        isOver = false;
        inComment = false;
      } else if (inComment) {
        // Anything may stand in a comment.
      } else if (byte === ZERO || byte === ONE) {
        if (isOver) return false;
        if (++run > longest) longest = run;
      } else if (KINDS[byte] === Kind.blank || KINDS[byte] === Kind.comment) {
        isOver = run > 0;
        inComment = KINDS[byte] === Kind.comment;
      } else {
        return false;
      }
    }
  }
  return longest > 1;
}

async function* parse(file: DiskFile, start: number, parser: RowParser): AsyncGenerator<Float64Array, void> {
  const stream = new ByteStream(file.pieces(start));
  const values = new Float64Array(Math.min(PORTION, file.size) + 1);
  try {
    for (;;) {
      const bytes = await stream.next(PORTION);
      const count = bytes.length === 0 ? parser.end(values) : parser.feed(bytes, values);
      if (count > 0) yield values.subarray(0, count);
      if (bytes.length === 0) return;
    }
  } finally {
    await stream.close();
  }
}

/** What a byte is, in text of numbers. */
const Kind = { part: 0, blank: 1, separator: 2, newline: 3, comment: 4 } as const;
const KINDS = new Uint8Array(256);
for (const blank of [' ', '\t', '\r']) KINDS[blank.charCodeAt(0)] = Kind.blank;
for (const separator of [',', ';']) KINDS[separator.charCodeAt(0)] = Kind.separator;
KINDS[NEWLINE] = Kind.newline;
KINDS['#'.charCodeAt(0)] = Kind.comment;

/** Takes the text in pieces and checks that all rows are as long as the first. Blank lines do not count. */
class RowParser {
  rows = 0;
  columns = 0;
  readonly #isDigits: boolean;
  readonly #fail: Fail;
  #line = 1;
  #column = 0;
  #afterSeparator = false;
  #inComment = false;
  readonly #token = Buffer.alloc(LONGEST_NUMBER);
  #tokenLength = 0;

  constructor(isDigits: boolean, fail: Fail) {
    this.#isDigits = isDigits;
    this.#fail = fail;
  }

  /** Writes the numbers that end in these bytes and returns how many there were: at most one for each byte. */
  feed(bytes: Uint8Array, values: Float64Array): number {
    let count = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      const kind = this.#inComment && byte !== NEWLINE ? Kind.blank : KINDS[byte];
      if (kind === Kind.part) {
        if (this.#isDigits) {
          values[count++] = byte - ZERO;
          this.#column++;
          continue;
        }
        if (this.#tokenLength === LONGEST_NUMBER) throw this.#notANumber();
        this.#token[this.#tokenLength++] = byte;
        continue;
      }
      count = this.#endToken(values, count);
      if (kind === Kind.separator) {
        if (this.#afterSeparator || this.#column === 0) throw this.#emptyField();
        this.#afterSeparator = true;
      } else if (kind === Kind.newline) {
        this.#endRow();
      } else if (kind === Kind.comment) {
        this.#inComment = true;
      }
    }
    return count;
  }

  /** The end of the text ends the last number and the last row. */
  end(values: Float64Array): number {
    const count = this.#endToken(values, 0);
    this.#endRow();
    return count;
  }

  #endToken(values: Float64Array, count: number): number {
    if (this.#tokenLength === 0) return count;
    const value = parseNumber(this.#token, this.#tokenLength);
    if (value === undefined) throw this.#notANumber();
    values[count] = value;
    this.#tokenLength = 0;
    this.#column++;
    this.#afterSeparator = false;
    return count + 1;
  }

  #endRow(): void {
    if (this.#afterSeparator) throw this.#emptyField();
    if (this.#column > 0) {
      if (this.rows === 0) this.columns = this.#column;
      if (this.#column !== this.columns) {
        throw this.#fail(`line ${this.#line}: ${this.#column} values, the first row has ${this.columns}`);
      }
      this.rows++;
    }
    this.#line++;
    this.#column = 0;
    this.#inComment = false;
  }

  #emptyField() {
    return this.#fail(`line ${this.#line}, column ${this.#column + 1}: an empty field`);
  }

  #notANumber() {
    const text = this.#token.toString('utf8', 0, Math.min(this.#tokenLength, 40));
    return this.#fail(`line ${this.#line}, column ${this.#column + 1}: ${quoted(text)} is not a number`);
  }
}

const WORDS: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/** Undefined for what is no number. nan and inf are numbers here; whoever wants finite ones looks. */
function parseNumber(token: Buffer, length: number): number | undefined {
  const value = decimalIn(token, 0, length);
  if (!Number.isNaN(value)) return value;
  const [, sign, word] = /^([+-]?)(.*)$/s.exec(token.toString('latin1', 0, length).toLowerCase()) ?? [];
  if (!Object.hasOwn(WORDS, word)) return undefined;
  return sign === '-' ? -WORDS[word] : WORDS[word];
}
