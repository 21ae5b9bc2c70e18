/** Colours and names of what figures and pages show. */
import { type Colours, factsOf } from '../../measures/index.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { each } from '../../study/run/trajectories.ts';

/** The training loss, which is drawn as a series beside the measures. */
export const LOSS = 'loss';
/** The validation loss, drawn where a study asks for it. */
export const VALIDATION = 'validation';
/** What the figures of trajectories show, where it is there. */
export const CURVES = [LOSS, VALIDATION, ...CLAIM] as const;

const NEUTRAL = {
  ink: { light: '#1c1e21', dark: '#e7e9ec' },
  muted: { light: '#5c6470', dark: '#a3abb6' },
  rule: { light: '#d9dde3', dark: '#3a4048' },
  paper: { light: '#ffffff', dark: '#16181c' },
} as const satisfies Readonly<Record<string, Colours>>;
const NEUTRALS = Object.keys(NEUTRAL) as (keyof typeof NEUTRAL)[];

/** Colours of a figure. Each series has one colour everywhere; all are told apart by colour-blind eyes and in grey. */
export type Theme = Readonly<Record<keyof typeof NEUTRAL, string>> & { readonly of: (series: string) => string };

function themeOf(colourOf: (colours: Colours, name: string) => string): Theme {
  const neutral = each(NEUTRALS, (name) => colourOf(NEUTRAL[name], name));
  const of = (series: string) => {
    if (series === LOSS) return neutral.ink;
    return series === VALIDATION ? neutral.muted : colourOf(factsOf(series).colours, identifier(series));
  };
  return { ...neutral, of };
}

/** For a figure that stands alone: written-out colours on white, which every program draws. */
export const PAPER_THEME = themeOf(({ light }) => light);
/** For dark screens. */
export const DARK_THEME = themeOf(({ dark }) => dark);
/** For a figure in the page, whose style sheet defines the colours for either scheme. */
export const PAGE_THEME = themeOf((_, name) => `var(--${name})`);

/** A theme's colours, of these series too, as declarations of a style sheet. */
export function declarations(theme: Theme, series: readonly string[]): string {
  const neutral = NEUTRALS.map((name) => `--${name}:${theme[name]}`);
  return [...neutral, ...series.map((name) => `--${identifier(name)}:${theme.of(name)}`)].join(';');
}

/** A series in a style sheet: its name may be any that a file has. */
function identifier(series: string): string {
  return `of-${series.replace(/[^\w-]/g, '-')}`;
}

/** What a series is called in the midst of a sentence. */
export function labelOf(series: string): string {
  if (series === VALIDATION) return 'validation loss';
  return series === LOSS ? 'training loss' : factsOf(series).label;
}
