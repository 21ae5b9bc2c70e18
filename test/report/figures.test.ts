import { describe, expect, it } from 'vitest';
import { BlockColours, drawMatrix, INCOMPLETE_COLOUR } from '../../src/report/figures/blocks.ts';
import { type IntervalRow, intervalsFigure } from '../../src/report/figures/intervals.ts';
import { multiplesFigure } from '../../src/report/figures/multiples.ts';
import {
  blockLegend,
  curvesFigure,
  DARK_THEME,
  matrixFigure,
  pairedFigure,
  scatterFigure,
} from '../../src/report/index.ts';
import { analyse, processRuns } from '../../src/study/analysis/analysis.ts';
import { packBits, unpackBits } from '../../src/study/run/pack.ts';
import { makeRun, spec, table } from './fixture.ts';
import { checkWellFormed, occurrences } from './markup.ts';

const runs = [makeRun(0, 6), makeRun(1, 8), makeRun(2, 9, { constantEntropy: true })];
const processed = processRuns(runs, spec.analysis);
const analysis = analyse(runs, spec);
const words = { noun: 'signs', of: 'weight matrix of layer 1', where: 'run 0, as kept' };

const INTERVALS = { quantity: 'r', beside: 'published', label: 'Means and intervals of r.', domain: [0.8, 1] } as const;
const rows: IntervalRow[] = [
  {
    label: 'both, and a name that is much too long for the space beside the panel of a small figure',
    lanes: [
      { series: 'bdm', value: { mean: 0.9, lo: 0.85, hi: 0.95 }, beside: { lo: 0.92, hi: 0.94 } },
      { series: 'blockEntropy', value: { mean: -0.3, lo: null, hi: null }, beside: null },
    ],
  },
  {
    label: 'none',
    lanes: [{ series: 'bdm', value: { mean: null, lo: null, hi: null }, beside: { lo: 0.1, hi: 0.2 } }],
  },
];

describe('figures', () => {
  const all = {
    curves: curvesFigure(analysis),
    paired: pairedFigure(analysis),
    scatter: scatterFigure(processed, 'bdm'),
    otherScatter: scatterFigure(processed, 'blockEntropy'),
    before: matrixFigure(runs[0].weights[0].start, words, table),
    kept: matrixFigure(runs[0].weights[1].best, words, table),
    legend: blockLegend(table, { width: 300 }),
    nothing: curvesFigure(analyse([], spec)),
    noPairs: pairedFigure(analyse([], spec)),
    noDots: scatterFigure([], 'bdm'),
    intervals: intervalsFigure(rows, INTERVALS),
    noIntervals: intervalsFigure([], INTERVALS),
    multiples: multiplesFigure(Array.from({ length: 7 }, (_, i) => ({ name: `panel ${i}`, summary: analysis }))),
  };

  it.each(Object.entries(all))('%s stands alone', (_, svg) => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox=/);
    expect(() => checkWellFormed(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|Infinity|currentColor|var\(|<style/);
  });

  it('draw one dot for each epoch of a run that has a value', () => {
    expect(occurrences(scatterFigure(processed, 'bdm'), /<circle /g)).toBe(6 + 8 + 9);
    expect(occurrences(scatterFigure(processed, 'blockEntropy'), /<circle /g)).toBe(6 + 8);
  });

  it('draw one point for each epoch of a mean curve, a band each, and a bar for its runs', () => {
    const { curves } = all;
    expect(occurrences(curves, /<circle /g)).toBe(9 + 9 + 8);
    expect(occurrences(curves, /aria-label="area"[^>]*><path/g)).toBe(3);
    const [, bars] = curves.split('aria-label="rect"');
    expect(occurrences(bars.split('</g>')[0], /<rect /g)).toBe(9);
  });

  it('join the two coefficients of a run', () => {
    const [, links] = all.paired.split('aria-label="link"');
    expect(occurrences(links.split('</g>')[0], /<path /g)).toBe(2);
  });

  it('draw a dot for each mean, a line for each interval, a bar for each it is compared with', () => {
    const { intervals } = all;
    const marks = (label: string, shape: RegExp) =>
      intervals
        .split(`aria-label="${label}"`)
        .slice(1)
        .map((part) => occurrences(part.split('</g>')[0], shape));
    expect(marks('dot', /<circle /g)).toEqual([1, 1]);
    expect(marks('link', /<path /g)).toEqual([1, 1, 1]);
    expect(occurrences(intervals, /stroke-width="10"[^>]*aria-label="link"/g)).toBe(2);
    expect(intervals).toMatch(/>both, and a name [^<]{5,20}…</);
    expect(intervals).toContain('>−0.2<');
  });

  it('draw a small panel for each configuration', () => {
    expect([...all.multiples.matchAll(/>panel (\d)</g)].map(([, number]) => number)).toEqual([...'0123456']);
    expect(occurrences(all.multiples, /aria-label="line"/g)).toBe(3 * 7);
  });

  it('take the colours of a theme', () => {
    const dark = curvesFigure(analysis, { theme: DARK_THEME });
    expect(dark).toContain(DARK_THEME.of('bdm'));
    expect(dark).not.toContain('#ffffff');
  });
});

