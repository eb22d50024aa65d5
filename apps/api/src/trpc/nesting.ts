/** True where objects and arrays lie more than `levels` deep in each other. */
export function nestsDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const member of Object.values(value)) if (nestsDeeperThan(levels - 1, member)) return true
  return false
}
