import { businessZone, formatInr } from '@mas/kernel'
import type { Place } from './html-places.ts'
import type { FilterName, TemplateNode, ValueNode } from './template-syntax.ts'

/** A value is missing or does not fit its filter or place: the mail is not sent with a gap. */
export class Unrenderable extends Error {
  override readonly name = 'Unrenderable'
  readonly path: string
  readonly problem: string
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
    this.path = path
    this.problem = problem
  }
}

export type Scope = Readonly<Record<string, unknown>>

/** `places` is given for html; without it values stand as they are. */
export function renderNodes(nodes: readonly TemplateNode[], scope: Scope, places?: ReadonlyMap<ValueNode, Place>): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text
      if (node.type === 'if') return isPresent(valueAt(scope, node.path)) ? renderNodes(node.body, scope, places) : ''
      const text = textOfValue(node, scope)
      return places === undefined ? text : harmless(node, text, places.get(node) ?? 'text')
    })
    .join('')
}

function textOfValue(node: ValueNode, scope: Scope): string {
  const value = valueAt(scope, node.path)
  if (value === undefined || value === null || value === '') {
    if (node.fallback === undefined) throw new Unrenderable(node.path, 'is missing')
    return node.fallback
  }
  if (node.filter !== undefined) return filters[node.filter](value, node.path)
  if (typeof value !== 'string' && typeof value !== 'number') throw new Unrenderable(node.path, 'is neither text nor a number')
  return String(value)
}

function harmless(node: ValueNode, text: string, place: Place): string {
  if (place === 'url-part') return encodeURIComponent(text.toWellFormed())
  if (place === 'url' && !isLink(text)) throw new Unrenderable(node.path, 'is not an http(s) or mailto link')
  return escapeHtml(text)
}

function isLink(text: string): boolean {
  return URL.canParse(text) && /^(https?|mailto):$/.test(new URL(text).protocol)
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char)
}
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Own properties only, so that no path reaches what every object has. */
function valueAt(scope: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
      scope,
    )
}

function isPresent(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== false && value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0)
  )
}

const filters: { readonly [F in FilterName]: (value: unknown, path: string) => string } = {
  inr: (value, path) => formatInr(wholeNumber(value, path)),
  count: (value, path) => indian.format(wholeNumber(value, path)),
  'ist-date': (value, path) => istDate.format(instant(value, path)),
  'ist-time': (value, path) => `${istTime.format(instant(value, path))} IST`,
}
const indian = new Intl.NumberFormat('en-IN')
const istDate = new Intl.DateTimeFormat('en-GB', { timeZone: businessZone, day: 'numeric', month: 'short', year: 'numeric' })
const istTime = new Intl.DateTimeFormat('en-GB', { timeZone: businessZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

function wholeNumber(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Unrenderable(path, 'is not a whole number')
  return value
}
function instant(value: unknown, path: string): Date {
  const at = typeof value === 'string' ? new Date(value) : undefined
  if (at === undefined || Number.isNaN(at.getTime())) throw new Unrenderable(path, 'is not an instant')
  return at
}
