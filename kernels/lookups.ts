// Sums by tables. AssemblyScript; addresses in bytes.

/** Adds to each of `rows` float64 the value of the table that its code names; a code has `size` bytes, 2 or 4. */
export function addLookedUp(sums: usize, table: usize, codes: usize, rows: i32, size: i32): void {
  if (size === 2) addWith<u16>(sums, table, codes, rows);
  else addWith<u32>(sums, table, codes, rows);
}

function addWith<Code>(sums: usize, table: usize, codes: usize, rows: i32): void {
  const end = sums + ((<usize>rows) << 3);
  for (; sums + 8 < end; sums += 16, codes += 2 * sizeof<Code>()) {
    const first = table + ((<usize>load<Code>(codes)) << 3);
    const second = table + ((<usize>load<Code>(codes, sizeof<Code>())) << 3);
    const both = v128.load_lane<f64>(second, v128.load_zero<f64>(first), 1);
    v128.store(sums, f64x2.add(v128.load(sums), both));
  }
  if (sums < end) store<f64>(sums, load<f64>(sums) + load<f64>(table + ((<usize>load<Code>(codes)) << 3)));
}
