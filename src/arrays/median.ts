import { finiteChunks, type NonFinitePolicy } from './finite.ts';
import type { Tensor, Values } from './tensor.ts';

/**
 * Exact median: the middle value, or the mean of the two in float64. In bounded memory, by counting: the bits of a
 * float, negative ones inverted, are ordered like the floats, so each pass counts the next 16 of them among the values
 * that agree with what is known of the middle one. Two passes for float32, four for float64, and one more when the
 * upper middle value lies apart.
 */
export async function median(tensor: Tensor, policy: NonFinitePolicy): Promise<number> {
  const total = tensor.shape.reduce((product, size) => product * size, 1);
  const lowerRank = Math.floor((total - 1) / 2);
  const known: number[] = [];
  let rank = lowerRank;
  let digits = Number.POSITIVE_INFINITY;
  while (known.length < digits) {
    const counts = new Float64Array(1 << 16);
    for await (const values of finiteChunks(tensor, policy)) {
      digits = values.BYTES_PER_ELEMENT / 2;
      countDigits(values, known, counts);
    }
    let digit = 0;
    while (digit < counts.length - 1 && rank >= counts[digit]) rank -= counts[digit++];
    known.push(digit);
  }
  const lower = fromDigits(known);
  if (total % 2 === 1) return lower;
  const upper = await valueAtRank(tensor, policy, lower, lowerRank + 1);
  const sum = lower + upper;
  return Number.isFinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}

/** Of all values whose leading digits are known, counts the next digit. */
function countDigits(values: Values, known: readonly number[], counts: Float64Array): void {
  const perValue = values.BYTES_PER_ELEMENT / 2;
  const halves = new Uint16Array(values.buffer, values.byteOffset, values.length * perValue);
  const place = known.length;
  for (let top = perValue - 1; top < halves.length; top += perValue) {
    const flip = halves[top] >= 0x8000 ? 0xffff : 0;
    const leading = halves[top] ^ (flip | 0x8000);
    if (place === 0) counts[leading]++;
    else if (leading === known[0] && agree(halves, top, flip, known)) counts[halves[top - place] ^ flip]++;
  }
}

function agree(halves: Uint16Array, top: number, flip: number, known: readonly number[]): boolean {
  for (let i = 1; i < known.length; i++) if ((halves[top - i] ^ flip) !== known[i]) return false;
  return true;
}

function fromDigits(digits: readonly number[]): number {
  const isNegative = digits[0] < 0x8000;
  const halves = digits.map((digit, i) => digit ^ (isNegative ? 0xffff : i === 0 ? 0x8000 : 0));
  const { buffer } = Uint16Array.from(halves.reverse());
  return digits.length === 2 ? new Float32Array(buffer)[0] : new Float64Array(buffer)[0];
}

/** The value of a rank just above that of `lower`: `lower` again if there are enough of it, or the next greater one. */
async function valueAtRank(tensor: Tensor, policy: NonFinitePolicy, lower: number, rank: number): Promise<number> {
  let atMost = 0;
  let next = Number.POSITIVE_INFINITY;
  for await (const values of finiteChunks(tensor, policy)) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value <= lower) atMost++;
      else if (value < next) next = value;
    }
  }
  return atMost > rank ? lower : next;
}
