import type { RunObserver } from '../app/study/perform.ts';
import type { LostRun } from '../engine/engine.ts';
import type { PlannedRun } from '../engine/runStudy.ts';
import { expectedSteps } from '../engine/work.ts';
import { LOSS_UNITS } from '../nn/loss.ts';
import { count } from '../report/format.ts';
import type { Progress } from '../study/run.ts';
import type { StoredRun } from '../study/runFile.ts';
import { StatusLine } from './statusLine.ts';

/** How far a study is: on a terminal the run under way, elsewhere a plain line for the start and for each finished run. */
export class StudyStatus implements RunObserver {
  readonly #study: string;
  readonly #threads: number;
  readonly #release: () => void;
  readonly #line = new StatusLine();
  /** Share of their expected work that runs under way have done. */
  readonly #underWay = new Map<PlannedRun, number>();
  #runs = 0;
  #done = 0;
  #work = 0;
  #workDone = 0;

  /** `release` is called when no run is under way any more. */
  constructor(study: string, threads: number, release: () => void) {
    this.#study = study;
    this.#threads = threads;
    this.#release = release;
  }

  onStart(found: number, ahead: readonly PlannedRun[]): void {
    this.#runs = found + ahead.length;
    this.#done = found;
    this.#work = ahead.reduce((sum, { work }) => sum + work, 0);
    const threads = Math.min(this.#threads, ahead.length);
    const resumed = found > 0 ? `${found} of ${count(this.#runs, 'run')} found finished, ` : '';
    const toDo = ahead.length === 0 ? 'none to perform' : `${ahead.length} to perform on ${count(threads, 'thread')}`;
    this.#line.say(`${this.#study}: ${resumed}${toDo}`);
  }

  onDamaged(path: string, problem: string, aside: string): void {
    this.#line.say(`${path} is damaged (${problem}): set aside as ${aside}, the run is performed again`);
  }

  onProgress(planned: PlannedRun, progress: Progress): void {
    this.#underWay.set(planned, Math.min(1, (progress.step + 1) / expectedSteps(planned.configuration.spec)));
    if (!this.#line.isLive) return;
    const { run, epoch, loss, bdm } = progress;
    const current = `${nameOf(planned)}run ${run}: epoch ${epoch + 1}, ${lossText(planned, loss)}`;
    this.#line.show(`${this.#head()}${this.#timeLeft()} · ${current}, BDM ${bdm.toFixed(0)} bits`);
  }

  onRun(planned: PlannedRun, result: StoredRun | LostRun): void {
    this.#underWay.delete(planned);
    this.#done++;
    this.#workDone += planned.work;
    const say = (what: string) => this.#line.say(`${this.#head()}: ${nameOf(planned)}${what}${this.#timeLeft()}`);
    if ('diverged' in result) say(result.diverged);
    else if (!this.#line.isLive) {
      const { run, training, test } = result;
      const { accuracy, loss } = test;
      const tested = accuracy === null ? lossText(planned, loss) : `accuracy ${(100 * accuracy).toFixed(1)} %`;
      say(`run ${run} after ${training.steps} steps, test ${tested}`);
    }
  }

  onPerformed(): void {
    this.#line.clear();
    this.#release();
  }

  #head(): string {
    return `${this.#done}/${count(this.#runs, 'run')}`;
  }

  /** From the share of the expected work that is done; unknown before the first run is over. */
  #timeLeft(): string {
    if (this.#workDone === 0 || this.#done === this.#runs) return '';
    let done = this.#workDone;
    for (const [{ work }, share] of this.#underWay) done += share * work;
    return `, ${this.#line.timeLeft(Math.min(1, done / this.#work))}`;
  }
}

function nameOf({ configuration }: PlannedRun): string {
  return configuration.name === null ? '' : `${configuration.name}, `;
}

function lossText({ configuration }: PlannedRun, loss: number): string {
  const unit = LOSS_UNITS[configuration.spec.training.loss];
  return `loss ${loss.toFixed(3)}${unit === null ? '' : ` ${unit}`}`;
}
