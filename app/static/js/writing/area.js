// A part of a picture as numbers, in ten-thousandths of its sides; nothing here knows a page.
export const WHOLE = 10_000;
export const LEAST = 500; // a twentieth: what the site takes at least

const clamp = (value, least, most) => Math.min(most, Math.max(least, Math.round(value)));

// The nearest area that lies inside the picture.
export function bounded({ left, top, width, height }) {
  const wide = clamp(width, LEAST, WHOLE), high = clamp(height, LEAST, WHOLE);
  return { left: clamp(left, 0, WHOLE - wide), top: clamp(top, 0, WHOLE - high), width: wide, height: high };
}

export function shifted(area, x, y) {
  return bounded({ ...area, left: area.left + x, top: area.top + y });
}

// Larger or smaller by its right and lower edge, which stay inside the picture.
export function grown({ left, top, width, height }, x, y) {
  return { left, top, width: clamp(width + x, LEAST, WHOLE - left), height: clamp(height + y, LEAST, WHOLE - top) };
}

// The area in a fixed shape (width to height, in pixels of a picture of this size): its width decides, as far as it fits.
export function fitted(area, ratio, { across, down }) {
  const high = (width) => width * across / down / ratio;
  let width = clamp(area.width, LEAST, WHOLE);
  if (high(width) > WHOLE) width = WHOLE * ratio * down / across;
  if (high(width) < LEAST) width = LEAST * ratio * down / across;
  return bounded({ ...area, width, height: high(width) });
}
