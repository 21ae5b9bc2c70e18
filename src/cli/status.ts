import type { LostRun } from '../engine/engine.ts';
import type { PlannedRun, StudyObserver } from '../engine/runStudy.ts';
import { expectedSteps } from '../engine/work.ts';
import { count } from '../format.ts';
import { LOSS_UNITS } from '../nn/training/loss.ts';
import type { Progress } from '../study/run.ts';
import type { StoredRun } from '../study/runFile.ts';
import { StatusLine, timeLeft } from './statusLine.ts';

/**
 * How far a study is, on standard error: one line that is rewritten on a terminal; elsewhere a plain line for the
 * start and for each finished run.
 */
export class StudyStatus implements StudyObserver {
  readonly #study: string;
  readonly #threads: number;
  readonly #line = new StatusLine();
  readonly #started = performance.now();
  /** Share of their expected work that runs under way have done. */
  readonly #underWay = new Map<PlannedRun, number>();
  #runs = 0;
  #done = 0;
  #work = 0;
  #workDone = 0;

  constructor(study: string, threads: number) {
    this.#study = study;
    this.#threads = threads;
  }

  onStart(found: number, ahead: readonly PlannedRun[]): void {
    this.#runs = found + ahead.length;
    this.#done = found;
    this.#work = ahead.reduce((sum, { work }) => sum + work, 0);
    const threads = Math.min(this.#threads, ahead.length);
    const resumed = found > 0 ? `${found} of ${count(this.#runs, 'run')} found finished, ` : '';
    const toDo = ahead.length === 0 ? 'none to perform' : `${ahead.length} to perform on ${count(threads, 'thread')}`;
    this.#say(`${this.#study}: ${resumed}${toDo}`);
  }

  onDamaged(path: string, problem: string, aside: string): void {
    this.#say(`${path} is damaged (${problem}): set aside as ${aside}, the run is performed again`);
  }

  onProgress(planned: PlannedRun, progress: Progress): void {
    this.#underWay.set(planned, Math.min(1, (progress.step + 1) / expectedSteps(planned.configuration.spec)));
    if (this.#line.isLive) this.#show(planned, progress);
  }

  onRun(planned: PlannedRun, result: StoredRun | LostRun): void {
    this.#underWay.delete(planned);
    this.#done++;
    this.#workDone += planned.work;
    if ('diverged' in result) this.#say(`${this.#head()}: ${nameOf(planned)}${result.diverged}${this.#timeLeft()}`);
    else if (!this.#line.isLive) {
      const { run, training, test } = result;
      const { accuracy, loss } = test;
      const tested = accuracy === null ? lossText(planned, loss) : `accuracy ${(100 * accuracy).toFixed(1)} %`;
      const what = `${nameOf(planned)}run ${run} after ${training.steps} steps, test ${tested}`;
      this.#say(`${this.#head()}: ${what}${this.#timeLeft()}`);
    }
  }

  /** Leaves the terminal's line empty. */
  close(): void {
    this.#line.clear();
  }

  #head(): string {
    return `${this.#done}/${count(this.#runs, 'run')}`;
  }

  #show(planned: PlannedRun, { run, epoch, loss, bdm }: Progress): void {
    const current = `${nameOf(planned)}run ${run}: epoch ${epoch + 1}, ${lossText(planned, loss)}`;
    this.#line.show(`${this.#head()}${this.#timeLeft()} · ${current}, BDM ${bdm.toFixed(0)} bits`);
  }

  /** From the share of the expected work that is done; unknown before the first run is over. */
  #timeLeft(): string {
    if (this.#workDone === 0 || this.#done === this.#runs) return '';
    let done = this.#workDone;
    for (const [{ work }, share] of this.#underWay) done += share * work;
    const seconds = (performance.now() - this.#started) / 1000;
    return `, ${timeLeft((Math.max(0, this.#work - done) * seconds) / done)}`;
  }

  #say(text: string): void {
    this.#line.clear();
    process.stderr.write(`${text}\n`);
  }
}

function nameOf({ configuration }: PlannedRun): string {
  return configuration.name === null ? '' : `${configuration.name}, `;
}

function lossText({ configuration }: PlannedRun, loss: number): string {
  const unit = LOSS_UNITS[configuration.spec.training.loss];
  return `loss ${loss.toFixed(3)}${unit === null ? '' : ` ${unit}`}`;
}
