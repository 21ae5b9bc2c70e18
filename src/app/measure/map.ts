/** The complexity map of an array as a picture. */
import { encode } from 'fast-png';
import { type ComplexityMap, complexityMap, layOut, type Partition } from '../../bdm/index.ts';
import { INCOMPLETE_COLOUR, SCALE, WEIGHT_COLOUR, WEIGHT_OPACITY } from '../../report/figures/blocks.ts';
import type { TensorMeasure } from '../../tensors/index.ts';
import { VERSION } from '../../version.ts';
import { type OutputOptions, Outputs } from '../outputs.ts';

/** Pixels of the longer side: about so many for a small array, and at most. */
const COMMON_SIDE = 1024;
const MOST_SIDE = 4096;
/** Ones are drawn where a value has so many pixels a side. */
const VISIBLE = 3;
/** A string is drawn so many values high. */
const STRING_HEIGHT = 16;

type Colour = readonly number[];

/**
 * Writes the picture of an array whose bits were kept: each block in the colour of its complexity, the ones in it darker;
 * of several slices the first. Where there are more values than pixels, a pixel has the mean of its blocks. Returns what
 * the picture and its colours are, in a line. Throws a UserError where something else is in the way.
 */
export async function drawMap(
  { matrices, method, arranged, order }: TensorMeasure,
  path: string,
  options: OutputOptions = {},
): Promise<string> {
  const { rows, columns } = matrices;
  const bits = arranged?.in({ order, draws: 1 })[0];
  const values = bits?.subarray(0, rows * columns) ?? new Uint8Array(rows * columns);
  const layout = layOut(method.partition, rows, columns);
  const map = complexityMap(values, layout, method.ctm);
  const sorted = method.ctm.toSorted();
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const colourOf = scale(least, most);
  const isString = rows === 1;
  const drawnRows = isString ? STRING_HEIGHT : rows;
  const longer = Math.max(drawnRows, columns);
  const pixels = Math.max(1, Math.round(COMMON_SIDE / longer));
  const cells = Math.ceil(longer / MOST_SIDE);
  const width = Math.ceil(columns / cells) * pixels;
  const height = (isString ? STRING_HEIGHT : Math.ceil(rows / cells)) * pixels;
  const data = new Uint8Array(3 * width * height);
  const [grey, dark] = [parse(INCOMPLETE_COLOUR), parse(WEIGHT_COLOUR)];
  for (let y = 0; y < height; y++) {
    const row = isString ? 0 : Math.floor(y / pixels) * cells;
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / pixels) * cells;
      const complexity = meanOfBlocks(map, method.partition, row, column, cells);
      const colour = complexity === null ? grey : colourOf(complexity);
      const isDark = pixels >= VISIBLE && values[row * columns + column] === 1;
      data.set(isDark ? mix(colour, dark, WEIGHT_OPACITY) : colour, 3 * (y * width + x));
    }
  }
  const text = { Software: `kolmoscope ${VERSION}` };
  await new Outputs(options).write(path, encode({ width, height, data, channels: 3, depth: 8, text }));
  const ones = pixels >= VISIBLE ? ', ones darker' : '';
  const slices = matrices.count > 1 ? `the first of ${matrices.count} slices, ` : '';
  return `${path}: ${slices}${width}×${height} pixels; from ${least.toFixed(1)} bits (yellow) to ${most.toFixed(1)} (blue) a block${ones}`;
}

/** Mean CTM of the blocks that start in a square of cells, in bits; null where none does. */
function meanOfBlocks(map: ComplexityMap, { shift }: Partition, row: number, column: number, cells: number) {
  const firstRow = Math.floor(row / shift.rows);
  const firstColumn = Math.floor(column / shift.columns);
  let [sum, blocks] = [0, 0];
  for (let i = firstRow; i < map.rows && (i === firstRow || i * shift.rows < row + cells); i++) {
    for (let j = firstColumn; j < map.columns && (j === firstColumn || j * shift.columns < column + cells); j++) {
      sum += map.bits[i * map.columns + j];
      blocks++;
    }
  }
  return blocks === 0 ? null : sum / blocks;
}

/** The report's colours, simple to complex, as a continuous scale over all blocks of a table. */
function scale(least: number, most: number): (bits: number) => Colour {
  const colours = SCALE.map(parse);
  return (bits) => {
    const at = ((bits - least) / (most - least)) * (colours.length - 1);
    const lower = Math.min(colours.length - 2, Math.floor(at));
    return mix(colours[lower], colours[lower + 1], at - lower);
  };
}

function mix(a: Colour, b: Colour, share: number): Colour {
  return a.map((value, channel) => Math.round(value + (b[channel] - value) * share));
}

/** '#fdf5bf' as three numbers. */
function parse(colour: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
