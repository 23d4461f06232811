import type { Static, TObject } from 'typebox'
import type { SendHttp } from '#src/egress/types.ts'
import type { DeliveryMethod, DeliveryOutcome, OutgoingMessage, Provider } from '#src/messaging/types.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import type { MfaContext, ProviderContext } from '#src/settings/phone-provider.ts'
import type { JsonObject, MfaSettings } from '#src/settings/records.ts'
import { outcomeOfFailure } from './outcome-of-failure.ts'

/** What a provider is given besides its configuration. Nothing here knows about any one provider. */
export interface ProviderTools {
  readonly sendHttp: SendHttp
  /** Keeps a message for a developer to read. Only the inbox uses it. */
  readonly keepMessage: (message: OutgoingMessage) => Promise<void>
  readonly scripts: ScriptTools
  /** Where a vendor may report of a message later; undefined when none could reach this server. */
  readonly reportUrl?: ((kind: string, message: OutgoingMessage) => string) | undefined
}

/** What is wrong with a configuration, for whoever wrote it. */
export interface ConfigProblem {
  /** The field, e.g. `gateway_authentication.secret`. Empty when it is the whole. */
  readonly path: string
  readonly message: string
}

/** A provider kind: one folder, one schema, one registry line. */
export interface ProviderDefinition<Schema extends TObject = TObject> {
  readonly kind: string
  /** The name that people choose it by. */
  readonly title: string
  /** One sentence that tells it from the others, shown with the title. */
  readonly description: string
  /** The `d` of an SVG path on a 24 × 24 grid, drawn as a line 2 wide. The title's first letter stands in for it. */
  readonly icon?: string
  /** What Auth0 and Authgear call it, in Markdown, for docs/providers.md. */
  readonly knownAs?: string
  readonly deliveryMethods: readonly DeliveryMethod[]
  /** What the start banner says of messages, where `sent by <kind>` would not be true. */
  readonly banner?: string
  /** The longest one call may take, in milliseconds; of the configuration where that says it. */
  readonly timeoutMs: number | ((config: Static<Schema>) => number)
  /**
   * Validation, the portal's form and the table in the docs all come from this. Its fields stand in the order of the
   * form. Secret fields are made with `Secret`; `examples` has the one for the docs.
   */
  readonly config: Schema
  /** What the schema cannot say, such as "one of these two". Sees only what the schema accepts. */
  findProblems?(config: Static<Schema>, context: ProviderContext): readonly ConfigProblem[]
  /**
   * What has to be done once before this configuration is saved or tested, such as building a script, and what is
   * found to be wrong with it then.
   */
  prepare?(
    config: Static<Schema>,
    tools: ProviderTools,
    context: ProviderContext,
  ): Promise<readonly ConfigProblem[]>
  /** Whether a webhook signs what is sent: the tenant then has a key for it before the configuration is saved. */
  readonly signs?: boolean
  /** This kind's configuration inside a passwordless connection's options, when they choose this kind. Not checked. */
  readonly fromConnectionOptions?: (options: JsonObject) => JsonObject | undefined
  /** The same for what is set for second factors; the first kind that has one delivers their messages. */
  readonly fromMfaSettings?: (mfa: MfaSettings, context: MfaContext) => JsonObject | undefined
  create(config: Static<Schema>, tools: ProviderTools, context: ProviderContext): Provider
  /** Asks the vendor whether the credentials are good, without sending anything. Absent where no such call exists. */
  checkCredentials?(config: Static<Schema>, sendHttp: SendHttp, signal: AbortSignal): Promise<DeliveryOutcome>
}

/** Sees to it that what a provider throws, be it an `HttpFailure` or a bug, becomes an outcome as well. */
export function defineProvider<Schema extends TObject>(
  definition: ProviderDefinition<Schema>,
): ProviderDefinition<Schema> {
  return {
    ...definition,
    create(config, tools, context) {
      const provider = definition.create(config, tools, context)
      return {
        ...provider,
        async send(message, signal): Promise<DeliveryOutcome> {
          try {
            return await provider.send(message, signal)
          } catch (error) {
            return outcomeOfFailure(error)
          }
        },
      }
    },
  }
}
