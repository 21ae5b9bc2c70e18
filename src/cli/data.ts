import { Argument, Command } from 'commander';
import { checkDataSets, DATA_SET_NAMES, type DataSetPlace, findDataSet, getDataSet } from '../app/dataSets.ts';
import { countsOf, DATA_SETS, type DataSetName } from '../data/sets.ts';
import { grouped, print, tell } from './text.ts';

/** `kolmoscope data`: which data sets are there, getting and checking them. */
export function dataCommand(): Command {
  const list = new Command('list')
    .description('each data set: where it is or how to get it, licence and citation')
    .action(listSets);
  const get = new Command('get')
    .description("download a data set into the user's data folder and check it")
    .addArgument(new Argument('<set>', 'name of a data set').choices(DATA_SET_NAMES))
    .option('--from <address>', 'folder of another server with the same files (default: the published address)')
    .action(getSet);
  const check = new Command('check')
    .description('compare the files of data sets with the published checksums and class counts')
    .addArgument(new Argument('[sets...]', 'names of data sets (default: all that are there)').choices(DATA_SET_NAMES))
    .action(checkSets);
  const command = new Command('data').description('data sets: what is there, how to get the rest');
  for (const verb of [list, get, check]) command.addCommand(verb);
  return command;
}

async function listSets(): Promise<void> {
  for (const name of DATA_SET_NAMES) {
    const { title, citation, licence, classes, examples } = DATA_SETS[name];
    const found = await findDataSet(name);
    print(`${name}: ${title}, ${counts(name)} ${examples}, ${classes.training.length} classes`);
    print(`  ${absence(found) ?? `there: ${found.place}`}`);
    print(`  licence ${licence}; ${citation}`);
  }
}

async function getSet(name: DataSetName, options: { from?: string }): Promise<void> {
  const onFile = (file: string, bytes: Uint8Array, compared: string) =>
    tell(`${file}: ${grouped(bytes.length)} bytes, ${compared}`);
  const found = await getDataSet(name, { ...options, onFile });
  warn(found.warnings);
  const there = found.wasThere ? 'there already, as published: ' : '';
  print(`${name}: ${absence(found) ?? `${there}${found.place}`}`);
}

async function checkSets(names: DataSetName[]): Promise<void> {
  for await (const { checked, ...found } of checkDataSets(names)) {
    const { name, place } = found;
    if (checked === null) {
      print(`${name}: ${absence(found)}`);
      continue;
    }
    print(`${name}: as published, ${checked.compared} and ${counts(name)} examples by class: ${place}`);
    for (const sum of checked.sums ?? []) print(`  ${sum}`);
    warn(checked.warnings);
  }
}

function warn(warnings: readonly string[] = []): void {
  for (const warning of warnings) tell(`warning: ${warning}`);
}

/** Why a set has no place; null where it has one. */
function absence({ isGenerated, place, commands }: DataSetPlace): string | null {
  if (isGenerated) return 'generated, nothing to get';
  return place === undefined ? `not there; get it with: ${commands}` : null;
}

/** "60 000 + 10 000". */
function counts(name: DataSetName): string {
  const { training, test } = countsOf(name);
  return `${grouped(training)} + ${grouped(test)}`;
}
