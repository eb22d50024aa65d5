// What spreadsheets run as a formula when a cell starts with it (OWASP CSV injection; product rule 17 of leads), also in full
// width as East Asian ones read it, and behind blanks, which some cut off.
const FORMULA_START = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

/** One cell made harmless for spreadsheets: a leading `= + - @`, tab or line break gets a `'` before it. The import removes it again from phones. */
export function neutraliseCell(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}

/** One CSV record (RFC 4180, comma, CRLF at the end) of harmless cells. Null and undefined are blank. */
export function exportRow(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map((cell) => quoteCell(neutraliseCell(String(cell ?? '')))).join(',')}\r\n`
}

function quoteCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
