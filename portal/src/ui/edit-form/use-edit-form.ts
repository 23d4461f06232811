// Editing one thing of the server. What was typed is never lost by itself: not when a save fails, not when somebody else
// changed the thing meanwhile (that becomes a question), not when the page is left (that is asked too).

import { type FormErrors, type UseFormReturnType, useForm } from '@mantine/form'
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error.ts'
import type { Versioned } from '../../api/create-api.ts'
import { showError, showSuccess } from '../notify.ts'

export interface EditFormOptions<Doc, Values extends object> {
  /** The thing as it was loaded. A newer one is taken over while nothing was typed. */
  readonly loaded: Versioned<Doc>
  readonly toValues: (doc: Doc) => Values
  /** Saves over `base`, whose tag goes along as `ifMatch`, and resolves with what is saved now. Refusals are thrown. */
  readonly save: (values: Values, base: Versioned<Doc>) => Promise<Versioned<Doc>>
  /** The thing as it is now, for when somebody else has changed it. */
  readonly reload: () => Promise<Versioned<Doc>>
  /** Mistakes by the path of their field. The server checks everything again. */
  readonly validate?: (values: Values) => FormErrors
  /** Where the form has what the server calls `field`; undefined when it has it nowhere. Same names need none. */
  readonly fieldOf?: (field: string) => string | undefined
  readonly onSaved?: (saved: Versioned<Doc>) => void
  readonly savedMessage?: string
}

export interface Conflict<Doc, Values> {
  readonly theirs: Versioned<Doc>
  readonly theirValues: Values
  readonly myValues: Values
}

export interface EditState<Doc, Values extends object> {
  readonly form: UseFormReturnType<Values>
  /** What is saved, and the same with its tag. */
  readonly saved: Doc
  readonly base: Versioned<Doc>
  readonly isDirty: boolean
  readonly isSaving: boolean
  /** Why the last save failed, other than by a conflict. */
  readonly error: unknown
  readonly conflict: Conflict<Doc, Values> | undefined
  /** Whether what the server said of this field stands at the field. */
  readonly hasField: (field: string) => boolean
  readonly submit: () => Promise<boolean>
  readonly discard: () => void
  readonly takeTheirs: () => void
  /** For when only a part could be saved: this is saved now, by our own doing, and what is typed stays. */
  readonly rebase: (change: (base: Versioned<Doc>) => Versioned<Doc>) => void
  readonly overwrite: () => Promise<boolean>
  readonly keepEditing: () => void
  /** What asks before the page is left with changes. */
  readonly leaving: { readonly isAsking: boolean; readonly leave: () => void; readonly stay: () => void }
}

export function useEditForm<Doc, Values extends object>(
  options: EditFormOptions<Doc, Values>,
): EditState<Doc, Values> {
  const { loaded, toValues, save, reload, validate, onSaved, savedMessage = 'Saved.' } = options
  const fieldOf = options.fieldOf ?? ((field: string) => field)
  const [base, setBase] = useState(loaded)
  const [isSaving, setSaving] = useState(false)
  const [error, setError] = useState<unknown>()
  const [fieldsInForm, setFieldsInForm] = useState<ReadonlySet<string>>(new Set())
  const [conflict, setConflict] = useState<Conflict<Doc, Values>>()
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: toValues(base.value),
    ...(validate && { validate }),
  })
  const isDirty = form.isDirty()
  const latest = useRef(base)
  // Read while navigating, which can be before the next render.
  const mayLeave = useRef(true)
  mayLeave.current = !isDirty

  const adopt = (version: Versioned<Doc>) => {
    const values = toValues(version.value)
    latest.current = version
    setBase(version)
    form.setInitialValues(values)
    form.setValues(values)
    form.clearErrors()
    setError(undefined)
    setConflict(undefined)
    mayLeave.current = true
  }

  /** What is typed is measured by this version from now on, and saved over it. */
  const rebaseTo = (version: Versioned<Doc>) => {
    latest.current = version
    setBase(version)
    form.setInitialValues(toValues(version.value))
  }

  // Only another version is a reason to take it over.
  useEffect(() => {
    if (loaded !== base && !isDirty && !isSaving) adopt(loaded)
  }, [loaded])

  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => !mayLeave.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => !mayLeave.current,
    withResolver: true,
  })

  async function saveOver(over: Versioned<Doc>): Promise<boolean> {
    if (form.validate().hasErrors) {
      focusFirstInvalid()
      return false
    }
    setSaving(true)
    setError(undefined)
    try {
      const answered = await save(form.getValues(), over)
      // Without a tag somebody else saved in the same moment: what is there now is theirs.
      const saved = answered.etag === undefined && over.etag !== undefined ? await reload() : answered
      adopt(saved)
      showSuccess(savedMessage)
      onSaved?.(saved)
      return true
    } catch (refusal) {
      await explain(refusal)
      return false
    } finally {
      setSaving(false)
    }
  }

  async function explain(refusal: unknown): Promise<void> {
    if (refusal instanceof ApiError && refusal.status === 412) {
      try {
        const theirs = await reload()
        setConflict({ theirs, theirValues: toValues(theirs.value), myValues: form.getValues() })
      } catch (failed) {
        showError(failed)
      }
      return
    }
    setConflict(undefined)
    setError(refusal)
    if (!(refusal instanceof ApiError)) return
    const errors: Record<string, string> = {}
    const shown = new Set<string>()
    for (const { field, detail } of refusal.fieldErrors) {
      const path = fieldOf(field)
      if (path === undefined || !isPathIn(form.getValues(), path)) continue
      shown.add(field)
      errors[path] = errors[path] === undefined ? sentence(detail) : `${errors[path]}\n${sentence(detail)}`
    }
    setFieldsInForm(shown)
    form.setErrors(errors)
    if (Object.keys(errors).length > 0) focusFirstInvalid()
  }

  return {
    form,
    saved: base.value,
    base,
    isDirty,
    isSaving,
    error,
    conflict,
    hasField: (field) => fieldsInForm.has(field),
    submit: () => saveOver(latest.current),
    discard: () => adopt(base),
    rebase: (change) => rebaseTo(change(latest.current)),
    takeTheirs: () => conflict && adopt(conflict.theirs),
    overwrite: () => {
      // Theirs was looked at: whatever part of mine is saved now is saved over that.
      if (conflict) rebaseTo(conflict.theirs)
      return saveOver(latest.current)
    },
    keepEditing: () => setConflict(undefined),
    leaving: {
      isAsking: blocker.status === 'blocked',
      leave: () => blocker.proceed?.(),
      stay: () => blocker.reset?.(),
    },
  }
}

/** Whether the form has such a field: what it does not have is said above the button. Rows have names, not paths. */
function isPathIn(values: object, path: string): boolean {
  let value: unknown = values
  for (const key of path.split('.')) {
    if (Array.isArray(value)) return true
    if (typeof value !== 'object' || value === null || !(key in value)) return false
    value = new Map<string, unknown>(Object.entries(value)).get(key)
  }
  return path !== ''
}

/** Details of the API go on after the field's name: `is required`. */
function sentence(detail: string): string {
  return detail.charAt(0).toUpperCase() + detail.slice(1)
}

function focusFirstInvalid(): void {
  // The errors are on the page after the next paint.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const invalid = document.querySelector('main [aria-invalid="true"]')
      if (invalid instanceof HTMLElement) invalid.focus()
    }),
  )
}
