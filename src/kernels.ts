/** The WebAssembly module that kernels/ is compiled to. */
import { KERNELS_WASM } from './kernelsWasm.generated.ts';

/** The little of the WebAssembly interface that is needed here; the DOM's types would bring all of a browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** The functions of kernels/, said there: addresses in bytes, sizes, and single numbers. */
interface KernelFunctions {
  timesTransposed(a: number, b: number, c: number, m: number, k: number, n: number): void;
  times(a: number, b: number, c: number, m: number, k: number, n: number): void;
  transposedTimes(a: number, b: number, c: number, m: number, k: number, n: number): void;
  packSigns(x: number, packed: number, rows: number, n: number, vectors: number): void;
  binaryTimesTransposed(a: number, b: number, c: number, m: number, k: number, n: number, vectors: number): void;
  sign(x: number, y: number, length: number): void;
  passClipped(x: number, dy: number, dx: number, length: number): void;
  passPolynomial(x: number, dy: number, dx: number, length: number): void;
  passSwish(x: number, dy: number, dx: number, length: number, beta: number): void;
  multiply(a: number, b: number, c: number, length: number): void;
  passPositive(x: number, dy: number, dx: number, length: number): void;
  addToRows(y: number, row: number, batch: number, n: number): void;
  columnSums(y: number, sums: number, batch: number, n: number): void;
  columnSquares(x: number, mean: number, squares: number, batch: number, n: number): void;
  columnProducts(a: number, b: number, products: number, batch: number, n: number): void;
  scaleRows(x: number, slope: number, offset: number, y: number, batch: number, n: number): void;
  normGradient(
    dy: number,
    normalised: number,
    slope: number,
    dBeta: number,
    dGamma: number,
    dx: number,
    batch: number,
    n: number,
  ): void;
  softmax(z: number, p: number, largest: number, sums: number, batch: number, n: number): void;
  adam(
    value: number,
    gradient: number,
    mean: number,
    square: number,
    length: number,
    rate: number,
    epsilon: number,
    beta1: number,
    rest1: number,
    correction1: number,
    beta2: number,
    rest2: number,
    correction2: number,
  ): void;
  sgd(
    value: number,
    gradient: number,
    velocity: number,
    length: number,
    rate: number,
    momentum: number,
    weightDecay: number,
  ): void;
  bop(
    value: number,
    gradient: number,
    mean: number,
    length: number,
    gamma: number,
    rest: number,
    threshold: number,
  ): void;
  scale(value: number, factor: number, length: number): void;
  clip(value: number, bound: number, length: number): void;
  takePatches(x: number, patches: number, ...window: WindowSizes): void;
  addPatches(patches: number, x: number, ...window: WindowSizes): void;
  maxPool(x: number, y: number, planes: number, height: number, width: number, size: number): void;
  maxPoolGradient(
    x: number,
    y: number,
    dy: number,
    dx: number,
    planes: number,
    height: number,
    width: number,
    size: number,
  ): void;
  countBlocks(values: number, rows: number, columns: number, threshold: number, counts: number): number;
  blockCodes(values: number, rows: number, columns: number, threshold: number, codes: number): void;
  sum(values: number, count: number): number;
}

type WindowSizes = readonly [
  channels: number,
  height: number,
  width: number,
  kernel: number,
  stride: number,
  padding: number,
];

interface Exports extends KernelFunctions {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

const PAGE = 65_536;
/** The module's own data lies below. */
const FIRST = 1024;
const ALIGNMENT = 16;

let compiled: object | undefined;
/** By the memory, which is another one after it has grown. */
const owners = new WeakMap<object, Kernels>();

/** An instance of the module: its functions, and its memory, which the caller shares out. */
export class Kernels {
  readonly run: KernelFunctions;
  readonly #memory: Exports['memory'];

  /** The instance whose memory an array lies in; undefined for an array elsewhere. */
  static of(buffer: ArrayBufferLike): Kernels | undefined {
    return owners.get(buffer);
  }

  constructor() {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0)));
    const exports = new WebAssembly.Instance(compiled).exports as Exports;
    this.run = exports;
    this.#memory = exports.memory;
  }

  /** All of the memory; to be asked for anew after each `reserve`. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /**
   * Addresses of areas of so many bytes, one after the other from the start of the memory, at multiples of 16. What
   * stood there before is overwritten by the areas' users. Throws a RangeError beyond 4 GiB.
   */
  reserve(...sizes: number[]): number[] {
    let end = FIRST;
    const addresses = sizes.map((size) => {
      const address = end;
      end = Math.ceil((address + size) / ALIGNMENT) * ALIGNMENT;
      return address;
    });
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    owners.set(this.buffer, this);
    return addresses;
  }
}
