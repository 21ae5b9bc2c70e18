/**
 * How often intervals of a mean hold it, of few values: percentile and BCa intervals (Efron 1987, JASA 82:171), bootstrap-t as
 * it is, and what the studies use (`Bootstrap`). The values are normal, or the coefficients of a finished study's runs, drawn
 * with replacement, whose mean is then known:
 *
 *     node dist/cli/main.js run quickstart --runs 200
 *     node bench/coverage.mjs runs/quickstart/summary.json
 */
import { readFile } from 'node:fs/promises';
import { below, randomStream, standardNormal } from '../dist/random.js';
import {
  Bootstrap,
  mean,
  normalProbability,
  normalQuantile,
  quantile,
  standardDeviation,
} from '../dist/stats/index.js';

const CONFIDENCE = 0.95;
const SAMPLES = 2000;
const RESAMPLES = 2000;
const SIZES = [3, 6, 10, 20, 50];
const SHARES = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2];

/** Means of the resamples, and how many deviations of their own they lie from that of the values. */
function resample(values, draws) {
  const centre = mean(values);
  const means = new Float64Array(draws.length);
  const ratios = new Float64Array(draws.length);
  draws.forEach((row, i) => {
    const drawn = row.map((place) => values[place]);
    means[i] = mean(drawn);
    const change = means[i] - centre;
    ratios[i] = change === 0 ? 0 : change / standardDeviation(drawn);
  });
  return { centre, means: means.sort(), ratios: ratios.sort() };
}

const percentile = ({ means }) => SHARES.map((share) => quantile(means, share));

function accelerated({ centre, means }, values) {
  const share = (means.filter((one) => one < centre).length + means.filter((one) => one <= centre).length) / 2;
  const bias = normalQuantile(Math.min(Math.max(share / means.length, 1e-4), 1 - 1e-4));
  const changes = values.map((value) => value - centre);
  const moment = (power) => changes.reduce((sum, change) => sum + change ** power, 0);
  const acceleration = moment(3) / (6 * moment(2) ** 1.5);
  return SHARES.map((share) => {
    const z = bias + normalQuantile(share);
    return quantile(means, normalProbability(bias + z / (1 - acceleration * z)));
  });
}

function studentised({ centre, ratios }, values) {
  const deviation = standardDeviation(values);
  // The nearest of the drawn ones: the quantile between two infinite ones is none.
  const [lo, hi] = SHARES.map((share) => ratios[Math.round(share * (ratios.length - 1))]);
  return [centre - deviation * hi, centre - deviation * lo];
}

const random = randomStream(1, 0);
const bootstrap = new Bootstrap(CONFIDENCE, RESAMPLES, randomStream(1, 1));
const METHODS = {
  percentile,
  BCa: accelerated,
  'bootstrap-t': studentised,
  here: (_, values, range) => {
    const { lo, hi } = bootstrap.ofMean(values, range);
    return [lo, hi];
  },
};

/** The share of samples whose interval holds the mean, and the interval's width: its median and 95 % quantile. */
function cover({ draw, centre, deviation, range }, size) {
  const draws = Array.from({ length: RESAMPLES }, () => Array.from({ length: size }, () => below(random, size)));
  const results = Object.fromEntries(Object.keys(METHODS).map((name) => [name, { held: 0, widths: [] }]));
  for (let sample = 0; sample < SAMPLES; sample++) {
    const values = Array.from({ length: size }, draw);
    if (standardDeviation(values) === 0) continue;
    const resampled = resample(values, draws);
    for (const [name, method] of Object.entries(METHODS)) {
      const [lo, hi] = method(resampled, values, range);
      const [low, high] = [Math.max(lo, range.lo), Math.min(hi, range.hi)];
      if (low <= centre && centre <= high) results[name].held++;
      results[name].widths.push((high - low) / deviation);
    }
  }
  return Object.values(results).map(({ held, widths }) => {
    const [middle, most] = [0.5, 0.95].map((share) => widths.sort((a, b) => a - b)[Math.floor(share * widths.length)]);
    return `${((100 * held) / widths.length).toFixed(1)} (${middle.toFixed(1)}, ${most.toFixed(1)})`;
  });
}

/** A finite population of values between these ends. */
function population(values, range) {
  const known = values.filter((value) => value !== null);
  const draw = () => known[below(random, known.length)];
  return { draw, centre: mean(known), deviation: standardDeviation(known), range };
}

const r = { lo: -1, hi: 1 };
const anywhere = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
const populations = {
  normal: { draw: () => standardNormal(1, random)[0], centre: 0, deviation: 1, range: anywhere },
};
const [path] = process.argv.slice(2);
if (path !== undefined) {
  const { coefficients } = JSON.parse(await readFile(path, 'utf8'));
  const of = (name) => coefficients.map(({ measures }) => measures[name].pearson);
  const [bdm, entropy] = [of('bdm'), of('blockEntropy')];
  const differences = bdm.map((value, i) => (value === null || entropy[i] === null ? null : value - entropy[i]));
  populations['r of BDM'] = population(bdm, r);
  populations['r of block entropy'] = population(entropy, r);
  populations['their difference'] = population(differences, { lo: -2, hi: 2 });
}

console.log(
  `Share of ${SAMPLES} samples whose ${100 * CONFIDENCE} % interval of the mean holds it, in per cent; in parentheses its`,
);
console.log(`median width and the 95 % quantile of that, in deviations of the values. ${RESAMPLES} resamples.\n`);
console.log(['values', 'of', ...Object.keys(METHODS)].map((head, i) => head.padEnd([20, 4][i] ?? 22)).join(''));
for (const [name, values] of Object.entries(populations)) {
  for (const size of SIZES) {
    console.log([name, size, ...cover(values, size)].map((cell, i) => String(cell).padEnd([20, 4][i] ?? 22)).join(''));
  }
}
