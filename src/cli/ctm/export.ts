import { Command, Option } from 'commander';
import { formatBlock, type Shape } from '../../ctm/index.ts';
import { wholeNumber } from '../arguments.ts';
import { UserError } from '../errors.ts';
import { openTable, parseShape, shippedTable } from '../tables.ts';

interface ExportOptions {
  readonly shape: Shape & { readonly dims: 1 | 2 };
  readonly states: number;
  readonly table?: string;
  readonly format: 'csv' | 'json';
}

/** `kolmoscope ctm export`: all blocks of a shape, for other programs. */
export function exportCommand(): Command {
  return new Command('export')
    .description('all blocks of a shape: pattern (row by row), bits, count')
    .requiredOption('--shape <shape>', 'such as 4x4 (2-D) or 12 (1-D)', parseShape)
    .option('--states <n>', 'of the shipped table', wholeNumber(1, 5), 5)
    .option('--table <table>', 'a shipped table or a file instead')
    .addOption(new Option('--format <format>', 'one line a block in both').choices(['csv', 'json']).default('csv'))
    .action(exportBlocks);
}

async function exportBlocks({ shape, states, table: source, format }: ExportOptions): Promise<void> {
  const table = await openTable(source ?? shippedTable(shape.dims, states));
  if (!table.shapes.some(({ rows, columns }) => rows === shape.rows && columns === shape.columns)) {
    throw new UserError(`the table holds no ${shape.rows}x${shape.columns} patterns`);
  }
  const lines = Array.from(table.values(shape), (bits, code) => {
    const pattern = formatBlock({ shape, code }, '', table.symbols);
    const count = table.count(shape, code);
    return format === 'csv'
      ? `${pattern},${bits},${count}`
      : `{"pattern":"${pattern}","bits":${bits},"count":${count}}`;
  });
  const text = format === 'csv' ? `pattern,bits,count\n${lines.join('\n')}\n` : `[\n${lines.join(',\n')}\n]\n`;
  process.stdout.write(text);
}
