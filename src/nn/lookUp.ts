/**
 * The row of a table for a name: what a spec's or a program's choice stands for. The types ask for a row of every name; a
 * name that they did not see, of a program in JavaScript, is a RangeError, never nothing.
 */
export function lookUp<Table extends object, Name extends keyof Table>(table: Table, name: Name): Table[Name] {
  if (Object.hasOwn(table, name)) return table[name];
  throw new RangeError(`expected one of ${Object.keys(table).join(', ')}, got ${JSON.stringify(name)}`);
}
