import { refuse } from './refusal.ts'

/**
 * Adds a member to the object or call that begins with `opener` (which ends in its opening bracket), in front of the
 * closing bracket. Undefined where the text has no such place.
 */
export function addMember(text: string, opener: string, member: string): string | undefined {
  const start = text.indexOf(opener)
  if (start === -1) return undefined
  const close = closingBracket(text, start + opener.length - 1)
  if (close === undefined) return undefined
  const before = text.slice(0, close).trimEnd()
  const separator = /[,{[(]$/.test(before) ? '' : ','
  return `${before}${separator}\n${member},\n${text.slice(close)}`
}

/** Adds names to `import { … } from '<from>'`, or the whole statement at the top. */
export function addImport(text: string, from: string, ...names: readonly string[]): string {
  const statement = new RegExp(`import \\{([^}]*)\\} from '${from.replaceAll(/[.*+?^$()[\]\\/]/g, '\\$&')}'`)
  const found = statement.exec(text)
  const present = (found?.[1] ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
  const all = [...new Set([...present, ...names])].toSorted()
  const line = `import { ${all.join(', ')} } from '${from}'`
  return found === null ? `${line}\n${text}` : text.replace(statement, () => line)
}

export function addLine(text: string, line: string): string {
  return text.split('\n').includes(line) ? text : `${text.trimEnd()}\n${line}\n`.trimStart()
}

export function orRefuse(edited: string | undefined, path: string, byHand: string): string {
  return edited ?? refuse(`${path} does not have the usual shape; add by hand:\n${byHand}`)
}

/** The bracket that closes the one at `open`, strings and comments left out. */
function closingBracket(text: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const skipped = endOfQuoted(text, at)
    if (skipped !== undefined) at = skipped
    else if ('([{'.includes(text.charAt(at))) depth++
    else if (')]}'.includes(text.charAt(at)) && --depth === 0) return at
  }
  return undefined
}

function endOfQuoted(text: string, at: number): number | undefined {
  const two = text.slice(at, at + 2)
  if (two === '//') return endOr(text.indexOf('\n', at), text)
  if (two === '/*') return endOr(text.indexOf('*/', at + 2) + 1, text)
  const quote = text.charAt(at)
  if (!`'"\``.includes(quote)) return undefined
  for (let end = at + 1; end < text.length; end++) {
    if (text.charAt(end) === '\\') end++
    else if (text.charAt(end) === quote) return end
  }
  return text.length
}

function endOr(found: number, text: string): number {
  return found <= 0 ? text.length : found
}
