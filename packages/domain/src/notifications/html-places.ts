import type { SyntaxProblem, TemplateNode, ValueNode } from './template-syntax.ts'

/** Where a value stands in html, which decides how it is made harmless. */
export type Place = 'text' | 'attribute' | 'url' | 'url-part'

type State =
  | { readonly in: 'text' | 'comment' }
  | { readonly in: 'tag'; readonly read: string }
  | { readonly in: 'attribute'; readonly name: string; readonly quote: string; readonly read: string }

const urlAttributes = new Set(['href', 'src', 'background', 'cite'])
const refusedTags = /^\/?(script|style|iframe|object|embed|form|input|button|link|meta|base|svg|math)\b/i

/** Finds the place of every value and whatever html a mail must not hold. */
export function findPlaces(nodes: readonly TemplateNode[]): { places: ReadonlyMap<ValueNode, Place>; problems: SyntaxProblem[] } {
  const places = new Map<ValueNode, Place>()
  const problems: SyntaxProblem[] = []
  const end = walk(nodes, { in: 'text' })
  if (end.in !== 'text') problems.push({ index: 0, message: 'the html ends inside a tag or comment' })
  return { places, problems }

  function walk(list: readonly TemplateNode[], start: State): State {
    let state = start
    for (const node of list) {
      if (node.type === 'text') state = readText(node.text, node.index, state)
      else if (node.type === 'value') state = placeValue(node, state)
      else {
        const after = walk(node.body, state)
        if (after.in !== state.in) problems.push({ index: node.index, message: 'a block must not begin or end inside a tag' })
      }
    }
    return state
  }

  function placeValue(node: ValueNode, state: State): State {
    if (state.in === 'text') places.set(node, 'text')
    else if (state.in === 'attribute' && !/^on|^style$|^srcdoc$/.test(state.name)) {
      places.set(node, !urlAttributes.has(state.name) ? 'attribute' : state.read === '' ? 'url' : 'url-part')
      return { ...state, read: `${state.read}\u0000` }
    } else
      problems.push({
        index: node.index,
        message: 'values stand in text or in quoted attributes, never in tags, comments, styles or handlers',
      })
    return state
  }

  function readText(text: string, offset: number, start: State): State {
    let state = start
    for (let at = 0; at < text.length; at++) state = step(state, text, at, offset)
    return state
  }

  function step(state: State, text: string, at: number, offset: number): State {
    const char = text.charAt(at)
    const refuse = (message: string) => void problems.push({ index: offset + at, message })
    switch (state.in) {
      case 'comment':
        return text.startsWith('-->', at) ? { in: 'tag', read: '' } : state
      case 'text':
        if (char !== '<') return state
        if (text.startsWith('<!--', at)) return { in: 'comment' }
        if (refusedTags.test(text.slice(at + 1, at + 12))) refuse('this tag has no place in a mail')
        return { in: 'tag', read: '' }
      case 'tag': {
        if (char === '>') return { in: 'text' }
        if (char !== '"' && char !== "'") return { in: 'tag', read: state.read + char }
        const name = /([\w:-]+)\s*=\s*$/.exec(state.read)?.[1]?.toLowerCase() ?? ''
        if (name.startsWith('on')) refuse('handlers have no place in a mail')
        return { in: 'attribute', name, quote: char, read: '' }
      }
      case 'attribute':
        if (char !== state.quote) return { ...state, read: state.read + char }
        if (urlAttributes.has(state.name) && !isMailLink(state.read)) refuse('links begin with https://, http:// or mailto:')
        return { in: 'tag', read: '' }
    }
  }
}

/** A link that is written out, or one whose beginning is a value and is checked when it is known. */
function isMailLink(read: string): boolean {
  return read.startsWith('\u0000') || /^(https?:\/\/|mailto:)/i.test(read)
}
