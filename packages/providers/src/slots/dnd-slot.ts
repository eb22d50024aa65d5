import { sandboxOrigin, unreadable, type Slot, type SlotReader } from './slot-reader.ts'

export interface DndConfig {
  /** Absent where the register is asked by file. */
  readonly url?: string
}

/** The do-not-disturb register. It has no public interface, so live means that an operator carries lists there and back. */
export function readDndSlot(reader: SlotReader): Slot<DndConfig> {
  const mode = reader.mode('DND_MODE', false)
  if (mode === 'off') return { mode, note: 'set DND_MODE=live; until then nobody is advertised to by phone without consent' }
  if (mode === 'live') return { mode, note: 'by file: exportScrubList and importScrub', config: {} }
  const origin = sandboxOrigin(reader)
  return origin === undefined ? unreadable : { mode, note: `${origin}/dnd`, config: { url: `${origin}/dnd` } }
}
