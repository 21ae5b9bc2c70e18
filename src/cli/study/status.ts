import type { RunObserver } from '../../app/study/perform.ts';
import type { PlannedRun } from '../../engine/runStudy.ts';
import { expectedSteps } from '../../engine/work.ts';
import { count } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import { LOSS_UNITS } from '../../nn/training/loss.ts';
import { StatusLine } from '../statusLine.ts';

/**
 * How far a study is: on a terminal the run under way, elsewhere a plain line for the start and for each finished run.
 * `release` is called when no run is under way any more.
 */
export function studyStatus(study: string, threads: number, release: () => void): RunObserver {
  const line = new StatusLine();
  /** Share of their expected work that runs under way have done. */
  const underWay = new Map<PlannedRun, number>();
  const runs = { all: 0, done: 0 };
  const work = { all: 0, done: 0 };
  const head = () => `${runs.done}/${count(runs.all, 'run')}`;
  /** From the share of the expected work that is done; unknown before the first run is over. */
  const timeLeft = () => {
    if (work.done === 0 || runs.done === runs.all) return '';
    let done = work.done;
    for (const [planned, share] of underWay) done += share * planned.work;
    return `, ${line.timeLeft(Math.min(1, done / work.all))}`;
  };
  return {
    onStart(found, ahead) {
      runs.all = found + ahead.length;
      runs.done = found;
      work.all = ahead.reduce((sum, planned) => sum + planned.work, 0);
      const resumed = found > 0 ? `${found} of ${count(runs.all, 'run')} found finished, ` : '';
      const toDo = `${ahead.length} to perform on ${count(Math.min(threads, ahead.length), 'thread')}`;
      line.say(`${study}: ${resumed}${ahead.length === 0 ? 'none to perform' : toDo}`);
    },
    onDamaged(path, problem, aside) {
      line.say(`${path} is damaged (${problem}): set aside as ${aside}, the run begins anew`);
    },
    onOutdated(files, problem, aside) {
      const [are, as] = files === 1 ? ['is', 'as'] : ['are', 'the first as'];
      line.say(`${count(files, 'run file')} ${are} ${problem}: set aside, ${as} ${aside}`);
    },
    onProgress(planned, { run, step, epoch, loss, series }) {
      underWay.set(planned, Math.min(1, (step + 1) / expectedSteps(planned.configuration.spec)));
      if (!line.isLive) return;
      const current = `${nameOf(planned)}run ${run}: epoch ${epoch + 1}, ${lossText(planned, loss)}`;
      const [[name, { total }]] = Object.entries(series);
      const { short, unit, decimals } = factsOf(name);
      line.show(`${head()}${timeLeft()} · ${current}, ${short} ${total.toFixed(Math.max(0, decimals - 1))} ${unit}`);
    },
    onRun(planned, result) {
      underWay.delete(planned);
      runs.done++;
      work.done += planned.work;
      const say = (what: string) => line.say(`${head()}: ${nameOf(planned)}${what}${timeLeft()}`);
      if ('diverged' in result) say(result.diverged);
      else if (!line.isLive) {
        const { run, training, test } = result;
        const accuracy = test.accuracy === null ? null : `accuracy ${(100 * test.accuracy).toFixed(1)} %`;
        say(`run ${run} after ${training.steps} steps, test ${accuracy ?? lossText(planned, test.loss)}`);
      }
    },
    onPerformed() {
      line.clear();
      release();
    },
  };
}

function nameOf({ configuration }: PlannedRun): string {
  return configuration.name === null ? '' : `${configuration.name}, `;
}

function lossText({ configuration }: PlannedRun, loss: number): string {
  const unit = LOSS_UNITS[configuration.spec.training.loss];
  return `loss ${loss.toFixed(3)}${unit === null ? '' : ` ${unit}`}`;
}
