/**
 * A sum of many doubles whose error does not grow with their number: Neumaier's compensation (1974, ZAMM 54:39).
 */
export class Sum {
  #sum: number;
  #lost: number;

  /** `parts` of another sum, to go on from it. */
  constructor([sum, lost]: readonly [number, number] = [0, 0]) {
    this.#sum = sum;
    this.#lost = lost;
  }

  /** The sum as it is kept, and what rounding has taken from it. */
  get parts(): readonly [sum: number, lost: number] {
    return [this.#sum, this.#lost];
  }

  get value(): number {
    return this.#sum + this.#lost;
  }

  add(term: number): void {
    const next = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }
}
