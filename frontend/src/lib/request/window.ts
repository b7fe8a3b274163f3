/** Which rows of a long list are on screen. */
export interface Window {
  first: number;
  count: number;
}

/** Rows beyond each edge, so that a fast scroll shows no gap. */
const spare = 4;

/** windowOf says what to draw of length rows of one height. All lengths are pixels. */
export function windowOf(top: number, height: number, row: number, length: number): Window {
  const first = Math.max(0, Math.min(Math.floor(top / row) - spare, length));
  return { first, count: Math.min(length - first, Math.ceil(height / row) + 2 * spare) };
}
