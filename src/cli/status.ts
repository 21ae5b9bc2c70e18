import type { StudyObserver } from '../engine/runStudy.ts';
import { LOSS_UNITS } from '../nn/loss.ts';
import { count } from '../report/format.ts';
import type { Progress, RunResult } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';
import { StatusLine, timeLeft } from './statusLine.ts';

/**
 * How far a study is, on standard error: one line that is rewritten on a terminal; elsewhere a plain line for the
 * start and for each finished run.
 */
export class StudyStatus implements StudyObserver {
  readonly #spec: StudySpec;
  readonly #threads: number;
  readonly #line = new StatusLine();
  readonly #started = performance.now();
  readonly #underWay = new Map<number, Progress>();
  #found = 0;
  #finished = 0;
  #stepsFinished = 0;

  constructor(spec: StudySpec, threads: number) {
    this.#spec = spec;
    this.#threads = threads;
  }

  onStart(found: number): void {
    this.#found = found;
    const { study, runs } = this.#spec;
    const missing = runs - found;
    const threads = Math.min(this.#threads, missing);
    const resumed = found > 0 ? `${found} of ${count(runs, 'run')} found finished, ` : '';
    const ahead = missing === 0 ? 'none to perform' : `${missing} to perform on ${count(threads, 'thread')}`;
    this.#say(`${study}: ${resumed}${ahead}`);
  }

  onDamaged(path: string, problem: string, aside: string): void {
    this.#say(`${path} is damaged (${problem}): set aside as ${aside}, the run is performed again`);
  }

  onProgress(progress: Progress): void {
    this.#underWay.set(progress.run, progress);
    if (this.#line.isLive) this.#show(progress);
  }

  onRun({ run, training, test }: RunResult): void {
    this.#underWay.delete(run);
    this.#finished++;
    this.#stepsFinished += training.steps;
    if (this.#line.isLive) return;
    const done = `${this.#found + this.#finished}/${count(this.#spec.runs, 'run')}`;
    const accuracy = `test accuracy ${(100 * test.accuracy).toFixed(1)} %`;
    this.#say(`${done}: run ${run} after ${training.steps} steps, ${accuracy}${this.#timeLeft()}`);
  }

  /** Leaves the terminal's line empty. */
  close(): void {
    this.#line.clear();
  }

  #show({ run, epoch, loss, bdm }: Progress): void {
    const done = `${this.#found + this.#finished}/${count(this.#spec.runs, 'run')}`;
    const unit = LOSS_UNITS[this.#spec.training.loss];
    const lossText = `loss ${loss.toFixed(3)}${unit === null ? '' : ` ${unit}`}`;
    const current = `run ${run}: epoch ${epoch + 1}, ${lossText}, BDM ${bdm.toFixed(0)} bits`;
    const line = `${done}${this.#timeLeft()} · ${current}`;
    this.#line.show(line);
  }

  /** From the steps done and the mean length of the runs finished so far; unknown before the first. */
  #timeLeft(): string {
    const left = this.#spec.runs - this.#found - this.#finished;
    if (this.#finished === 0 || left === 0) return '';
    const stepsOfRun = this.#stepsFinished / this.#finished;
    let stepsUnderWay = 0;
    for (const { step } of this.#underWay.values()) stepsUnderWay += Math.min(step, stepsOfRun);
    const stepsDone = this.#stepsFinished + stepsUnderWay;
    const seconds = (performance.now() - this.#started) / 1000;
    const ahead = ((left * stepsOfRun - stepsUnderWay) * seconds) / stepsDone;
    return `, ${timeLeft(ahead)}`;
  }

  #say(text: string): void {
    this.#line.clear();
    process.stderr.write(`${text}\n`);
  }
}
