/**
 * Values from PyTorch 1.13.0: t = arange(49).reshape(1, 1, 7, 7) ** 2 % 31;
 * interpolate(t, size=(3, 3), mode='bilinear', align_corners=False, antialias=False or True).
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resize } from '../../../src/data/inputs/resize.ts';

const t = Array.from({ length: 49 }, (_, i) => i ** 2 % 31);
const close = (values: number[]) => values.map((value) => expect.closeTo(value, 5));

test('shrinking without anti-aliasing equals PyTorch', () => {
  const expected = [
    5.111111111111112, 7.666666666666666, 18.111111111111104, 15.0, 18.0, 21.999999999999993, 22.22222222222222,
    15.333333333333329, 12.888888888888879,
  ];
  expect([...resize(t, 1, 7, 7, 3, false)]).toEqual(close(expected));
});

test('shrinking with anti-aliasing equals PyTorch', () => {
  const expected = [
    7.193877551020411, 12.424369747899163, 18.698979591836736, 9.51680672268908, 9.173010380622838, 15.294117647058828,
    16.306122448979597, 9.100840336134457, 8.95918367346939,
  ];
  expect([...resize(t, 1, 7, 7, 3, true)]).toEqual(close(expected));
});

test('enlarging equals PyTorch: interpolate(t[:, :, :2, :2], size=(3, 3), …)', () => {
  const corner = [t[0], t[1], t[7], t[8]];
  expect([...resize(corner, 1, 2, 2, 3, false)]).toEqual(close([0, 0.5, 1, 9, 5.25, 1.5, 18, 10, 2]));
});

test('a constant image stays constant, the same size changes nothing, images do not mix', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (from, to, antialias) => {
        const images = Uint8Array.from({ length: 2 * from * from }, (_, i) => (i < from * from ? 77 : (i * 37) % 256));
        const resized = resize(images, 2, from, from, to, antialias);
        for (const value of resized.subarray(0, to * to)) expect(value).toBeCloseTo(77, 4);
        if (from === to) expect([...resized]).toEqual([...images]);
      },
    ),
  );
});
