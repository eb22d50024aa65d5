/** The template language: values with a default or a filter, and blocks that stand or fall with a value. */
export const filterNames = ['inr', 'ist-date', 'ist-time', 'count'] as const
export type FilterName = (typeof filterNames)[number]

export interface TextNode {
  readonly type: 'text'
  readonly text: string
  readonly index: number
}
export interface ValueNode {
  readonly type: 'value'
  readonly path: string
  readonly fallback?: string
  readonly filter?: FilterName
  readonly index: number
}
export interface IfNode {
  readonly type: 'if'
  readonly path: string
  readonly body: readonly TemplateNode[]
  readonly index: number
}
export type TemplateNode = TextNode | ValueNode | IfNode

export interface SyntaxProblem {
  /** Offset in the source. */
  readonly index: number
  readonly message: string
}
export interface Parsed {
  readonly nodes: readonly TemplateNode[]
  readonly problems: readonly SyntaxProblem[]
}

const path = '[A-Za-z]\\w*(?:\\.[A-Za-z]\\w*)*'
const tag = new RegExp(
  `\\{\\{\\s*(?:#if\\s+(?<condition>${path})|(?<end>/if)|(?<value>${path})(?:\\s*\\?\\?\\s*"(?<fallback>(?:[^"\\\\\\r\\n]|\\\\["\\\\])*)")?(?:\\s*\\|\\s*(?<filter>[\\w-]+))?)\\s*\\}\\}`,
  'y',
)

/** Reads a template. Every `{{` is either understood or a problem: none is ever sent to a person. */
export function parseTemplate(source: string): Parsed {
  const problems: SyntaxProblem[] = []
  const top: TemplateNode[] = []
  const open: { path: string; index: number; body: TemplateNode[] }[] = []
  const add = (node: TemplateNode) => void (open.at(-1)?.body ?? top).push(node)
  let index = 0
  while (index < source.length) {
    const start = source.indexOf('{{', index)
    const textEnd = start === -1 ? source.length : start
    if (textEnd > index) add({ type: 'text', text: source.slice(index, textEnd), index })
    if (start === -1) break
    tag.lastIndex = start
    const groups = tag.exec(source)?.groups
    if (groups === undefined) {
      const close = source.indexOf('}}', start)
      problems.push({
        index: start,
        message:
          close === -1 ? '{{ is never closed' : 'this is not {{path}}, {{path ?? "text"}}, {{path | filter}}, {{#if path}} or {{/if}}',
      })
      index = close === -1 ? source.length : close + 2
      continue
    }
    index = tag.lastIndex
    if (groups['condition'] !== undefined) open.push({ path: groups['condition'], index: start, body: [] })
    else if (groups['end'] !== undefined) {
      const block = open.pop()
      if (block === undefined) problems.push({ index: start, message: '{{/if}} without {{#if}}' })
      else add({ type: 'if', ...block })
    } else add(valueOf(groups, start, problems))
  }
  // A block that nobody closed is dropped from the tree; the problem keeps the template from ever being used.
  for (const block of open) problems.push({ index: block.index, message: '{{#if}} is never closed' })
  return { nodes: top, problems }
}

function valueOf(groups: Record<string, string | undefined>, index: number, problems: SyntaxProblem[]): ValueNode {
  const { value = '', fallback, filter } = groups
  if (filter !== undefined && !isFilter(filter))
    problems.push({ index, message: `there is no filter "${filter}"; there are ${filterNames.join(', ')}` })
  return {
    type: 'value',
    path: value,
    index,
    ...(fallback !== undefined && { fallback: fallback.replaceAll(/\\(["\\])/g, '$1') }),
    ...(filter !== undefined && isFilter(filter) && { filter }),
  }
}

function isFilter(name: string): name is FilterName {
  return filterNames.some((known) => known === name)
}

/** Line and column, both from 1. */
export function positionOf(source: string, index: number): { line: number; column: number } {
  const before = source.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Every path a template names, each once. */
export function pathsIn(nodes: readonly TemplateNode[]): string[] {
  const found = nodes.flatMap((node) =>
    node.type === 'text' ? [] : node.type === 'value' ? [node.path] : [node.path, ...pathsIn(node.body)],
  )
  return [...new Set(found)]
}
