import { Command, Option } from 'commander';
import { describeError, UsageError } from '../app/errors.ts';
import { EXPORT_FORMATS, type ExportRequest, exportRuns } from '../app/exportRuns.ts';
import { count } from '../format.ts';
import { OVERWRITE } from './arguments.ts';
import { print, tell } from './text.ts';

/** `kolmoscope export RUN…`: finished runs for other programs: the networks that they kept, or their results as tables. */
export function exportCommand(): Command {
  const formats = 'safetensors, npz: the network that each run kept; parquet: tables of the results';
  const integers = 'of networks: also the integers whose bit planes were measured, of weights that are not binary';
  return new Command('export')
    .description('write what finished runs hold as files that Python opens: networks or tables; prints their names')
    .argument('<runs...>', "runs' files (run-….json.gz), or folders of studies for all their finished runs")
    .option('--out <folder>', "where the files go (default: beside the runs')")
    .addOption(new Option('--format <format>', formats).choices(EXPORT_FORMATS).default('safetensors'))
    .option('--latent', 'of networks: also the latent weights, which the optimiser moved')
    .option('--integers', integers)
    .option('--overwrite', OVERWRITE)
    .option('--spec <hash>', 'only runs of the spec whose hash begins so')
    .action(exportPlaces);
}

async function exportPlaces(places: readonly string[], request: ExportRequest): Promise<void> {
  const { format, latent, integers, spec = '' } = request;
  if (!/^[0-9a-f]{0,64}$/.test(spec)) throw new UsageError(`--spec ${spec}: expected the start of a hash`);
  if (format === 'parquet' && (latent || integers)) {
    throw new UsageError('--latent and --integers are of networks: tables hold no weights');
  }
  const specs = await exportRuns(places, request, {
    onFile: print,
    onProblem(problem) {
      tell(`kolmoscope: ${describeError(problem)}`);
      process.exitCode = 1;
    },
    onShared(runs) {
      const once = format === 'parquet' ? 'one row each, with the series of all' : 'one file each';
      tell(`${count(runs, 'run is', 'runs are')} in several places: ${once}`);
    },
  });
  // Runs of several specs go by one name.
  for (const [name, hashes] of specs) {
    if (hashes.size === 1) continue;
    const list = [...hashes].sort().join(', ');
    tell(`${name}: runs of ${hashes.size} specs (${list}); --spec takes those of one`);
  }
}
