/** What the fuzzers draw: numbers on edges, texts, damaged bytes and values, from a generator of one case. */
import { randomFromState } from '../dist/random.js';

const EDGES = [
  0,
  1,
  2,
  3,
  7,
  8,
  64,
  65,
  255,
  256,
  65535,
  65536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
].concat([2 ** 40, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64 - 1, -1, -2]);
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\n',
  '\u202e',
  '\ud800',
  '__proto__',
  'constructor',
  'é',
  '0',
  '-0',
  '1e999',
  'NaN',
  '%s',
  '\\',
  '"',
  '../a',
];

export class Draw {
  #random;

  /** Of case number `number` of a seed. */
  constructor(seed, number) {
    this.#random = randomFromState([1, 2, 3, 4].map((word) => hash(hash(seed + word) + number)));
  }

  /** A whole number from 0, less than `bound`. */
  below(bound) {
    return (this.#random.next() >>> 0) % bound;
  }

  from(least, most) {
    return least + this.below(most - least + 1);
  }

  /** True so often: one time in `times`. */
  once(times) {
    return this.below(times) === 0;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  list(least, most, make) {
    return Array.from({ length: this.from(least, most) }, (_, i) => make(i));
  }

  bytes(length) {
    const bytes = Buffer.alloc(length + 3);
    for (let at = 0; at < length; at += 4) bytes.writeInt32LE(this.#random.next() | 0, at);
    return bytes.subarray(0, length);
  }

  edge() {
    return this.pick(EDGES);
  }

  /** The value, now and then one near it or on an edge in its place. */
  number(value, times = 24) {
    if (!this.once(times)) return value;
    return this.once(2) ? value + this.from(-2, 2) : this.edge();
  }

  /** The value, now and then another of these in its place. */
  other(value, others, times = 24) {
    return this.once(times) ? this.pick(others) : value;
  }

  /** A short name, now and then an odd one. */
  name() {
    if (this.once(24)) return this.pick(ODD_TEXTS);
    return this.pick(['a', 'b', 'w', 'layer.0', 'fc1/weight', 'x y']) + (this.once(3) ? this.below(10) : '');
  }

  /** Any value that JSON can have, a few levels deep. */
  value(depth = 3) {
    const kind = this.below(depth > 0 ? 8 : 6);
    if (kind < 2) return this.edge();
    if (kind === 2) return this.pick([0.5, -1e308, 1e-320, 1e21]);
    if (kind === 3) return this.pick(ODD_TEXTS);
    if (kind === 4) return this.pick([null, true, false]);
    if (kind === 5) return this.name();
    if (kind === 6) return this.list(0, 3, () => this.value(depth - 1));
    return Object.fromEntries(this.list(0, 3, () => [this.name(), this.value(depth - 1)]));
  }

  /** A copy of what JSON can have with some places changed: another value, one more or less, a name. */
  damaged(value, changes = this.below(3)) {
    const copy = structuredClone({ value });
    for (let i = 0; i < changes; i++) {
      let at = copy;
      let key = 'value';
      while (typeof at[key] === 'object' && at[key] !== null && Object.keys(at[key]).length > 0 && !this.once(6)) {
        at = at[key];
        key = this.pick(Object.keys(at));
      }
      const kind = this.below(6);
      if (kind < 2) at[key] = this.value();
      else if (kind === 2 && typeof at[key] === 'number') at[key] = this.number(at[key], 1);
      else if (kind === 3 && at !== copy) delete at[key];
      else if (kind === 4 && Array.isArray(at))
        at.splice(this.below(at.length + 1), 0, ...at.slice(this.below(at.length)));
      else if (!Array.isArray(at) && at !== copy) at[this.name()] = at[key];
    }
    return copy.value;
  }

  /** Most often the bytes as they are; else some overwritten, cut out, doubled, or the rest missing. */
  torn(bytes, times = 4) {
    if (!this.once(times) || bytes.length === 0) return bytes;
    let file = Buffer.from(bytes);
    for (let i = this.from(1, 3); i > 0; i--) {
      const place = this.below(file.length + 1);
      const after = Math.min(file.length, place + this.from(1, 8));
      const kind = this.below(7);
      if (kind < 3) this.bytes(after - place).copy(file, place);
      else if (kind === 3) file = Buffer.concat([file.subarray(0, place), file.subarray(after)]);
      else if (kind === 4) file = Buffer.concat([file.subarray(0, after), file.subarray(place)]);
      else if (kind === 5) file = file.subarray(0, place);
      else if (file.length >= 8)
        uint(file, this.edge(), this.below(file.length - 7), this.pick([1, 2, 4, 8]), this.once(2));
    }
    return file;
  }
}

/** Writes a whole number of so many bytes, whatever does not fit cut off. */
export function uint(bytes, value, at, size, isBig = false) {
  const whole = Buffer.alloc(8);
  whole.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  const part = whole.subarray(0, size);
  (isBig ? part.reverse() : part).copy(bytes, at);
}

/** A whole number alone in so many bytes. */
export function field(value, size, isBig = false) {
  const bytes = Buffer.alloc(size);
  uint(bytes, value, 0, size, isBig);
  return bytes;
}

/** The finaliser of MurmurHash3 (Appleby). */
function hash(value) {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
