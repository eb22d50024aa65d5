import type { DndEntry } from '@mas/kernel/ports/dnd-registry'

/** What we advertise: the register lets people keep out one kind of advertising and not another. */
const ourCategory = 'education'

/** Registered against what we do: against everything, against education, or without saying against what. */
export function keepsUsOut({ registered, categories }: DndEntry): boolean {
  const told = categories.map((one) => one.trim().toLowerCase())
  return registered && (told.length === 0 || told.includes('all') || told.includes(ourCategory))
}

export interface ScrubLine {
  readonly line: number
  readonly entry: DndEntry | undefined
}

/** Reads `number,status,categories` lines; a first line without a number is a header. */
export function readScrubLines(content: string): ScrubLine[] {
  const lines = content.split(/\r\n|\n|\r/).map((text, n) => ({ line: n + 1, text: text.trim() }))
  return lines
    .filter(({ line, text }) => text !== '' && !(line === 1 && /^"?(number|msisdn|phone)/i.test(text)))
    .map(({ line, text }) => ({ line, entry: entryOf(text) }))
}

function entryOf(text: string): DndEntry | undefined {
  const [number = '', status = '', ...rest] = text.split(',').map((cell) => cell.trim().replaceAll(/^"|"$/g, ''))
  if (!/^\+[1-9]\d{5,14}$/.test(number) || !/^[YN]$/i.test(status)) return undefined
  const categories = rest.flatMap((cell) => cell.split(';')).map((one) => one.trim().toLowerCase())
  return { value: number, registered: status.toUpperCase() === 'Y', categories: categories.filter((one) => one !== '') }
}
