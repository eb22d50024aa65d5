/** Log lines of level error and metrics that operators meet, by what the sources say. */
const raised = [/\blog\.error\(\s*'([^']+)'/g, /\bname: '(mas_[a-z_]+)'/g] as const

/** Every alarm that the code can raise has a line in the operators' page that says what to do. */
export function alarmFindings(sources: readonly { readonly path: string; readonly text: string }[], page: string): string[] {
  return sources.flatMap(({ path, text }) =>
    raised.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap(([, alarm = '']) =>
        page.includes(`\`${alarm}\``) ? [] : [`${path}: \`${alarm}\` is missing from docs/operations.md, with what to do`],
      ),
    ),
  )
}
