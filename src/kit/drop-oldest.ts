/** For maps that hold so much and no more: they keep the order of insertion. */
export function dropOldest(map: Map<string, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
