// Saving the page. Of an Action, first the draft is saved, built and deployed, and then the provider set to it: what is
// in use never points at code that does not run.

import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'
import { maskedSecret } from '../../api/masked-secret.ts'
import { type FormValues, toProvider } from './form-values.ts'
import { type Action, type PageDocument, type ProviderDocument, providerPath } from './phone-provider-api.ts'

const actionsPath = '/api/v2/actions/actions'
const buildPollMs = 400
const maxBuildMs = 120_000

export type SaveStep = 'Saving the draft' | 'Building' | 'Deploying' | 'Saving'

export interface Progress {
  readonly onStep: (step: SaveStep) => void
  /** The draft is saved, whatever becomes of the rest. */
  readonly onDraft: (draft: Versioned<Action>) => void
}

export async function savePage(
  api: Api,
  values: FormValues,
  { value: saved, etag }: Versioned<PageDocument>,
  progress: Progress,
): Promise<Versioned<PageDocument>> {
  const { onStep } = progress
  let { action } = saved
  if (values.kind === 'action') {
    action = await saveDraft(api, values, saved.action, progress)
    if (!action.value.all_changes_deployed || !action.value.deployed_version) {
      onStep('Deploying')
      await api.post(`${actionsPath}/${action.value.id}/deploy`)
      action = await api.read<Action>(`${actionsPath}/${action.value.id}`)
    }
  }
  onStep('Saving')
  const provider = await api.put<ProviderDocument>(
    providerPath,
    toProvider(values, saved, action?.value.id),
    { ifMatch: etag },
  )
  return { value: { ...saved, provider: provider.value, action }, etag: provider.etag }
}

/** Saves the draft when it is another one, and waits until it is built. */
export async function saveDraft(
  api: Api,
  values: FormValues,
  current: Versioned<Action> | undefined,
  progress: Progress,
): Promise<Versioned<Action>> {
  progress.onStep('Saving the draft')
  const draft = await writeDraft(api, values, current)
  if (draft === current) return current
  progress.onDraft(draft)
  return waitForBuild(api, draft.value.id, progress)
}

/** Saves the draft when it is another one, or when the one that is there could not be built. */
export async function writeDraft(
  api: Api,
  { action: typed }: FormValues,
  current: Versioned<Action> | undefined,
): Promise<Versioned<Action>> {
  const content = {
    code: typed.code,
    secrets: typed.secrets
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, value }) => ({ name: name.trim(), ...(value !== maskedSecret && { value }) })),
    dependencies: typed.dependencies
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, value }) => ({ name: name.trim(), version: value.trim() || 'latest' })),
  }
  if (!current) {
    const { id } = await api.post<Action>(actionsPath, {
      name: 'Custom Phone Provider',
      supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
      runtime: 'node22',
      ...content,
    })
    return api.read<Action>(`${actionsPath}/${id}`)
  }
  if (isSame(content, current.value) && current.value.status === 'built') return current
  return api.patch<Action>(`${actionsPath}/${current.value.id}`, content, { ifMatch: current.etag })
}

async function waitForBuild(api: Api, id: string, { onStep, onDraft }: Progress): Promise<Versioned<Action>> {
  onStep('Building')
  const deadline = Date.now() + maxBuildMs
  for (;;) {
    const action = await api.read<Action>(`${actionsPath}/${id}`)
    const { status, errors = [] } = action.value
    if (status === 'built' || status === 'failed') onDraft(action)
    if (status === 'built') return action
    if (status === 'failed') {
      throw new ApiError({
        status: 422,
        kind: 'build-failed',
        message: "Couldn't build the Action. The draft is saved. Any version deployed before still runs.",
        fieldErrors: errors.map(({ msg }) => ({ field: 'action.code', detail: msg })),
      })
    }
    if (Date.now() > deadline) {
      throw new ApiError({
        status: 0,
        kind: 'build-slow',
        message: 'The build is still running. Try again in a moment.',
      })
    }
    await new Promise((resolve) => setTimeout(resolve, buildPollMs))
  }
}

interface Content {
  readonly code: string
  readonly secrets: readonly { readonly name: string; readonly value?: string }[]
  readonly dependencies: readonly { readonly name: string; readonly version: string }[]
}

function isSame({ code, secrets, dependencies }: Content, current: Action): boolean {
  const names = (list: readonly { readonly name: string }[] = []) => list.map(({ name }) => name).join('\n')
  const pins = (list: Content['dependencies'] = []) =>
    list.map(({ name, version }) => `${name}@${version}`).join('\n')
  return (
    code === current.code &&
    secrets.every(({ value }) => value === undefined) &&
    names(secrets) === names(current.secrets) &&
    pins(dependencies) === pins(current.dependencies)
  )
}
