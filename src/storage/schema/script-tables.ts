// Actions and Hooks, their builds and runs.

import type { DefaultedTimestamp, JsonText, Timestamp } from './column-types.ts'

interface ScriptColumns {
  runtime: string
  sealed_code: Buffer
  dependencies: JsonText
  /** Names, values and dates, sealed whole. */
  sealed_secrets: Buffer
}

export interface ActionsTable extends ScriptColumns {
  tenant_id: string
  id: string
  name: string
  trigger_id: string
  trigger_version: string
  status: string
  problems: JsonText
  build_id: string | null
  deployed_version_id: string | null
  all_changes_deployed: boolean
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ActionVersionsTable extends ScriptColumns {
  tenant_id: string
  id: string
  action_id: string
  number: number
  build_id: string
  built_at: Timestamp
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ActionBindingsTable {
  tenant_id: string
  id: string
  trigger_id: string
  action_id: string
  display_name: string
  position: number
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ActionExecutionsTable {
  tenant_id: string
  id: string
  trigger_id: string
  action_name: string
  error: JsonText | null
  started_at: Timestamp
  ended_at: Timestamp
}

export interface HooksTable {
  tenant_id: string
  id: string
  name: string
  trigger_id: string
  enabled: boolean
  sealed_script: Buffer
  dependencies: JsonText
  sealed_secrets: Buffer
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ScriptBuildsTable {
  tenant_id: string
  id: string
  sealed_build: Buffer
  created_at: DefaultedTimestamp
}
