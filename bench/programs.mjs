/** Square arrays of short programs, as bits of a byte each, row by row: their names, and what they leave; and random ones. */
import { below, randomStream } from '../dist/random.js';

const RULES = [22, 30, 45, 73, 90, 110, 150];

/** Elementary cellular automata on a ring, a step a row; generators whose bits fill row after row; and coin flips. */
export function programs(side) {
  const coins = (stream) => {
    const random = randomStream(2026, stream);
    return Uint8Array.from({ length: side * side }, () => below(random, 2));
  };
  const one = Uint8Array.from({ length: side }, (_, i) => Number(i === side >> 1));
  const random = coins(0).subarray(0, side);
  return [
    ...RULES.map((rule) => ({ name: `rule ${rule} from one cell`, bits: automaton(rule, one) })),
    ...RULES.map((rule) => ({ name: `rule ${rule} from random cells`, bits: automaton(rule, random) })),
    ...GENERATORS.map(({ name, next }) => ({ name, bits: stream(side * side, next()) })),
    ...[1, 2].map((number) => ({ name: `coin flips ${number}`, bits: coins(number), isRandom: true })),
  ];
}

/** As many steps as cells, of which the first is the start (Wolfram 1983, Rev. Mod. Phys. 55:601). */
function automaton(rule, start) {
  const side = start.length;
  const bits = new Uint8Array(side * side);
  bits.set(start);
  for (let row = 1; row < side; row++) {
    const above = bits.subarray((row - 1) * side, row * side);
    for (let column = 0; column < side; column++) {
      const [left, right] = [above[(column + side - 1) % side], above[(column + 1) % side]];
      bits[row * side + column] = (rule >> (4 * left + 2 * above[column] + right)) & 1;
    }
  }
  return bits;
}

/** Bits of a generator of bits. */
function stream(count, next) {
  return Uint8Array.from({ length: count }, next);
}

/** Each `next` makes a generator of bits from its start. */
const GENERATORS = [
  { name: 'LFSR 7', next: () => shiftRegister(7, 6) },
  { name: 'LFSR 9', next: () => shiftRegister(9, 5) },
  { name: 'LFSR 15', next: () => shiftRegister(15, 14) },
  { name: 'LFSR 31', next: () => shiftRegister(31, 28) },
  { name: 'LCG bit 5', next: () => congruential(5) },
  { name: 'LCG bit 9', next: () => congruential(9) },
  { name: 'LCG bit 31', next: () => congruential(31) },
  { name: 'xorshift', next: () => bitsOf(xorshift()) },
  { name: 'middle square Weyl', next: () => bitsOf(middleSquareWeyl()) },
  { name: 'Rudin–Shapiro', next: rudinShapiro },
];

/** x^length + x^tap + 1, a maximal one (Golomb 1967): its period is 2^length − 1. Starts with bits of this number. */
function shiftRegister(length, tap) {
  let state = 0x2545_f491 & (2 ** length - 1);
  return () => {
    const bit = ((state >>> (length - 1)) ^ (state >>> (tap - 1))) & 1;
    state = ((state << 1) | bit) & (2 ** length - 1);
    return bit;
  };
}

/** One bit of x ← 1 664 525 x + 1 013 904 223 modulo 2³² (Knuth and Lewis): bit k has the period 2^(k + 1). */
function congruential(bit) {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> bit) & 1;
  };
}

/** Marsaglia 2003, J. Stat. Softw. 8(14). */
function xorshift() {
  let state = 2_463_534_242 | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

/** Widynski 2017, arXiv 1704.00358. */
function middleSquareWeyl() {
  const step = 0xb5ad_4ece_da1c_e2a9n;
  let [state, weyl] = [0n, 0n];
  return () => {
    weyl = BigInt.asUintN(64, weyl + step);
    state = BigInt.asUintN(64, state * state + weyl);
    state = (state >> 32n) | BigInt.asUintN(64, state << 32n);
    return Number(BigInt.asIntN(32, state));
  };
}

/** The bits of a generator of 32-bit numbers, the most significant first. */
function bitsOf(next) {
  let [number, left] = [0, 0];
  return () => {
    if (left === 0) [number, left] = [next(), 32];
    left--;
    return (number >>> left) & 1;
  };
}

/** Whether 11 occurs an odd number of times in the number's binary digits (Rudin 1959, Shapiro 1951). */
function rudinShapiro() {
  let number = 0;
  return () => {
    let pairs = number & (number >> 1);
    number++;
    let odd = 0;
    for (; pairs > 0; pairs &= pairs - 1) odd ^= 1;
    return odd;
  };
}
