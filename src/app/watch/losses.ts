/** The training loss of each checkpoint, from a file of separated values. */
import { quoted } from '../../arrays/errors.ts';
import { decimalOf } from '../../decimal.ts';
import { count } from '../../format.ts';
import { mean } from '../../stats/index.ts';
import { UserError } from '../errors.ts';
import type { Checkpoint } from './checkpoints.ts';

interface LossRow {
  /** In the file, from 1. */
  readonly line: number;
  /** One for each of the step columns. */
  readonly steps: readonly number[];
  readonly loss: number;
}

const LOSS_NAMES = ['loss', 'train_loss', 'training_loss'];
const STEP_NAMES = ['step', 'iteration', 'epoch'];
/** What the columns of a file without a header are. */
const UNNAMED = [['loss'], ['step', 'loss']];

/** Logs of trainings have dozens of columns, and at most a row for each step. */
const MOST = { rows: 1_000_000, columns: 1000 };

/**
 * Reads rows that are separated by tabs, semicolons, commas or spaces: whichever of them, in this order, the first line
 * has. A header names the loss and, if there is one, the step; without it one column is the loss, two are step and loss.
 * A row without a loss is left out. `stepColumns` are the names, in lower case, of the columns that number the rows. Throws
 * a UserError that names the line.
 */
