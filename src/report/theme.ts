import type { MeasureName } from '../study/analysis.ts';

export type CurveName = 'loss' | MeasureName;

/** Colours of a figure. Each quantity has one colour everywhere; all are told apart by colour-blind eyes and in grey. */
export interface Theme extends Readonly<Record<CurveName, string>> {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly paper: string;
}

/** For a figure that stands alone: written-out colours on white, which every program draws. */
export const PAPER_THEME: Theme = {
  ink: '#1c1e21',
  muted: '#5c6470',
  rule: '#d9dde3',
  paper: '#ffffff',
  loss: '#1c1e21',
  bdm: '#0068ad',
  blockEntropy: '#c85200',
};

/** For dark screens. */
export const DARK_THEME: Theme = {
  ink: '#e7e9ec',
  muted: '#a3abb6',
  rule: '#3a4048',
  paper: '#16181c',
  loss: '#e7e9ec',
  bdm: '#5bb2f0',
  blockEntropy: '#f5934a',
};

/** For a figure in the page, whose style sheet defines the colours for either scheme. */
export const PAGE_THEME = Object.fromEntries(
  Object.keys(PAPER_THEME).map((name) => [name, `var(--${name})`]),
) as unknown as Theme;

/** A theme's colours as declarations of a style sheet. */
export function declarations(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

export const CURVE_LABELS: Readonly<Record<CurveName, string>> = {
  loss: 'training loss',
  bdm: 'BDM',
  blockEntropy: 'block entropy',
};
