import type { Layout, Program } from '@mas/contracts/workflows'

export interface Place {
  readonly x: number
  readonly y: number
}
export const box = { width: 190, height: 46 } as const
const step = { x: 240, y: 110 } as const

/** Where boxes stand: as they were drawn, or in rows by their distance from the trigger where the drawing says nothing useful. */
export function placeNodes(program: Program, { positions }: Layout): ReadonlyMap<string, Place> {
  const ids = Object.keys(program.nodes)
  const drawn = ids.map((id) => (Object.hasOwn(positions, id) ? positions[id] : undefined))
  const known = drawn.filter((place) => place !== undefined)
  if (known.length === ids.length && !known.some((a, n) => known.some((b, m) => m < n && overlap(a, b))))
    return shifted(new Map(zip(ids, known)))
  return inRows(program)
}

function overlap(a: Place, b: Place): boolean {
  return Math.abs(a.x - b.x) < box.width && Math.abs(a.y - b.y) < box.height
}

function zip(ids: readonly string[], places: readonly Place[]): [string, Place][] {
  return ids.flatMap((id, n): [string, Place][] => {
    const place = places[n]
    return place === undefined ? [] : [[id, place]]
  })
}

/** Moved so that the picture begins at its corner. */
function shifted(places: ReadonlyMap<string, Place>): ReadonlyMap<string, Place> {
  const [left, top] = [Math.min(...[...places.values()].map(({ x }) => x)), Math.min(...[...places.values()].map(({ y }) => y))]
  return new Map([...places].map(([id, { x, y }]) => [id, { x: x - left, y: y - top }]))
}

function inRows(program: Program): ReadonlyMap<string, Place> {
  const distance = new Map<string, number>()
  const starts = Object.entries(program.nodes).flatMap(([id, { type }]) => (type === 'trigger' ? [id] : []))
  let row = starts
  for (let depth = 0; row.length > 0; depth += 1) {
    for (const id of row) distance.set(id, depth)
    row = [...new Set(row.flatMap((id) => Object.values(program.nodes[id]?.next ?? {})))].filter((id) => !distance.has(id))
  }
  const used = new Map<number, number>()
  // Goals hang free of edges: they stand beside the trigger.
  return new Map(
    Object.keys(program.nodes).map((id) => {
      const depth = distance.get(id) ?? 0
      const column = used.get(depth) ?? 0
      used.set(depth, column + 1)
      return [id, { x: column * step.x, y: depth * step.y }]
    }),
  )
}
