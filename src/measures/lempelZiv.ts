/** A state of the automaton: where 0 and 1 lead, its suffix link, the length of its longest word. */
const LINK = 2;
const LENGTH = 3;
const STATE = 4;
/** States are named by their place in one Int32Array, two for each bit: beyond this the places leave int32. */
const MOST_BITS = 2 ** 31 / (2 * STATE);

/**
 * Lempel–Ziv complexity: how many phrases the exhaustive history of a sequence has (Lempel & Ziv 1976, IEEE Trans. Inf.
 * Theory 22:75). Each next phrase is the shortest word that does not occur in the text before the word's last symbol;
 * the earlier occurrence may overlap the word. A last phrase that the end cuts short counts as one. Values above 0 are
 * 1, the others 0; an empty sequence has 0 phrases.
 *
 * Linear in time; 32 bytes of memory for each bit, taken from `memory` (eight places a bit, whatever stands there) where
 * that is given: large memory that is new each time takes half of the time. Throws a RangeError for more than 2^28 bits,
 * where the given memory is too small, or where none is to be had.
 */
export function lempelZiv76(bits: ArrayLike<number>, memory?: Int32Array): number {
  const length = bits.length;
  if (length > MOST_BITS) throw new RangeError(`Lempel–Ziv complexity of ${length} bits: at most 2^28 are possible`);
  const places = 2 * STATE * length;
  if (memory && memory.length < places) throw new RangeError(`${memory.length} places of memory for ${length} bits`);
  if (length === 0) return 0;
  // The suffix automaton of the text read so far (Blumer et al. 1985), grown bit by bit. Its root is state 0, to which
  // no transition leads: 0 stands for a missing one.
  const automaton = memory ?? new Int32Array(places);
  automaton[0] = 0;
  automaton[1] = 0;
  automaton[LINK] = -1;
  automaton[LENGTH] = 0;
  let free = STATE;
  let text = 0;
  let phrases = 0;
  let start = 0;
  for (let end = 1; end <= length; end++) {
    const bit = Number(bits[end - 1] > 0);
    const longer = free;
    free += STATE;
    automaton[longer] = 0;
    automaton[longer + 1] = 0;
    automaton[longer + LINK] = 0;
    automaton[longer + LENGTH] = end;
    // From the longest to the shortest: the suffixes after which this bit is new.
    let suffix = text;
    while (suffix >= 0 && automaton[suffix + bit] === 0) {
      automaton[suffix + bit] = longer;
      suffix = automaton[suffix + LINK];
    }
    // The longest suffix of the text, with this bit, that also ends somewhere before.
    let repeated = 0;
    if (suffix >= 0) {
      repeated = automaton[suffix + LENGTH] + 1;
      let target = automaton[suffix + bit];
      if (automaton[target + LENGTH] > repeated) {
        // The longer words of this state end at fewer places than the repeated one: a state of its own for that.
        const clone = free;
        free += STATE;
        automaton[clone] = automaton[target];
        automaton[clone + 1] = automaton[target + 1];
        automaton[clone + LINK] = automaton[target + LINK];
        automaton[clone + LENGTH] = repeated;
        automaton[target + LINK] = clone;
        while (suffix >= 0 && automaton[suffix + bit] === target) {
          automaton[suffix + bit] = clone;
          suffix = automaton[suffix + LINK];
        }
        target = clone;
      }
      automaton[longer + LINK] = target;
    }
    text = longer;
    // The current word is a suffix of the text too: it is new when it is longer than what repeats.
    if (end - start > repeated) {
      phrases++;
      start = end;
    }
  }
  return start < length ? phrases + 1 : phrases;
}

/**
 * Phrases · log2(length) / length (Kaspar & Schuster 1987, Phys. Rev. A 36:842): for a long random sequence its entropy
 * rate in bits per bit, 1 for fair coin flips, and near 0 for a regular one. It nears that limit slowly and may lie
 * above 1; a short sequence is far from it. A single bit has 0, as log2(1) says: it shows no disorder. Throws a
 * RangeError where `phrases` lies outside 1 to `length`.
 */
export function normalisedLempelZiv76(phrases: number, length: number): number {
  if (!(phrases >= 1 && phrases <= length)) throw new RangeError(`${phrases} phrases in ${length} bits`);
  return (phrases * Math.log2(length)) / length;
}
