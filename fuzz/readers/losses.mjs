import { UserError } from '../../dist/app/errors.js';
import { inOrder } from '../../dist/app/watch/checkpoints.js';
import { lossesOf, parseLosses } from '../../dist/app/watch/losses.js';

const CHECKPOINTS = inOrder(['step-1.npz', 'step-2.npz', 'step-10.npz']).map((checkpoint) => ({
  ...checkpoint,
  path: checkpoint.name,
}));
const ODD = ['', 'nan', '-inf', '1e999', '"1"', '"', '""', '-2', '0x1', ' ', '١'];

function make(draw) {
  const separator = draw.pick([',', ';', '\t', ' ']);
  const titles = draw.pick([
    ['step', 'loss'],
    ['loss'],
    ['epoch', 'step', 'Train Loss'],
    ['iteration', 'training-loss', 'x'],
  ]);
  const steps = [1, 2, 10].flatMap((step) => (draw.once(8) ? [step, step] : [step]));
  const rows = steps.map((step) =>
    titles.map((title) => draw.other(/loss/i.test(title) ? draw.pick(['0.5', '1e-3', '2']) : String(step), ODD, 30)),
  );
  if (draw.once(10)) draw.pick(rows).push('1');
  const head = draw.once(3) ? [] : [titles.map((title) => draw.other(title, ['loss', 'step', '', '#'], 20))];
  const text = [...head, ...rows].map((row) => row.join(separator)).join(draw.pick(['\n', '\r\n', '\r']));
  return draw.torn(Buffer.from(`${draw.once(20) ? '\ufeff' : ''}${draw.once(9) ? '# ' : ''}${text}\n`), 6);
}

/** The losses of three checkpoints. */
export default {
  ending: 'csv',
  make,
  isRefusal: (error) => error instanceof UserError,
  async read(bytes) {
    const losses = parseLosses(bytes.toString('utf8'), 'case');
    const { losses: found } = lossesOf(losses, CHECKPOINTS, bytes.length % 2 === 0);
    if (found.length !== CHECKPOINTS.length || !found.every((loss) => loss > -1))
      throw new RangeError(`losses ${found.join(', ')}`);
  },
};
