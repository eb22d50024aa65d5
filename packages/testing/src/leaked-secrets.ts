/** How secrets of ours look, and those that tests type in: none of them may ever stand in a log. */
const shapes: Readonly<Record<string, RegExp>> = {
  'a token, proof or link of identity': /\bm(?:rt|dp|in|gt|gs|so)_[\w-]{40,}/,
  'an access token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  'a signing secret': /\bwhsec_[A-Za-z0-9+/]{24,}/,
  'a password in an address': /\b[a-z]+:\/\/[^/\s:@"]+:[^/\s@"]{3,}@/,
  'a password that was typed in': /violet tram over quiet hills|amber kites above the river|not the password of anybody|seven-kites-over/,
}

/** What secrets a log holds, by their sort and with the message of the line; never the secret itself. */
export function leakedSecrets(lines: readonly string[]): string[] {
  const found = lines.flatMap((line) =>
    Object.entries(shapes).flatMap(([sort, shape]) =>
      shape.test(line)
        ? [`${sort} in "${/"message":"([^"]{0,60})/.exec(line.replaceAll(new RegExp(shape, 'g'), '…'))?.[1] ?? 'a line'}"`]
        : [],
    ),
  )
  return [...new Set(found)]
}
