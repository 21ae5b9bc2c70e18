import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Argument, Command } from 'commander';
import type { Checked, Located } from '../data/dataSet.ts';
import { commandsFor, locate, requireDataSet, userFolder } from '../data/locate.ts';
import { countsOf, DATA_SETS, type DataSetName } from '../data/sets.ts';
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
    const { title, citation, licence, classes, examples } = DATA_SETS[name];
    const located = await locate(name);
    const where = located === undefined ? missing(name) : isGenerated(name) ? GENERATED : `there: ${located.place}`;
    const lines = [
      `${name}: ${title}, ${counts(name)} ${examples}, ${classes.training.length} classes`,
      `  ${where}`,
      `  licence ${licence}; ${citation}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

async function getSet(name: DataSetName, { from }: { from?: string }): Promise<void> {
  const { address } = DATA_SETS[name];
  const located = await locate(name);
  if (isGenerated(name)) {
    process.stdout.write(`${name}: ${GENERATED}\n`);
    return;
  }
  if (located !== undefined && (await isSound(name, located))) {
    process.stdout.write(`${name}: there already, as published: ${located.place}\n`);
    return;
  }
  const folder = userFolder(name);
  // Damaged files elsewhere would be found before what is downloaded: this says which.
  if (located !== undefined && located.place !== folder && dirname(located.place) !== folder) {
    await checkSet(name, located);
  }
  if (address === undefined) throw new UserError(`${name} is not downloaded; get it with: ${commandsFor(name)}`);
  const fetched = await DATA_SETS[name].get(folderAddress(from ?? address), (file, bytes, what) => {
    process.stderr.write(`${file}: ${grouped(bytes.length)} bytes, ${what}\n`);
  });
  // Nothing is written before all of it is there.
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of fetched) await writeWhole(join(folder, file), bytes);
  const written = await requireDataSet(name);
  await checkSet(name, written);
  process.stdout.write(`${name}: ${written.place}\n`);
}

async function checkSets(names: DataSetName[]): Promise<void> {
  for (const name of names.length === 0 ? NAMES : names) {
    const located = names.length === 0 ? await locate(name) : await requireDataSet(name);
    if (located === undefined || isGenerated(name)) {
      process.stdout.write(`${name}: ${located === undefined ? missing(name) : GENERATED}\n`);
      continue;
    }
    const { compared, sums = [] } = await checkSet(name, located);
    process.stdout.write(
      `${name}: as published, ${compared} and ${counts(name)} examples by class: ${located.place}\n`,
    );
    for (const sum of sums) process.stdout.write(`  ${sum}\n`);
  }
}

const GENERATED = 'generated, nothing to get';

function isGenerated(name: DataSetName): boolean {
  return DATA_SETS[name].files.length === 0;
}

function missing(name: DataSetName): string {
  return `not there; get it with: ${commandsFor(name)}`;
}

/** "60 000 + 10 000". */
function counts(name: DataSetName): string {
  const { training, test } = countsOf(name);
  return `${grouped(training)} + ${grouped(test)}`;
}

/** Warns of what differs from what is known and need not be wrong. */
async function checkSet(name: DataSetName, located: Located): Promise<Checked> {
  const checked = await DATA_SETS[name].check(located);
  for (const warning of checked.warnings ?? []) process.stderr.write(`warning: ${warning}\n`);
  return checked;
}

function isSound(name: DataSetName, located: Located): Promise<boolean> {
  return checkSet(name, located).then(
    () => true,
    () => false,
  );
}

function folderAddress(folder: string): URL {
  try {
    return new URL(folder.endsWith('/') ? folder : `${folder}/`);
  } catch {
    throw new UserError(`${folder}: not an address such as https://example.org/fashion-mnist/`, 2);
  }
}
