// Actions as the Management API takes them (contract 9). Texts become part of error messages.

import { type Static, Type } from 'typebox'
import { customPhoneProvider, sendPhoneMessage } from '#src/values/triggers.ts'
import { pageQuery } from './lists.ts'

/** What `GET /actions/triggers` lists, as Auth0 was seen to list those of phone messages (contract 9.1). */
export const shownTriggers = [
  {
    id: sendPhoneMessage,
    version: 'v1',
    status: 'DEPRECATED',
    runtimes: ['node22'],
    default_runtime: 'node12',
    binding_policy: 'trigger-bound',
    compatible_triggers: [],
  },
  {
    id: sendPhoneMessage,
    version: 'v2',
    status: 'CURRENT',
    runtimes: ['node18-actions', 'node22'],
    default_runtime: 'node22',
    binding_policy: 'trigger-bound',
    compatible_triggers: [],
  },
  {
    id: customPhoneProvider,
    version: 'v1',
    status: 'CURRENT',
    runtimes: ['node18-actions', 'node22'],
    default_runtime: 'node22',
    binding_policy: 'trigger-bound',
    compatible_triggers: [],
  },
] as const

/** Every trigger that Auth0 knows: exports of its tenants name them, with nothing bound or with Actions of theirs. */
export const triggerIdPattern =
  '^(post-login|credentials-exchange|pre-user-registration|post-user-registration|post-change-password|send-phone-message|custom-phone-provider|custom-email-provider|password-reset-post-challenge|custom-token-exchange|event-stream|password-hash-migration|login-post-identifier|signup-post-identifier|mcp-tool)$'

const supportedTriggers = Type.Array(
  Type.Object({
    id: Type.Enum([customPhoneProvider, sendPhoneMessage], {
      description: 'The triggers of this server are custom-phone-provider and send-phone-message',
    }),
    version: Type.Optional(Type.String({ description: 'The version of a trigger' })),
  }),
  { minItems: 1, maxItems: 1, description: 'The list of triggers that this action supports' },
)

const name = Type.String({ minLength: 1, maxLength: 255, description: 'The name of an action' })

const content = {
  code: Type.Optional(Type.String({ description: 'The source code of the action' })),
  runtime: Type.Optional(
    Type.Enum(['node22', 'node18-actions', 'node18', 'node16', 'node12'], {
      description: 'The Node runtime',
    }),
  ),
  dependencies: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 214, description: 'The name of the npm module' }),
        version: Type.String({ minLength: 1, maxLength: 100, description: 'The version of the npm module' }),
        registry_url: Type.Optional(
          Type.String({
            maxLength: 2048,
            pattern: '^(https?://.*)?$',
            description: 'The registry of the npm module',
          }),
        ),
      }),
      {
        maxItems: 10,
        description: 'The list of third party npm modules, and their versions, that this action depends on',
      },
    ),
  ),
  secrets: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 128, description: 'The name of the particular secret' }),
        value: Type.Optional(
          Type.String({ maxLength: 4096, description: 'The value of the particular secret' }),
        ),
      }),
      { maxItems: 30, description: 'The list of secrets that are included in an action' },
    ),
  ),
  // Modules are not here: only the list that says so is taken.
  modules: Type.Optional(
    Type.Array(Type.Object({}), {
      maxItems: 0,
      description: 'The list of action modules used by this action',
    }),
  ),
}

export const createActionBody = Type.Object(
  {
    name,
    supported_triggers: supportedTriggers,
    ...content,
    deploy: Type.Optional(
      Type.Boolean({ description: 'True if the action should be deployed after creation' }),
    ),
  },
  { additionalProperties: false },
)
export type CreateActionBody = Static<typeof createActionBody>

export const updateActionBody = Type.Object(
  { name: Type.Optional(name), supported_triggers: Type.Optional(supportedTriggers), ...content },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateActionBody = Static<typeof updateActionBody>

// No `include_totals`: Auth0 refuses it here, and totals are always included.
const pages = { page: pageQuery.page, per_page: pageQuery.per_page }

export const listActionsQuery = Type.Object(
  {
    ...pages,
    triggerId: Type.Optional(Type.String({ description: 'An actions extensibility point' })),
    actionName: Type.Optional(Type.String({ description: 'The name of the action to retrieve' })),
    deployed: Type.Optional(
      Type.Boolean({ description: 'Optional filter to only retrieve actions that are deployed' }),
    ),
    installed: Type.Optional(
      Type.Boolean({ description: 'When true, return only installed actions; there are none here' }),
    ),
  },
  { additionalProperties: false },
)

export const pagesQuery = Type.Object(pages, { additionalProperties: false })

export const deleteActionQuery = Type.Object(
  {
    force: Type.Optional(
      Type.Boolean({ description: 'Force action deletion detaching bindings, and from the phone provider' }),
    ),
  },
  { additionalProperties: false },
)

export const deployVersionBody = Type.Object(
  {
    update_draft: Type.Optional(
      Type.Boolean({ description: 'True if the draft of the action should be updated with the version' }),
    ),
  },
  { additionalProperties: false },
)

export const testActionBody = Type.Object(
  {
    payload: Type.Object(
      {
        event: Type.Optional(Type.Object({}, { description: 'What the action is called with' })),
        // Ours.
        test_message: Type.Optional(
          Type.Object(
            {
              to: Type.String({ description: 'The recipient phone number' }),
              delivery_method: Type.Optional(
                Type.Enum(['text', 'voice'], { description: 'The delivery method' }),
              ),
            },
            {
              additionalProperties: false,
              description: 'The test message whose event the action is called with, in place of event',
            },
          ),
        ),
      },
      { description: 'The payload for the action' },
    ),
  },
  { additionalProperties: false },
)

export const bindingsBody = Type.Object(
  {
    bindings: Type.Array(
      Type.Object(
        {
          ref: Type.Object(
            {
              type: Type.Enum(['action_id', 'action_name', 'binding_id'], {
                description: 'How the action is being referred to',
              }),
              value: Type.String({ minLength: 1, description: 'The id or name of the action' }),
            },
            { additionalProperties: false, description: 'A reference to an action' },
          ),
          display_name: Type.Optional(
            Type.String({ minLength: 1, maxLength: 255, description: 'The name of the binding' }),
          ),
          // Secrets belong to Actions here.
          secrets: Type.Optional(
            Type.Array(Type.Object({}), { maxItems: 0, description: 'The secrets of the binding' }),
          ),
        },
        { additionalProperties: false },
      ),
      { description: 'The actions that will be bound to this trigger' },
    ),
  },
  { additionalProperties: false },
)
