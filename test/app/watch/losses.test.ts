import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/app/errors.ts';
import { lossesOf, parseLosses } from '../../../src/app/watch/losses.ts';

const checkpoints = (...steps: (number | null)[]) => steps.map((step, i) => ({ path: '', name: `c${i}.npz`, step }));

/** The losses of these checkpoints, or the error. */
function read(text: string, steps: (number | null)[], isMean = false): number[] | string {
  try {
    return lossesOf(parseLosses(text, 'l.csv'), checkpoints(...steps), isMean).losses;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

test('a million rows are read, and not one more', () => {
  const rows = (count: number) => `loss\n${'1\n'.repeat(count)}`;
  expect(parseLosses(rows(1_000_000), 'l.csv').rows.length).toBe(1_000_000);
  expect(read(rows(1_000_001), [1])).toBe('l.csv: line 1000002: more than 1000000 losses');
});

test('a line of a million columns is left at the first too many', () => {
  expect(read(`loss${',x'.repeat(1_000_000)}\n`, [1])).toBe('l.csv: line 1: more than 1000 columns');
  expect(read(`loss${' x'.repeat(1_000_000)}\n`, [1])).toBe('l.csv: line 1: more than 1000 columns');
});

test('rows find the checkpoint that they lead up to as fast among thousands', () => {
  const [checkpointCount, each] = [20_000, 20];
  const steps = Array.from({ length: checkpointCount }, (_, i) => (i + 1) * each);
  const rows = Array.from({ length: checkpointCount * each }, (_, i) => `${i + 1},${Math.floor(i / each)}`);
  const started = performance.now();
  expect(read(`step,loss\n${rows.join('\n')}`, steps, true)).toEqual(steps.map((_, i) => i));
  expect(performance.now() - started).toBeLessThan(5000);
});

describe('a file of losses', () => {
  test.each([
    ['one column, in order', '3\n2\n1\n', [3, 2, 1]],
    ['a header and one column', 'loss\n3\n2\n1', [3, 2, 1]],
    ['step and loss without a header, in any order', '30,1\n10,3\n20,2\n', [3, 2, 1]],
    ['named columns among others', 'time,Train Loss,note,Step\n9,3,"a, b",10\n9,2,,20\n9,1,,30', [3, 2, 1]],
    ['semicolons and Windows line ends', 'step;loss\r\n10;3\r\n20;2\r\n30;1\r\n', [3, 2, 1]],
    ['tabs, and a byte order mark', '\uFEFFiteration\ttraining_loss\n10\t3e0\n20\t2.\n30\t1', [3, 2, 1]],
    ['spaces and a commented header, as numpy.savetxt', '# step loss\n1e1 3.0\n2e1 2.0\n3e1 1.0\n', [3, 2, 1]],
    ['rows between checkpoints', 'step,loss\n10,3\n15,9\n20,2\n25,9\n30,1', [3, 2, 1]],
    [
      'rows without a loss, and the epoch beside the step',
      'epoch,step,train_loss,val_loss\n0,10,3,\n0,10,,4\n1,20,2,\n1,30,1,',
      [3, 2, 1],
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text, [10, 20, 30])).toEqual(expected);
  });

  test('of steps and epochs that column counts which the checkpoints are named by, or else that has them all', () => {
    const text = 'epoch,step,loss\n1,1,6\n1,2,5\n1,3,4\n2,4,3\n3,5,2\n3,6,1\n';
    const named = (prefix: string, steps: number[], isMean: boolean) => {
      const files = steps.map((step) => ({ path: '', name: `${prefix}${step}.npz`, step }));
      return lossesOf(parseLosses(text, 'l.csv'), files, isMean).losses;
    };
    expect(named('Epoch_', [1, 2, 3], true)).toEqual([5, 3, 1.5]);
    expect(named('step-', [1, 2, 3], false)).toEqual([6, 5, 4]);
    expect(named('c', [3, 6], true)).toEqual([5, 2]);
    expect(() => named('c', [1, 2, 3], true)).toThrow(
      'l.csv: step and epoch both number all checkpoints; name the files by one of them (epoch_3.npz)',
    );
    expect(() => named('epoch_', [2, 4], false)).toThrow('l.csv: no loss for epoch 4 (epoch_4.npz)');
  });

  test('--loss-mean takes the mean over all rows since the checkpoint before', () => {
    const text = 'epoch,loss\n1,8\n1,4\n2,3\n2,2\n2,1\n3,1\n4,100\n';
    expect(read(text, [1, 2, 3], true)).toEqual([6, 2, 1]);
    expect(read('step,loss\n1,2\n5,4\n9,1\n', [6, 9], true)).toEqual([3, 1]);
  });
});

describe('what is wrong with it is one line with file and place:', () => {
  test.each<[string, string, (number | null)[], boolean, string]>([
    ['nothing', '\n \n', [1], false, 'l.csv: holds no losses'],
    ['only a header', 'step,loss\n', [1], false, 'l.csv: holds no losses'],
    ['no number', 'loss\n1\noops\n', [1, 2], false, 'l.csv: line 3: the loss is "oops", not a number'],
    ['not a finite number', '1\nnan\n', [1, 2], false, 'l.csv: line 2: the loss is "nan", not a number'],
    [
      'a first row that diverged',
      '-Infinity\n1\n',
      [1, 2],
      false,
      'l.csv: line 1: the loss is "-Infinity", not a number',
    ],
    ['a number for programs', '1\n0x10\n', [1, 2], false, 'l.csv: line 2: the loss is "0x10", not a number'],
    ['a decimal comma', 'step;loss\n1;0,5\n', [1], false, 'l.csv: line 2: the loss is "0,5", not a number'],
    [
      'a loss without a logarithm',
      '2\n-1\n',
      [1, 2],
      false,
      'l.csv: line 2: the loss is -1, and log1p, the first step of the analysis, needs more than -1',
    ],
    ['no step', 'step,loss\n,1\n', [1], false, 'l.csv: line 2: the step is missing'],
    ['a short row', '1,2\n3\n', [1, 3], false, 'l.csv: line 2: 1 column instead of 2'],
    [
      'no column of losses',
      'step,cost\n1,2\n',
      [1],
      false,
      'l.csv: line 1: no column is called loss or train_loss or training_loss',
    ],
    [
      'too many columns',
      '1,2,3\n',
      [1],
      false,
      'l.csv: line 1: 3 columns without a header that says which of them is the loss',
    ],
    ['a missing step', 'step,loss\n100,1\n200,1\n', [100, 300], false, 'l.csv: no loss for step 300 (c1.npz)'],
    ['a missing stretch', 'step,loss\n100,1\n', [100, 300], true, 'l.csv: no loss after step 100 up to 300 (c1.npz)'],
    [
      'a step twice',
      'epoch,loss\n1,4\n1,3\n',
      [1],
      false,
      'l.csv: line 3: a second loss of epoch 1, after line 2; --loss-mean takes means',
    ],
    [
      'as many as not',
      '1\n2\n3\n',
      [1, 2],
      false,
      'l.csv: 3 losses for 2 checkpoints; a column step would say which belong together',
    ],
    [
      'steps without numbers in the names',
      'step,loss\n1,2\n',
      [null],
      false,
      'l.csv: has steps, but the checkpoints’ names have no numbers that tell them apart (c0.npz)',
    ],
    ['means without steps', '1\n', [1], true, 'l.csv: has no column step, which --loss-mean needs'],
  ])('%s', (_, text, steps, isMean, message) => {
    expect(read(text, steps, isMean)).toBe(message);
  });
});

test('any text gives losses that log1p takes, or one printable line', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(',', ';', '\t', ' ', '\n', '\r\n', '"', 'step', 'loss', 'epoch', '1', '2.5', '-3', 'nan', '#'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, isMean) => {
      const result = read(pieces.join(''), [1, 2], isMean);
      if (typeof result === 'string') expect(result).toMatch(/^l\.csv: \P{C}+$/u);
      else for (const loss of result) expect(Number.isFinite(Math.log1p(loss))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what is written is read back, whatever the separator, the header and the other columns', () => {
  const loss = fc.double({ min: -0.9, max: 1e6, noNaN: true });
  const cases = fc.record({
    losses: fc.array(loss, { minLength: 1, maxLength: 12 }),
    separator: fc.constantFrom(',', ';', '\t'),
    name: fc.constantFrom('step', 'Epoch', 'ITERATION'),
    quote: fc.constantFrom('', '"'),
  });
  fc.assert(
    fc.property(cases, ({ losses, separator, name, quote }) => {
      const rows = losses.map((value, i) => [String(7 * i), 'x', String(value)]);
      const lines = [[name, 'other', 'loss'], ...rows].map((row) =>
        row.map((cell) => quote + cell + quote).join(separator),
      );
      const steps = losses.map((_, i) => 7 * i);
      expect(read(lines.join('\n'), steps)).toEqual(losses.map((value) => value + 0)); // -0 is written as 0
    }),
  );
});
