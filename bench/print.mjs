/** What the benches print with. */

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

export const row = (name, value, note = '') =>
  console.log(`${name.padEnd(44)}${value.padStart(16)}  ${note}`.trimEnd());
