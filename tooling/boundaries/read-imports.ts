import { parseSync } from 'oxc-parser'

/**
 * What a module imports, as written, type-only imports included: those vanish at run time, but they bind two
 * folders together just the same.
 */
export function readImports(file: string, source: string): string[] {
  const { module, program } = parseSync(file, source)
  const found = [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) => (entry.moduleRequest === null ? [] : [entry.moduleRequest.value])),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => literalIn(source.slice(start, end))),
  ]
  // `import('x').T` in a type is none of the above; few files have one, so only those are walked.
  if (/\bimport\s*\(/.test(source)) found.push(...typeImportsIn(program))
  return [...new Set(found)]
}

function literalIn(text: string): string[] {
  const [, inner] = /^['"`]([^'"`$]*)['"`]$/.exec(text) ?? []
  return inner === undefined ? [] : [inner]
}

function typeImportsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const own = Reflect.get(node, 'type') === 'TSImportType' ? [Reflect.get(Object(Reflect.get(node, 'source')), 'value')] : []
  return [...own.filter((value) => typeof value === 'string'), ...Object.values(node).flatMap(typeImportsIn)]
}
