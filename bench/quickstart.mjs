/** The quickstart's first runs, as the benches perform them: for so many epochs, so that all have as many steps. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTable } from '../dist/ctm/index.js';
import { loadDataSet, stratifiedDraw } from '../dist/data/index.js';
import { inOrder, randomStream } from '../dist/random.js';
import { parseSpec, performRun } from '../dist/study/index.js';

/** The spec as its file has it, but for its number of runs and of epochs (two or more), without early stopping. */
export async function quickstart(runs, maxEpochs) {
  const spec = JSON.parse(await readFile(new URL('../studies/quickstart.json', import.meta.url), 'utf8'));
  spec.runs = runs;
  spec.training = { ...spec.training, maxEpochs, patience: null };
  spec.analysis = { ...spec.analysis, fewestEpochs: 2 };
  return spec;
}

/** Performs runs by their number, with the series named or what the spec measures. */
export async function performer(maxEpochs) {
  const spec = parseSpec(await quickstart(1, maxEpochs), 'quickstart');
  const data = await loadDataSet(spec.data);
  const tables = { [spec.measures.table]: await loadTable(spec.measures.table) };
  return { spec, data, tables, perform: (run, series) => performRun(spec, run, data, tables, { series }) };
}

/** What another program needs for a run of as many examples of the same set, drawn in the same way. */
export async function writeTask({ spec, data, tables }, folder) {
  const { features, labels, count, x } = data.training;
  const { training, network, seed } = spec;
  const { drawn, rest } = stratifiedDraw(inOrder(count), labels, spec.data.validation, randomStream(seed, 0));
  const parts = {
    training: stratifiedDraw(rest, labels, spec.data.subset, randomStream(seed, 2)).drawn,
    validation: drawn,
  };
  const task = {
    inputs: features,
    hidden: network.hidden,
    batch: training.batchSize,
    learningRate: training.learningRate,
    evaluateEvery: training.evaluateEvery,
  };
  await writeFile(join(folder, 'task.json'), JSON.stringify(task));
  await writeFile(join(folder, 'ctm'), tables[spec.measures.table].values({ rows: 4, columns: 4 }));
  for (const [name, examples] of Object.entries(parts)) {
    const inputs = Array.from(examples, (example) => x.subarray(example * features, (example + 1) * features));
    await writeFile(join(folder, `${name}.x`), inputs);
    await writeFile(
      join(folder, `${name}.labels`),
      Uint8Array.from(examples, (example) => labels[example]),
    );
  }
}
