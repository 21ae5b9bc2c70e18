/**
 * What short programs look like: arrays of elementary cellular automata and of pseudo-random generators, and where each
 * measure stands among random arrays of each null model, as Markdown. A positive control without any network. Where all
 * draws have one value, = says that it is the array's, and ≠ that it is not.
 * Needs a build (`npm run setup`). Usage: node bench/arrays.mjs [draws] [sides, as 64,256] [series, as bdm,lempelZiv]
 */
import { BlockHistogram, BlockMethod, makePartition } from '../dist/bdm/index.js';
import { loadTable } from '../dist/ctm/index.js';
import { decimal, listed, percent } from '../dist/format.js';
import { factsOf, MEASURE_NAMES, MEASURES, placeboOf, seriesNamed } from '../dist/measures/index.js';
import { ladder, NULL_MODELS, NULL_NAMES, randomOf } from '../dist/nulls/index.js';
import { arranger } from '../dist/order/index.js';
import { programs } from './programs.mjs';

const [, , draws = '99', sides = '64,256', wanted] = process.argv;
/** The same for as many ones, of no order, or too slow for thousands of draws. */
const LEFT_OUT = ['bitEntropy', 'brotli', 'effectiveRank'];
const STORED = MEASURE_NAMES.filter((name) => !LEFT_OUT.includes(name));
const SERIES = wanted?.split(',') ?? [...STORED, 'canonicalBdm', 'canonicalPlaceboBdm'];
/** So far from the mean in standard deviations, chance alone hardly comes in a few thousand comparisons. */
const FAR = 5;

/** A measure of the bits of a square: its series' value. */
async function measureOf(name, side) {
  const series = seriesNamed(name);
  const { measure, options } = series;
  const { value, needs, memory } = MEASURES[measure];
  const [rows, columns] = options.block;
  const partition = makePartition({ block: { rows, columns }, boundary: options.boundary });
  const method =
    needs === 'blocks' ? new BlockMethod(await loadTable(options.table), partition, placeboOf(series)) : null;
  const matrices = [{ count: 1, rows: side, columns: side }];
  const space = new Int32Array(memory * side * side);
  const cells = side * side;
  const arrange = arranger(side, side, options);
  const measured = (bits) => {
    const ones = bits.reduce((sum, bit) => sum + bit, 0);
    const blocks = method?.valuesOf(new BlockHistogram(partition).addMatrix(bits, side, side));
    return value({ matrices, cells, ones, bits, blocks, memory: space }, options);
  };
  return (bits) => mean(arrange(bits).map(measured));
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const score = ({ z, p }) => (z === null ? (p === 1 ? '=' : '≠') : decimal(z, 1));
const isSeen = ({ z, p }) => (z === null ? p < 1 : Math.abs(z) > FAR);
const tableRow = (cells) => console.log(`| ${cells.join(' | ')} |`);

const [first, ...rest] = SERIES;

/** Names of the arrays that one series sees under a model and another does not. */
function onlyBy(found, model, series, other) {
  const names = found
    .filter(({ standings }) => isSeen(standings[model][series]) && !isSeen(standings[model][other]))
    .map(({ name }) => name);
  return names.length === 0 ? 'none' : listed(names, names.length);
}

for (const side of sides.split(',').map(Number)) {
  const measures = await Promise.all(SERIES.map((name) => measureOf(name, side)));
  const valuesOf = (bits) => Object.fromEntries(SERIES.map((name, i) => [name, measures[i](bits)]));
  const found = programs(side).map(({ name, bits, isRandom }) => {
    const options = { models: NULL_NAMES, draws: Number(draws), random: (model) => randomOf(model, 1) };
    const ones = bits.reduce((sum, bit) => sum + bit, 0);
    return {
      name,
      ones,
      isRandom,
      standings: ladder(bits, { count: 1, rows: side, columns: side }, valuesOf, options),
    };
  });
  for (const model of NULL_NAMES) {
    console.log(`\n### ${side}×${side}, ${NULL_MODELS[model].label} (\`${model}\`), z of ${draws} draws\n`);
    tableRow(['array', 'ones', ...SERIES.map((name) => factsOf(name).short)]);
    tableRow(['---', '---', ...SERIES.map(() => '---')]);
    for (const { name, ones, standings } of found) {
      const scores = SERIES.map((series) => score(standings[model][series]));
      tableRow([name, percent(ones / side ** 2), ...scores]);
    }
    console.log(`\nSeen, |z| > ${FAR}:`);
    for (const other of rest) {
      const [here, there] = [onlyBy(found, model, first, other), onlyBy(found, model, other, first)];
      console.log(`- ${factsOf(first).short}, not ${factsOf(other).short}: ${here}; the other way round: ${there}`);
    }
  }
  const [ofChance, ofPrograms] = [true, false].map((are) => found.filter(({ isRandom = false }) => isRandom === are));
  console.log(
    `\n### ${side}×${side}, seen of ${ofPrograms.length} programs + of ${ofChance.length} arrays of coin flips\n`,
  );
  tableRow(['null model', ...SERIES.map((name) => factsOf(name).short)]);
  tableRow(['---', ...SERIES.map(() => '---')]);
  for (const model of NULL_NAMES) {
    const seen = (arrays, series) => arrays.filter(({ standings }) => isSeen(standings[model][series])).length;
    tableRow([`\`${model}\``, ...SERIES.map((name) => `${seen(ofPrograms, name)} + ${seen(ofChance, name)}`)]);
  }
}
