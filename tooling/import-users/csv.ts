export interface CsvRecord {
  /** Line of the file it begins on. */
  readonly line: number
  readonly cells: readonly string[]
  /** As it stands in the file. */
  readonly raw: string
}

/** Records as `copy … csv` of Postgres writes them: commas, doubled quotes, line ends inside quotes. The last may lack its closing quote. */
export function* csvRecords(text: string): Generator<CsvRecord> {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  while (at < text.length) {
    const [from, begunOn] = [at, line]
    const cells: string[] = []
    for (let ended = false; !ended;) {
      let cell = ''
      if (text[at] === '"') {
        for (let open = true; open;) {
          const quote = text.indexOf('"', at + 1)
          const part = text.slice(at + 1, quote < 0 ? undefined : quote)
          line += part.split('\n').length - 1
          cell += part
          at = quote < 0 ? text.length : quote + 1
          open = text[at] === '"'
          if (open) cell += '"'
        }
      }
      // Behind a closing quote comes the end of the cell; what else stands there belongs to it.
      const end = /[,\n]|$/g
      end.lastIndex = at
      const stop = end.exec(text)?.index ?? text.length
      cell += text.slice(at, stop).replace(/\r$/, '')
      cells.push(cell)
      ended = text[stop] !== ','
      at = stop + 1
    }
    line += 1
    const raw = text.slice(from, at - 1).replace(/\r$/, '')
    if (raw !== '') yield { line: begunOn, cells, raw }
  }
}

export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
