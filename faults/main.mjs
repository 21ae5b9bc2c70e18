/**
 * Does faults to work, and says whether it ends as if there had been none: `kill` kills commands at random moments and starts
 * them again, `flip` damages the files of half-done work. Ends with status 1 if anything was found.
 * Needs a build (`npm run setup`). Usage: npm run faults -- kill [KIND…] [--times 100] [--seed 1]
 *                                         npm run faults -- flip [KIND…] [--times 1000] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../dist/cli/arguments.js';
import { StatusLine } from '../dist/cli/statusLine.js';
import { duration, integer } from '../dist/format.js';
import { flip, HALF_DONE, outcomesInWords, toldFinds } from './flip.mjs';
import { kill } from './kill.mjs';
import { WORK } from './work.mjs';

const FAULTS = {
  kill: {
    kinds: Object.keys(WORK),
    times: 100,
    perform: kill,
    progress: ({ killed, compared, finds }) => `${killed} killed, ${compared} compared, ${finds.length} found`,
    summary: ({ killed, compared, left, finds }) => {
      const files = Object.entries(left).map(([ending, kills]) => `${ending} by ${kills}`);
      return `${killed} killed, ${compared} compared; left by kills: ${files.join(', ') || 'nothing'}; ${finds.length} found`;
    },
  },
  flip: {
    kinds: Object.keys(HALF_DONE),
    times: 1000,
    perform: flip,
    progress: ({ flips, finds }) => `${integer(flips)} flips, ${finds.length} found`,
    summary: ({ flips, size, bits, others }) =>
      `${integer(flips)} single bits of ${integer(size)} bytes: ${outcomesInWords(bits)}; other damages: ${outcomesInWords(others)}`,
  },
};

const { fault, kinds, times, seed } = readArguments();
const { perform, progress, summary } = FAULTS[fault];
for (const kind of kinds) {
  const started = performance.now();
  const line = new StatusLine();
  const told = await perform(kind, {
    times,
    seed,
    onProgress: (told) => line.offer(() => `${fault} ${kind}: ${progress(told)}`),
  });
  line.clear();
  for (const find of toldFinds(told)) console.log(`  ${find}`);
  if (told.finds.length > 0) {
    process.exitCode = 1;
    if (told.place) console.log(`  kept in ${told.place}`);
  }
  const time = duration((performance.now() - started) / 1000);
  console.log(`${fault} ${kind}: ${summary(told)}; seed ${told.seed}, ${time}`);
}

function readArguments() {
  try {
    const options = { times: { type: 'string' }, seed: { type: 'string', default: '1' } };
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    const [fault, ...asked] = positionals;
    if (!Object.hasOwn(FAULTS, fault ?? '')) throw new Error(`give one of ${Object.keys(FAULTS).join(', ')}`);
    const { kinds, times } = FAULTS[fault];
    const unknown = asked.find((kind) => !kinds.includes(kind));
    if (unknown !== undefined) throw new Error(`${unknown}: ${fault} knows ${kinds.join(', ')}`);
    return {
      fault,
      kinds: asked.length > 0 ? asked : kinds,
      times: values.times === undefined ? times : wholeNumber(1, 1_000_000)(values.times),
      seed: wholeNumber(0, 0xffff_ffff)(values.seed),
    };
  } catch (error) {
    console.error(`faults: ${error.message.split('\n')[0]}`);
    process.exit(2);
  }
}
