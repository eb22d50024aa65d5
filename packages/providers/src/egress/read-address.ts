import { isIPv4, isIPv6 } from 'node:net'

/** The bytes of an address in its usual spelling: 4 or 16; undefined for anything else, zones (`%eth0`) included. */
export function readAddress(text: string): readonly number[] | undefined {
  if (isIPv4(text)) return text.split('.').map(Number)
  if (!isIPv6(text) || text.includes('%')) return undefined
  const [head = '', tail] = text.split('::')
  const front = groupsOf(head)
  const back = tail === undefined ? [] : groupsOf(tail)
  const gap = Array.from({ length: 16 - front.length - back.length }, () => 0)
  return [...front, ...gap, ...back]
}

/** A run of groups as bytes; the last may be dotted decimal. */
function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
