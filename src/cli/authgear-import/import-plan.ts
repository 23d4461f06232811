import type { ProjectProblem } from '#src/contracts/authgear/read-yaml.ts'
import type { JsonObject } from '#src/settings/records.ts'

export interface LeftOut {
  readonly file: string
  readonly key: string
  readonly why?: string
}

export interface ImportPlan {
  /** The project's `id`, which receivers get as `app_id`. */
  readonly appId: string
  readonly phoneProvider?: PlannedProvider
  /** Signs webhooks from now on, as it did before. */
  readonly webhookSecret?: string
  /** The fallback language first. */
  readonly locales?: readonly string[]
  readonly left: readonly LeftOut[]
}

/** Where in the given files a value comes from. */
export type Place = Pick<ProjectProblem, 'file' | 'key'>

export interface PlannedProvider {
  readonly document: JsonObject
  /** In a few words, without secrets. */
  readonly summary: string
  readonly from: Place
  /** Where the fields of the document come from, by their path in it. */
  readonly places: ReadonlyMap<string, Place>
  /** The script, as it is called among the resources. */
  readonly script?: string
}
