import type { MalformedReason } from './import-rows.ts'

/** A record as it stands in the file, before it is held against the header. `lines` is how many physical lines it covers. */
export type ScannedRecord = { line: number; lines: number; cells: string[] } | { line: number; reason: MalformedReason; raw: string }

type QuotedRecord =
  | { kind: 'record'; cells: string[]; end: number; lines: number }
  | { kind: 'more' }
  | { kind: 'bad'; reason: MalformedReason }

const RAW_CHARS = 500

/**
 * Splits text into CSV records (RFC 4180) with per-record recovery. Our own instead of csv-parse because csv-parse cannot
 * come back from a quote that is never closed: it either throws at the end of the file or swallows every row up to there.
 *
 * Recovery: an opening quote may only stand at the start of a cell, and a closing one only before a delimiter or line end.
 * After a stray opening quote the next quote of the file is normally the *opening* one of a later row, which text follows:
 * the rule is broken, so the culprit is the record's first line. Only that line is given up, and reading resumes right
 * after it, so the rows it seemed to swallow are all there. The same happens at the end of the file, after `maxRecordChars`
 * (which also bounds memory), and when `rejectRecord` finds a record of several lines not to fit the header.
 */
export class CsvScanner {
  #text = ''
  #at = 0
  #line: number
  #nextQuote = -2
  #skippingLine: boolean
  #ended = false
  #pushed = 0
  readonly #delimiter: string
  readonly #eol: '\n' | '\r'
  readonly #maxRecordChars: number

  /** `line` and `skippingLine`: where an earlier scanner of the same file stood. */
  constructor(options: { delimiter: string; eol: '\n' | '\r'; maxRecordChars: number; line?: number; skippingLine?: boolean }) {
    this.#delimiter = options.delimiter
    this.#eol = options.eol
    this.#maxRecordChars = options.maxRecordChars
    this.#line = options.line ?? 1
    this.#skippingLine = options.skippingLine ?? false
  }

  push(text: string): void {
    this.#text = this.#at === 0 ? this.#text + text : this.#text.slice(this.#at) + text
    this.#pushed += text.length
    this.#at = 0
    this.#nextQuote = -2
  }