describe('a drawn matrix', () => {
  const colours = new BlockColours(table);

  it('draws every positive weight once, and every whole block in the colour of its complexity', () => {
    const values = Array.from({ length: 10 * 13 }, (_, i) => ((i * 7919) % 11 < 5 ? 1 : 0));
    const matrix = packBits(values, 10, 13);
    const drawn = drawMatrix(matrix, colours, '#fff');
    const [strokes] = [...drawn.matchAll(/<path stroke="#10151c"[^>]* d="([^"]*)"/g)].map(([, path]) => path);
    expect(cells(strokes, 10, 13)).toEqual([...unpackBits(matrix)]);
    const squares = [...drawn.matchAll(/<path fill="([^"]*)" d="([^"]*)"/g)];
    const count = (isWanted: (colour: string) => boolean) =>
      squares.filter(([, colour]) => isWanted(colour)).reduce((sum, [, , path]) => sum + occurrences(path, /M/g), 0);
    expect(count((colour) => colour !== INCOMPLETE_COLOUR)).toBe(2 * 3);
    expect(count((colour) => colour === INCOMPLETE_COLOUR)).toBe(3 * 4 - 2 * 3);
  });

  it('covers the complexities of the table in whole steps', () => {
    const { steps, missingBits } = colours;
    expect(steps[0].from).toBeLessThanOrEqual(24.66);
    steps.slice(1).forEach(({ from }, i) => {
      expect(from).toBe(steps[i].to);
    });
    expect(steps[steps.length - 1].to).toBeGreaterThanOrEqual(36.25);
    expect(missingBits).toBeCloseTo(37.2561, 4);
    expect(colours.of(0)).toBe(steps[0].colour);
  });

  it('shows the upper left part of a large matrix', () => {
    const matrix = packBits(new Float32Array(200 * 300).fill(1), 200, 300);
    const svg = matrixFigure(matrix, words, table);
    expect(svg).toContain('Signs of the 200×300 weight matrix of layer 1, its upper left part, run 0, as kept: BDM ');
    expect(svg.length).toBeLessThan(30_000);
  });
});

/** Reads the strokes back: the weights that they cover. */
function cells(path: string, rows: number, columns: number): number[] {
  const values = new Array<number>(rows * columns).fill(0);
  let x = 0;
  let y = 0;
  for (const [, command, a, b] of path.matchAll(/([Mmh])(-?\d+)(?: (\d+)(?:\.5)?)?/g)) {
    if (command === 'M') [x, y] = [Number(a), Number(b)];
    if (command === 'm') x += Number(a);
    if (command === 'h') for (const end = x + Number(a); x < end; x++) values[y * columns + x]++;
  }
  return values;
}