export function parseLosses(text: string, name: string) {
  const lines = linesOf(text.replace(/^\uFEFF/, ''));
  const { value: first } = lines.next();
  if (!first) throw new UserError(`${name}: holds no losses`);
  const fail = (line: number, reason: string) => new UserError(`${name}: line ${line}: ${reason}`);

  // NumPy writes a header as a comment.
  const head = first.content.replace(/^\s*#/, '');
  const separator = ['\t', ';', ','].find((candidate) => head.includes(candidate)) ?? ' ';
  const titles = splitRow(head, separator).map((title) => title.toLowerCase());
  if (titles.length > MOST.columns) throw fail(first.line, `more than ${MOST.columns} columns`);
  const hasHeader = titles.some((title) => title !== '' && !isLikeNumber(title));
  const names = hasHeader ? titles.map((title) => title.replace(/[\s/-]+/g, '_')) : (UNNAMED[titles.length - 1] ?? []);
  const placesOf = (wanted: readonly string[]) => wanted.map((title) => names.indexOf(title)).filter((at) => at >= 0);
  const [loss = -1] = placesOf(LOSS_NAMES);
  if (loss < 0) {
    const unnamed = `${titles.length} columns without a header that says which of them is the loss`;
    throw fail(first.line, hasHeader ? `no column is called ${LOSS_NAMES.join(' or ')}` : unnamed);
  }
  const stepColumns = placesOf(STEP_NAMES);
  const readNumber = (cell: string, line: number, what: string) => {
    const value = decimalOf(cell);
    if (Number.isFinite(value)) return value;
    throw fail(line, `the ${what} is ${cell === '' ? 'missing' : `${quoted(cell)}, not a number`}`);
  };
  const readRow = ({ line, content }: Line): LossRow | null => {
    const cells = splitRow(content, separator);
    if (cells.length !== titles.length)
      throw fail(line, `${count(cells.length, 'column')} instead of ${titles.length}`);
    if (cells[loss] === '' && hasHeader) return null;
    const value = readNumber(cells[loss], line, 'loss');
    if (value > -1) return { line, loss: value, steps: stepColumns.map((at) => readNumber(cells[at], line, 'step')) };
    throw fail(line, `the loss is ${value}, and log1p, the first step of the analysis, needs more than -1`);
  };
  const firstRow = hasHeader ? null : readRow(first);
  const rows = firstRow === null ? [] : [firstRow];
  for (const line of lines) {
    const row = readRow(line);
    if (row !== null && rows.push(row) > MOST.rows) throw fail(line.line, `more than ${MOST.rows} losses`);
  }
  if (rows.length === 0) throw new UserError(`${name}: holds no losses`);
  return { name, stepColumns: stepColumns.map((column) => (hasHeader ? titles : names)[column]), rows };
}

interface Line {
  /** From 1. */
  readonly line: number;
  readonly content: string;
}

/** The lines of a text but blank ones, whichever way they end. */
function* linesOf(text: string): Generator<Line, void> {
  const ends = /\r\n|\r|\n|$/g;
  let start = 0;
  for (let line = 1; start <= text.length; line++) {
    ends.lastIndex = start;
    const end = ends.exec(text) as RegExpExecArray;
    const content = text.slice(start, end.index);
    if (content.trim() !== '') yield { line, content };
    start = end.index + Math.max(1, end[0].length);
  }
}

/** Also what a training that diverged writes. */
function isLikeNumber(cell: string): boolean {
  return !Number.isNaN(decimalOf(cell)) || /^[+-]?(nan|inf(inity)?)$/i.test(cell);
}

type Losses = ReturnType<typeof parseLosses>;

/** The cells of a line, without quotes and the space around them; of too many only one more than there may be. */
function splitRow(content: string, separator: string): string[] {
  if (separator === ' ')
    return content
      .trim()
      .split(/\s+/, MOST.columns + 1)
      .map(unquoted);
  const cells: string[] = [];
  let [start, isQuoted] = [0, false];
  for (let i = 0; i < content.length && cells.length <= MOST.columns; i++) {
    if (content[i] === '"') isQuoted = !isQuoted;
    if (content[i] !== separator || isQuoted) continue;
    cells.push(content.slice(start, i));
    start = i + 1;
  }
  return [...cells, content.slice(start)].map(unquoted);
}

function unquoted(cell: string): string {
  const [, inside = cell] = /^"(.*)"$/.exec(cell.trim()) ?? [];
  return inside.trim();
}

/**
 * One loss for each checkpoint: that of its own step; with `isMean`, the mean over the rows after the step of the
 * checkpoint before, up to its own. Without a step column the rows are taken in order. `rule` says so in words. Throws a
 * UserError.
 */
export function lossesOf(losses: Losses, checkpoints: readonly Checkpoint[], isMean: boolean) {
  const { name, stepColumns, rows } = losses;
  const fail = (problem: string) => new UserError(`${name}: ${problem}`);
  if (stepColumns.length === 0) {
    if (isMean) throw fail('has no column step, which --loss-mean needs');
    if (rows.length === checkpoints.length) {
      return { losses: rows.map(({ loss }) => loss), rule: 'one for each checkpoint, in their order' };
    }
    const counts = `${rows.length} losses for ${checkpoints.length} checkpoints`;
    throw fail(`${counts}; a column step would say which belong together`);
  }
  const steps = checkpoints.map(({ step, name: file }) => {
    if (step !== null) return step;
    throw fail(`has steps, but the checkpoints’ names have no numbers that tell them apart (${file})`);
  });
  const { title, groups } = chooseColumn(losses, checkpoints, steps, isMean);
  const means = groups.map((group, i) => {
    const where = isMean && i > 0 ? `after ${title} ${steps[i - 1]} up to ${steps[i]}` : `for ${title} ${steps[i]}`;
    if (group.length === 0) throw fail(`no loss ${where} (${checkpoints[i].name})`);
    if (isMean || group.length === 1) return mean(group.map(({ loss }) => loss));
    const again = `line ${group[1].line}: a second loss of ${title} ${steps[i]}, after line ${group[0].line}`;
    throw fail(`${again}; --loss-mean takes means`);
  });
  const rule = isMean ? `the mean over the rows since the checkpoint before` : `that of the checkpoint’s own row`;
  return { losses: means, rule: `${rule} (column ${title})` };
}

/**
 * The column that numbers the checkpoints, and the rows that it gives each of them. Where a file has steps and epochs, it
 * is the one that the checkpoints are named by (epoch_3.npz), or else the only one with rows for all.
 */
function chooseColumn(
  { name, stepColumns, rows }: Losses,
  checkpoints: readonly Checkpoint[],
  steps: readonly number[],
  isMean: boolean,
) {
  const places = new Map(steps.map((step, i) => [step, i]));
  const placeOf = (at: number) => (isMean ? firstFrom(steps, at) : (places.get(at) ?? -1));
  const candidates = stepColumns.map((title, column) => {
    const groups = steps.map((): LossRow[] => []);
    for (const row of rows) groups[placeOf(row.steps[column])]?.push(row);
    return { title, groups };
  });
  const isNamed = (title: string) => checkpoints.every(({ name: file }) => file.toLowerCase().includes(title));
  const named = candidates.filter(({ title }) => isNamed(title));
  const possible = named.length > 0 ? named : candidates;
  const whole = possible.filter(({ groups }) => groups.every(({ length }) => length > 0));
  if (whole.length > 1) {
    const titles = whole.map(({ title }) => title).join(' and ');
    throw new UserError(`${name}: ${titles} both number all checkpoints; name the files by one of them (epoch_3.npz)`);
  }
  return whole[0] ?? possible[0];
}

/** Where in numbers that grow the first one stands that is at least `value`; their count where none is. */
function firstFrom(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
