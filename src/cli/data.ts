import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { fetchPacked } from '../data/download.ts';
import { commandsFor, locate, requireDataSet, userFolder } from '../data/locate.ts';
import { checkDataSet } from '../data/pictures.ts';
import { DATA_SETS, type DataSetName, factsOf, IDX_FILES } from '../data/sets.ts';
import { writeWhole } from '../engine/files.ts';
import { UserError } from './errors.ts';
import { grouped } from './tables.ts';

const NAMES = Object.keys(DATA_SETS) as DataSetName[];

/** `kolmoscope data`: which data sets are there, getting and checking them. */
export function dataCommand(): Command {
  const list = new Command('list')
    .description('each data set: where it is or how to get it, licence and citation')
    .action(listSets);
  const get = new Command('get')
    .description("download a data set into the user's data folder and check it")
    .addArgument(new Argument('<set>', 'name of a data set').choices(NAMES))
    .option('--from <address>', 'folder of another server with the same files (default: the published address)')
    .action(getSet);
  const check = new Command('check')
    .description('compare the files of data sets with the published checksums and class counts')
    .addArgument(new Argument('[sets...]', 'names of data sets (default: all that are there)').choices(NAMES))
    .action(checkSets);
  const command = new Command('data').description('data sets: what is there, how to get the rest');
  for (const verb of [list, get, check]) command.addCommand(verb);
  return command;
}

async function listSets(): Promise<void> {
  for (const name of NAMES) {
    const { title, citation, licence, classes } = factsOf(name);
    const located = await locate(name);
    const examples = `${grouped(total(classes.training))} + ${grouped(total(classes.test))} pictures`;
    const lines = [
      `${name}: ${title}, ${examples}, ${classes.training.length} classes`,
      `  ${located === undefined ? `not there; get it with: ${commandsFor(name)}` : `there: ${located.folder}`}`,
      `  licence ${licence}; ${citation}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

async function getSet(name: DataSetName, { from }: { from?: string }): Promise<void> {
  const { sha256, address } = factsOf(name);
  const located = await locate(name);
  if (located !== undefined && (await isSound(name, located))) {
    process.stdout.write(`${name}: there already, as published: ${located.folder}\n`);
    return;
  }
  const folder = userFolder(name);
  // Damaged files elsewhere would be found before what is downloaded: this says which.
  if (located !== undefined && located.folder !== folder) await checkDataSet(name, located);
  if (address === undefined) throw new UserError(`${name} is not downloaded; get it with: ${commandsFor(name)}`);
  const fetched = new Map<string, Uint8Array>();
  for (const file of IDX_FILES) {
    const packed = await fetchPacked(addressOf(`${file}.gz`, from ?? address), sha256[file]);
    fetched.set(`${file}.gz`, packed);
    process.stderr.write(`${file}.gz: ${grouped(packed.length)} bytes, as published\n`);
  }
  // Nothing is written before all of it is there.
  await mkdir(folder, { recursive: true });
  for (const [file, packed] of fetched) await writeWhole(join(folder, file), packed);
  await checkDataSet(name, await requireDataSet(name));
  process.stdout.write(`${name}: ${folder}\n`);
}

async function checkSets(names: DataSetName[]): Promise<void> {
  for (const name of names.length === 0 ? NAMES : names) {
    const located = names.length === 0 ? await locate(name) : await requireDataSet(name);
    if (located === undefined) {
      process.stdout.write(`${name}: not there; get it with: ${commandsFor(name)}\n`);
      continue;
    }
    await checkDataSet(name, located);
    const { training, test } = factsOf(name).classes;
    process.stdout.write(
      `${name}: as published, ${IDX_FILES.length} files by SHA-256 and ` +
        `${grouped(total(training))} + ${grouped(total(test))} examples by class: ${located.folder}\n`,
    );
  }
}

function isSound(...of: Parameters<typeof checkDataSet>): Promise<boolean> {
  return checkDataSet(...of).then(
    () => true,
    () => false,
  );
}

function addressOf(file: string, folder: string): string {
  try {
    return new URL(file, folder.endsWith('/') ? folder : `${folder}/`).href;
  } catch {
    throw new UserError(`${folder}: not an address such as https://example.org/fashion-mnist/`, 2);
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
