import { createHash } from 'node:crypto'
import type { Kind, TemplateProblem } from '@mas/contracts/notifications'
import { z } from 'zod'
import { findPlaces, type Place } from './html-places.ts'
import { textOfHtml } from './html-text.ts'
import { renderNodes, Unrenderable, type Scope } from './template-render.ts'
import { parseTemplate, pathsIn, positionOf, type TemplateNode, type ValueNode } from './template-syntax.ts'

export interface TemplateSource {
  readonly subject: string
  readonly html: string | null
  readonly text: string | null
}
type Part = TemplateProblem['part']

interface Compiled {
  readonly nodes: readonly TemplateNode[]
  readonly places: ReadonlyMap<ValueNode, Place>
}
export interface Template {
  readonly subject: Compiled
  readonly html: Compiled | null
  readonly text: Compiled | null
  readonly problems: readonly TemplateProblem[]
  /** Paths it names, sorted. */
  readonly variables: readonly string[]
}

/** Reads all parts and checks them against what the kind offers. A template with problems is never rendered. */
export function compileTemplate(source: TemplateSource, kind: Kind): Template {
  const known = pathsOf(kind)
  const problems: TemplateProblem[] = []
  const variables = new Set<string>()
  const compile = (part: Part, text: string): Compiled => {
    const parsed = parseTemplate(text)
    const html = part === 'html' ? findPlaces(parsed.nodes) : { places: new Map<ValueNode, Place>(), problems: [] }
    const found = [...parsed.problems, ...html.problems, ...unknownPaths(parsed.nodes, known)]
    for (const { index, message } of found) problems.push({ part, ...positionOf(text, index), message })
    for (const path of pathsIn(parsed.nodes)) variables.add(path)
    return { nodes: parsed.nodes, places: html.places }
  }
  const subject = compile('subject', source.subject)
  const html = source.html === null ? null : compile('html', source.html)
  const text = source.text === null ? null : compile('text', source.text)
  return { subject, html, text, problems, variables: [...variables].toSorted() }
}

export interface Rendered {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Throws `Unrenderable` rather than leaving a gap or a line break in the subject. */
export function renderTemplate(template: Template, scope: Scope): Rendered {
  const [problem] = template.problems
  if (problem !== undefined) throw new Unrenderable(problem.part, problem.message)
  const subject = renderNodes(template.subject.nodes, scope)
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is being looked for
  if (/[\u0000-\u001f\u007f]/.test(subject)) throw new Unrenderable('subject', 'has a line break or control character')
  const html = template.html === null ? '' : renderNodes(template.html.nodes, scope, template.html.places)
  const text = template.text === null ? textOfHtml(html) : renderNodes(template.text.nodes, scope)
  return { subject, html, text }
}

export function checksumOf(source: TemplateSource): string {
  return createHash('sha256')
    .update(JSON.stringify([source.subject, source.html, source.text]))
    .digest('hex')
}

function unknownPaths(nodes: readonly TemplateNode[], known: ReadonlySet<string>): { index: number; message: string }[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return []
    const own = known.has(node.path)
      ? []
      : [{ index: node.index, message: `there is no variable "${node.path}"; there are ${[...known].join(', ')}` }]
    return node.type === 'if' ? [...own, ...unknownPaths(node.body, known)] : own
  })
}

/** What templates of a kind may name: its variables, its secret, and what every mail knows. */
function pathsOf(kind: Kind): ReadonlySet<string> {
  return new Set([...schemaPaths(kind.variables), ...(kind.secret === undefined ? [] : [kind.secret]), 'brand.name', 'recipient.name'])
}

function schemaPaths(schema: z.ZodType, prefix = ''): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return schemaPaths(unwrapped(schema), prefix)
  if (!(schema instanceof z.ZodObject)) return prefix === '' ? [] : [prefix]
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape
  // An object itself can be asked for in a condition; written out as a value it does not render.
  const members = Object.entries(shape).flatMap(([key, member]) => schemaPaths(member, prefix === '' ? key : `${prefix}.${key}`))
  return prefix === '' ? members : [prefix, ...members]
}

/** zod types the inner schema by its core base class, of which every schema here is an instance. */
function unwrapped(schema: z.ZodOptional | z.ZodNullable | z.ZodDefault): z.ZodType {
  return schema.unwrap() as z.ZodType
}
