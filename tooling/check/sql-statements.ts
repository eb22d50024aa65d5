export interface SqlStatement {
  /** In lower case, one space between words, without comments; texts are `''`, bodies of functions `$$`. */
  readonly text: string
  readonly comments: readonly string[]
}

const token = /--([^\n]*)|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"((?:[^"]|"")*)"|(\$\w*\$)([\s\S]*?)\3|;|[^-/'"$;]+|[\s\S]/g

/** The statements of a script. What an anonymous block does is done at once, so its body counts as statements, too. */
export function statementsOf(script: string): SqlStatement[] {
  const found: SqlStatement[] = []
  let [text, comments]: [string, string[]] = ['', []]
  const end = () => {
    const plain = text.replaceAll(/\s+/g, ' ').trim().toLowerCase()
    if (plain !== '') {
      found.push({ text: plain, comments })
      comments = []
    }
    text = ''
  }
  for (const [whole, comment, name, dollars, body] of script.matchAll(token)) {
    if (comment !== undefined) comments.push(comment)
    else if (whole.startsWith('/*')) comments.push(whole.slice(2, -2))
    else if (whole === ';') end()
    else if (whole.startsWith("'")) text += "''"
    else if (name !== undefined) text += name
    else if (dollars === undefined) text += whole
    else {
      const isRun = /^\s*do\b/i.test(text)
      const marks = [...comments]
      text += '$$'
      if (isRun)
        for (const inner of statementsOf((body ?? '').replaceAll(/\b(begin|then|loop|else)\b/gi, ';')))
          found.push({ ...inner, comments: [...marks, ...inner.comments] })
    }
  }
  end()
  return found
}
