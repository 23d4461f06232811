import type { ColumnType } from 'kysely'

export type Timestamp = Date
export type DefaultedTimestamp = ColumnType<Date, Date | undefined, Date>
export type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>
/** `json` keeps what was written byte for byte; it is written as text and read back parsed. */
export type JsonText<T = unknown> = ColumnType<T, string, string>