  end(): void {
    this.#ended = true
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Characters that were pushed and are behind the last record. */
  get taken(): number {
    return this.#pushed - (this.#text.length - this.#at)
  }

  get standing(): { line: number; skippingLine: boolean } {
    return { line: this.#line, skippingLine: this.#skippingLine }
  }

  /** The next record, or null when more text is needed (or, after `end`, when there is none). */
  next(rejectRecord?: (cells: string[]) => boolean): ScannedRecord | null {
    if (this.#skippingLine && !this.#skipLine()) return null
    if (this.#at >= this.#text.length) return null
    const start = this.#at
    const lineEnd = this.#text.indexOf(this.#eol, start)
    if (lineEnd === -1 && !this.#ended && this.#text.length - start <= this.#maxRecordChars) return null
    const stop = lineEnd === -1 ? this.#text.length : lineEnd
    if (stop - start > this.#maxRecordChars) return this.#giveUpLine('record-too-long', lineEnd)
    if (this.#quoteFrom(start) >= stop) {
      const line = this.#line
      this.#line += 1
      this.#at = lineEnd === -1 ? stop : stop + 1
      return { line, lines: 1, cells: this.#contentOf(start, stop).split(this.#delimiter) }
    }
    const quoted = this.#readQuoted(start)
    if (quoted.kind === 'more') return null
    if (quoted.kind === 'bad') return this.#giveUpLine(quoted.reason, lineEnd)
    if (quoted.lines > 1 && rejectRecord?.(quoted.cells) === true) {
      return this.#giveUpLine('multi-line-with-wrong-cell-count', lineEnd)
    }
    const line = this.#line
    this.#line += quoted.lines
    this.#at = quoted.end
    return { line, lines: quoted.lines, cells: quoted.cells }
  }

  #contentOf(start: number, stop: number): string {
    const carriage = this.#eol === '\n' && stop > start && this.#text.charCodeAt(stop - 1) === 13
    return this.#text.slice(start, carriage ? stop - 1 : stop)
  }

  /** Position of the first quote at or after `from`, text length if none; remembered, so that a file is searched once. */
  #quoteFrom(from: number): number {
    if (this.#nextQuote < from) {
      const found = this.#text.indexOf('"', from)
      this.#nextQuote = found === -1 ? this.#text.length : found
    }
    return this.#nextQuote
  }

  #giveUpLine(reason: MalformedReason, lineEnd: number): ScannedRecord {
    const stop = lineEnd === -1 ? this.#text.length : lineEnd
    const record = { line: this.#line, reason, raw: this.#contentOf(this.#at, Math.min(stop, this.#at + RAW_CHARS)) }
    this.#skippingLine = true
    this.#skipLine()
    return record
  }

  #skipLine(): boolean {
    const lineEnd = this.#text.indexOf(this.#eol, this.#at)
    this.#at = lineEnd === -1 ? this.#text.length : lineEnd + 1
    if (lineEnd === -1) return false
    this.#line += 1
    this.#skippingLine = false
    return true
  }

  #readQuoted(start: number): QuotedRecord {
    const text = this.#text
    const cells: string[] = []
    let at = start
    let lines = 1
    for (;;) {
      const opening = this.#skipBlanks(at)
      let cellEnd: number
      if (text.charAt(opening) === '"') {
        const closing = this.#closingQuote(opening + 1, start)
        if (typeof closing !== 'number') return closing
        const cell = text.slice(opening + 1, closing)
        lines += this.#countLineEnds(cell)
        cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell)
        cellEnd = this.#skipBlanks(closing + 1)
      } else {
        cellEnd = this.#endOfPlainCell(at)
        const cell = this.#contentOf(at, cellEnd)
        if (cell.includes('"')) return { kind: 'bad', reason: 'quote-in-unquoted-cell' }
        cells.push(cell)
      }
      if (cellEnd >= text.length) return this.#ended ? { kind: 'record', cells, end: text.length, lines } : this.#wait(start)
      const after = text.charAt(cellEnd)
      if (after === this.#delimiter) at = cellEnd + 1
      else if (after === this.#eol) return { kind: 'record', cells, end: cellEnd + 1, lines }
      else if (after === '\r' && this.#eol === '\n' && cellEnd + 1 >= text.length && !this.#ended) return this.#wait(start)
      else if (after === '\r' && text.charAt(cellEnd + 1) === this.#eol) return { kind: 'record', cells, end: cellEnd + 2, lines }
      else return { kind: 'bad', reason: 'text-after-closing-quote' }
    }
  }

  #wait(start: number): QuotedRecord {
    if (this.#text.length - start > this.#maxRecordChars) return { kind: 'bad', reason: 'unterminated-quote' }
    return { kind: 'more' }
  }

  #closingQuote(from: number, start: number): number | QuotedRecord {
    let at = from
    for (;;) {
      const quote = this.#text.indexOf('"', at)
      if ((quote === -1 ? this.#text.length : quote) - start > this.#maxRecordChars) return { kind: 'bad', reason: 'unterminated-quote' }
      if (quote === -1) return this.#ended ? { kind: 'bad', reason: 'unterminated-quote' } : { kind: 'more' }
      if (quote + 1 >= this.#text.length && !this.#ended) return { kind: 'more' }
      if (this.#text.charAt(quote + 1) !== '"') return quote
      at = quote + 2
    }
  }

  #endOfPlainCell(from: number): number {
    const delimiter = this.#text.indexOf(this.#delimiter, from)
    const lineEnd = this.#text.indexOf(this.#eol, from)
    const ends = [delimiter, lineEnd].filter((end) => end !== -1)
    return ends.length === 0 ? this.#text.length : Math.min(...ends)
  }

  // Blanks around a quoted cell are tolerated: `Asha, "Pune"` is what people type by hand.
  #skipBlanks(from: number): number {
    let at = from
    while (this.#text.charCodeAt(at) === 32) at += 1
    return at
  }

  #countLineEnds(cell: string): number {
    let count = 0
    for (let at = cell.indexOf(this.#eol); at !== -1; at = cell.indexOf(this.#eol, at + 1)) count += 1
    return count
  }
}
