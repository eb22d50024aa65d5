import { box, placeNodes, type Place } from './place-nodes.ts'
import type { RunOverlay } from './run-overlay.ts'

const margin = 30
const colours = { passed: '#dcfce7', here: '#fde68a', other: '#f4f4f5', taken: '#15803d', free: '#a1a1aa', text: '#18181b' } as const

/** The same picture as SVG: attributes only, no style sheet and no script, so that any page's policy lets it be shown. */
export function drawSvg(overlay: RunOverlay): string {
  const places = placeNodes(overlay.program, overlay.layout)
  const [width, height] = [extent(places, 'x') + box.width, extent(places, 'y') + box.height]
  const size = `viewBox="${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${size} font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${text(`Workflow, ${overlay.passed.size} nodes passed${overlay.here === null ? '' : `, now at ${overlay.here}`}`)}</title>`,
    `<rect x="${-margin}" y="${-margin}" width="${width + 2 * margin}" height="${height + 2 * margin}" fill="#ffffff"/>`,
    ...edgesOf(overlay, places),
    ...nodesOf(overlay, places),
    '</svg>',
  ].join('\n')
}

function extent(places: ReadonlyMap<string, Place>, axis: 'x' | 'y'): number {
  return Math.max(0, ...[...places.values()].map((place) => place[axis]))
}

function nodesOf({ program, passed, here }: RunOverlay, places: ReadonlyMap<string, Place>): string[] {
  return Object.entries(program.nodes).flatMap(([id, { type }]) => {
    const place = places.get(id)
    if (place === undefined) return []
    const fill = id === here ? colours.here : passed.has(id) ? colours.passed : colours.other
    const border = id === here ? `stroke="#b45309" stroke-width="3"` : `stroke="${colours.free}"`
    return [
      `<rect x="${place.x}" y="${place.y}" width="${box.width}" height="${box.height}" rx="8" fill="${fill}" ${border}/>`,
      `<text x="${place.x + 12}" y="${place.y + 20}" fill="${colours.text}" font-weight="600">${text(shortened(id))}</text>`,
      `<text x="${place.x + 12}" y="${place.y + 37}" fill="${colours.text}">${text(type)}</text>`,
    ]
  })
}

function edgesOf({ program, taken }: RunOverlay, places: ReadonlyMap<string, Place>): string[] {
  return Object.entries(program.nodes).flatMap(([id, { next }]) => {
    const handles = Object.entries(next)
    return handles.flatMap(([handle, target], index) => {
      const [from, to] = [places.get(id), places.get(target)]
      if (from === undefined || to === undefined) return []
      const colour = taken.has(`${id} ${handle}`) ? colours.taken : colours.free
      // Outputs leave side by side, so that two edges to one node stay two.
      const start = { x: from.x + (box.width * (index + 1)) / (handles.length + 1), y: from.y + box.height }
      const end = { x: to.x + box.width / 2, y: to.y }
      const bend = Math.max(30, Math.abs(end.y - start.y) / 2)
      const path = `M${start.x},${start.y} C${start.x},${start.y + bend} ${end.x},${end.y - bend} ${end.x},${end.y}`
      return [
        `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${colour === colours.taken ? 3 : 1.2}"/>`,
        `<path d="M${end.x - 5},${end.y - 8} L${end.x},${end.y} L${end.x + 5},${end.y - 8} Z" fill="${colour}"/>`,
        `<text x="${start.x + 4}" y="${start.y + 13}" fill="${colour === colours.taken ? colour : '#52525b'}" font-size="11">${text(handle)}</text>`,
      ]
    })
  })
}

function shortened(id: string): string {
  return id.length > 22 ? `${id.slice(0, 21)}…` : id
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
