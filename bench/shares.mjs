/** Where the time of a run goes, from V8's profiler in this process. */
import { Session } from 'node:inspector/promises';

/**
 * What time belongs to, by the outermost function of a call stack that a row knows: all that this calls is of the same
 * part, but for rows `within` it. What no row knows is the rest. WebAssembly counts for what calls it.
 */
const FUNCTIONS = [
  { part: 'forward', name: /^(forward|loss)$/, file: /\/nn\// },
  { part: 'backward', name: /^backward$/, file: /\/nn\// },
  { part: 'update', name: /^(step|refresh)$/, file: /\/nn\// },
  { part: 'evaluation', name: /^(evaluate|keptLoss)$/, file: /\/nn\// },
  { part: 'measures', name: /^record$/, file: /\/study\/run\// },
  { part: 'rivals', within: 'measures', name: /./, file: /\/measures\/(?!table)|\/arrays\/binarize/ },
];
const REST = 'rest';
const PARTS = [...FUNCTIONS.map(({ part }) => part), REST];
const MICROSECONDS = 100;

/** The share of each part of what `work` takes. */
export async function sharesOf(work) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: MICROSECONDS });
  await session.post('Profiler.start');
  work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOfProfile(profile);
}

function sharesOfProfile({ nodes, samples, timeDeltas }) {
  const parts = partsOf(nodes);
  const times = Object.fromEntries(PARTS.map((part) => [part, 0]));
  // A delta is the time from the sample before it.
  for (let i = 1; i < samples.length; i++) times[parts.get(samples[i - 1])] += timeDeltas[i];
  const all = Object.values(times).reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(PARTS.map((part) => [part, times[part] / all]));
}

/** The part of each node, by its number. */
function partsOf(nodes) {
  const byNumber = new Map(nodes.map((node) => [node.id, node]));
  const parts = new Map();
  const visit = (node, above) => {
    const part = partOf(node.callFrame, above);
    parts.set(node.id, part);
    for (const child of node.children ?? []) visit(byNumber.get(child), part);
  };
  visit(nodes[0], REST);
  return parts;
}

function partOf({ functionName, url }, above) {
  const known = ({ within = REST, name, file }) => within === above && name.test(functionName) && file.test(url);
  return FUNCTIONS.find(known)?.part ?? above;
}
