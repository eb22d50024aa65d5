/**
 * Relationships that may lead outside a document: what a reader clicks on or looks at, and other workbooks, which are asked
 * for first. Templates, frames and objects are loaded, and run.
 */
const harmlessOutside =
  /\/(hyperlink|image|video|audio|media|customXml|externalLink(Long)?Path|xl(PathMissing|AlternateStartup|Library|Startup))$/i
const macros = /macroEnabled|vbaProject|vbaData|macrosheet/i

/**
 * XML as it is meant: in UTF-16 each letter stands beside a NUL, and references stand for letters. Undefined where it says
 * something we could not read as it is meant: an encoding of its own, entities of its own.
 */
export function meantXml(text: string): string | undefined {
  const letters = text.replaceAll('\0', '')
  if (/<!DOCTYPE|<!ENTITY/i.test(letters)) return undefined
  const encoding = /<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']/i.exec(letters)?.[1]
  if (encoding !== undefined && !/^(utf-8|utf-16|us-ascii|iso-8859-1|windows-1252)$/i.test(encoding)) return undefined
  return letters.replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (whole, hex: string | undefined, decimal: string | undefined) => {
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10_ffff ? String.fromCodePoint(point) : whole
  })
}

/** Whether the list of a document's parts names none that runs. */
export function typesAreHarmless(text: string): boolean {
  const xml = meantXml(text)
  return xml !== undefined && !macros.test(xml)
}

/** Whether what a part belongs together with neither runs nor is loaded from outside. */
export function relationsAreHarmless(text: string): boolean {
  const xml = meantXml(text)
  if (xml === undefined || macros.test(xml)) return false
  const relations = xml.match(/<(?:[\w.-]+:)?Relationship\s[^>]*>/gi) ?? []
  return relations.every((one) => {
    const type = /\sType\s*=\s*["']([^"']*)["']/i.exec(one)?.[1] ?? ''
    return !/\sTargetMode\s*=\s*["']External["']/i.test(one) || harmlessOutside.test(type)
  })
}
