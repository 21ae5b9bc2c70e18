// Convolution's patches and max-pooling, on float32. AssemblyScript; pictures are [channels × height × width], addresses
// in bytes.

/**
 * patches [places × (channels · kernel · kernel)] = what the kernel covers at each of its places in x, row by row of
 * places; 0 where it reaches over the edge.
 */
export function takePatches(
  x: usize,
  patches: usize,
  channels: i32,
  height: i32,
  width: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
): void {
  for (let top = -padding; top + kernel <= height + padding; top += stride) {
    for (let left = -padding; left + kernel <= width + padding; left += stride) {
      const isInside = left >= 0 && left + kernel <= width;
      for (let c = 0; c < channels; c++) {
        for (let r = top; r < top + kernel; r++) {
          const row = x + ((<usize>((c * height + r) * width)) << 2);
          const hasRow = r >= 0 && r < height;
          if (hasRow && isInside) {
            for (let s = left; s < left + kernel; s++, patches += 4) {
              f32.store(patches, f32.load(row + ((<usize>s) << 2)));
            }
          } else {
            for (let s = left; s < left + kernel; s++, patches += 4) {
              f32.store(patches, hasRow && s >= 0 && s < width ? f32.load(row + ((<usize>s) << 2)) : 0);
            }
          }
        }
      }
    }
  }
}

/** x += each patch at its place: the gradient of takePatches. */
export function addPatches(
  patches: usize,
  x: usize,
  channels: i32,
  height: i32,
  width: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
): void {
  for (let top = -padding; top + kernel <= height + padding; top += stride) {
    for (let left = -padding; left + kernel <= width + padding; left += stride) {
      for (let c = 0; c < channels; c++) {
        for (let r = top; r < top + kernel; r++) {
          const row = x + ((<usize>((c * height + r) * width)) << 2);
          const hasRow = r >= 0 && r < height;
          for (let s = left; s < left + kernel; s++, patches += 4) {
            if (!hasRow || s < 0 || s >= width) continue;
            const at = row + ((<usize>s) << 2);
            f32.store(at, f32.load(at) + f32.load(patches));
          }
        }
      }
    }
  }
}

/** y = the greatest of each square of size × size values of `planes` pictures; incomplete squares are dropped. */
export function maxPool(x: usize, y: usize, planes: i32, height: i32, width: i32, size: i32): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let top = 0; top + size <= height; top += size) {
      for (let left = 0; left + size <= width; left += size) {
        let most: f32 = -Infinity;
        for (let r = top; r < top + size; r++) {
          const row = x + ((<usize>(r * width)) << 2);
          for (let s = left; s < left + size; s++) most = max(most, f32.load(row + ((<usize>s) << 2)));
        }
        f32.store(y, most);
        y += 4;
      }
    }
    x += (<usize>(height * width)) << 2;
  }
}

/** dx += dy at the first of each square's values that is its greatest, y. */
export function maxPoolGradient(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  planes: i32,
  height: i32,
  width: i32,
  size: i32,
): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let top = 0; top + size <= height; top += size) {
      for (let left = 0; left + size <= width; left += size) {
        addAtFirst(x, f32.load(y), f32.load(dy), dx, top, left, width, size);
        y += 4;
        dy += 4;
      }
    }
    x += (<usize>(height * width)) << 2;
    dx += (<usize>(height * width)) << 2;
  }
}

function addAtFirst(x: usize, most: f32, gradient: f32, dx: usize, top: i32, left: i32, width: i32, size: i32): void {
  for (let r = top; r < top + size; r++) {
    for (let s = left; s < left + size; s++) {
      const at = (<usize>(r * width + s)) << 2;
      if (f32.load(x + at) !== most) continue;
      f32.store(dx + at, f32.load(dx + at) + gradient);
      return;
    }
  }
}
