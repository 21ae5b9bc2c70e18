/**
 * From how many weights on does a measure tell planted patterns of low complexity from any others in the same cells? Matrices
 * of 4×4 blocks, or of rows of strings of 12, with a share of planted patterns of least CTM among random ones of equal ones
 * and disagreements: the share of draws below the fifth per cent of matrices without planted ones, as Markdown.
 * Needs a build (`npm run setup`). Usage: node bench/planted.mjs [draws]
 */
import { BlockHistogram, BlockMethod, makePartition } from '../dist/bdm/index.js';
import { loadTable } from '../dist/ctm/index.js';
import { plant } from '../dist/data/generated/plant.js';
import { percent } from '../dist/format.js';
import { factsOf, MEASURES, placeboOf, seriesNamed } from '../dist/measures/index.js';
import { randomStream, uniform } from '../dist/random.js';

const DRAWS = Number(process.argv[2] ?? 200);
const SHARES = [1, 0.25, 0.1];
const PATTERNS = {
  blocks: {
    height: 4,
    width: 4,
    shapes: [
      [8, 8],
      [16, 16],
      [32, 32],
      [64, 64],
    ],
    series: ['bdm', 'placeboBdm', 'blockEntropy', 'blockEntropy_2x2', 'lempelZiv', 'neighbours'],
  },
  rows: {
    height: 1,
    width: 12,
    shapes: [
      [4, 24],
      [16, 48],
      [32, 96],
      [64, 192],
    ],
    series: ['rowBdm', 'placeboRowBdm', 'bdm', 'placeboBdm', 'lempelZiv', 'neighbours'],
  },
};

async function measureOf(name, rows, columns) {
  const series = seriesNamed(name);
  const { options } = series;
  const { value, needs, memory } = MEASURES[series.measure];
  const [high, wide] = options.block;
  const partition = makePartition({ block: { rows: high, columns: wide }, boundary: options.boundary });
  const method =
    needs === 'blocks' ? new BlockMethod(await loadTable(options.table), partition, placeboOf(series)) : null;
  const cells = rows * columns;
  const space = new Int32Array(memory * cells);
  return (bits) => {
    const blocks = method?.valuesOf(new BlockHistogram(partition).addMatrix(bits, rows, columns));
    return value({ matrices: [{ count: 1, rows, columns }], cells, ones: 0, bits, blocks, memory: space }, options);
  };
}

/** The bits of `low` in a share of the patterns, drawn at random, those of `any` in the others. */
function mixed(low, any, { height, width }, columns, share, random) {
  const across = columns / width;
  const isLow = Array.from({ length: any.length / (height * width) }, () => uniform(random) < share);
  return Uint8Array.from(any, (weight, i) => {
    const pattern = Math.floor(Math.floor(i / columns) / height) * across + Math.floor((i % columns) / width);
    return Number((isLow[pattern] ? low[i] : weight) > 0);
  });
}

const tableRow = (cells) => console.log(`| ${cells.join(' | ')} |`);

for (const [pattern, shape] of Object.entries(PATTERNS)) {
  console.log(`\n### ${pattern}: found at 5 %, of ${DRAWS} draws\n`);
  tableRow(['weights', 'patterns', 'planted', ...shape.series.map((name) => factsOf(name).short)]);
  tableRow(['---', '---', '---', ...shape.series.map(() => '---')]);
  for (const [hidden, features] of shape.shapes) {
    const measures = await Promise.all(shape.series.map((name) => measureOf(name, hidden, features)));
    const random = randomStream(hidden, 0);
    const [lows, anys, others] = [[], [], []];
    for (let draw = 0; draw < DRAWS; draw++) {
      lows.push(await plant({ pattern, complexity: 'low', features, hidden, draw }));
      anys.push(await plant({ pattern, complexity: 'random', features, hidden, draw }));
      others.push(await plant({ pattern, complexity: 'random', features, hidden, draw: DRAWS + draw }));
    }
    const asBits = (weights) => Uint8Array.from(weights, (weight) => Number(weight > 0));
    const limits = measures.map(
      (of) => others.map((one) => of(asBits(one))).sort((a, b) => a - b)[Math.floor(DRAWS / 20)],
    );
    for (const share of SHARES) {
      const arrays = lows.map((low, i) => mixed(low, anys[i], shape, features, share, random));
      const found = measures.map((of, i) => arrays.filter((bits) => of(bits) < limits[i]).length / DRAWS);
      const patterns = (hidden * features) / (shape.height * shape.width);
      tableRow([`${hidden}×${features}`, patterns, percent(share), ...found.map((one) => percent(one))]);
    }
  }
}
