/** The WebAssembly module that kernels/ is compiled to. */
import { KERNELS_WASM, type KernelFunctions } from './kernelsWasm.generated.ts';

/** The little of the WebAssembly interface that is needed here; the DOM's types would bring all of a browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

interface Exports extends KernelFunctions {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

const PAGE = 65_536;
/** The module's own data lies below. */
const FIRST = 1024;
const ALIGNMENT = 16;

let compiled: object | undefined;
/** Instances that were given back. */
const idle: Kernels[] = [];
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

  /** One that was given back, whatever stands in its memory, or a new one: a new memory takes time, and lingers as garbage. */
  static take(): Kernels {
    return idle.pop() ?? new Kernels();
  }

  /** Nothing in its memory may be used any more: the next one who takes an instance gets this one. */
  giveBack(): void {
    idle.push(this);
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
