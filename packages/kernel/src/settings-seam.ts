/** A stored value; `set` is false where it was taken back to the default. */
export interface StoredSetting {
  readonly value: unknown
  readonly set: boolean
  readonly version: number
  /** What a definition made of it, kept from its first read on. */
  parsed?: { readonly by: object; readonly fits: boolean; readonly value: unknown }
}

/** All settings and flags as they were at one revision. Never changes; a later revision is another one. */
export interface SettingsSnapshot {
  /** No two snapshots of a process have the same. */
  readonly serial: number
  readonly revision: number
  /** By key, and by `<key>@<scope>` for every scope but the global one. */
  readonly values: ReadonlyMap<string, StoredSetting>
  /** What is kept of each flag; only the settings domain knows its shape. */
  readonly flags: ReadonlyMap<string, unknown>
}

/** What one verb reads at: one snapshot, whenever it asks. */
export interface SettingsPin {
  /** Undefined while the database has to be asked. */
  readonly now: SettingsSnapshot | undefined
  ask(): Promise<SettingsSnapshot>
}

/** Where the kernel pins the settings of a verb. The settings domain implements it. */
export interface SettingsSeam {
  /** What holds from now on. */
  pin(): SettingsPin
  /** This process is writing: until the database has that revision, or the write is known to be lost, it is asked at every read. */
  writing(revision: number): void
}
